//! What the way to the Worker can be like.

use wechat_edge::language::{Language, tr};

use crate::cli::account::place::Place;
use crate::cli::findings::findings;

findings! {
    |language|
    /// What the way is like.
    pub(crate) enum ConnectionFinding {
        Ok UrlFine { url: String } => "{url}", "网址 {url}";
        Fail Port { port: u16 }
            => "port {port}: WeChat connects to 80 (http) and 443 (https) only",
               "端口 {port}：微信只连接 80（http）和 443（https）"
            => "Take the port out of the URL; put a proxy in front if the service needs another one.",
               "请去掉网址中的端口；如果服务必须用别的端口，请在前面加一个代理。";
        Warn PortLocal { port: u16 }
            => "port {port}, which only this machine can use", "端口 {port} 只能在本机使用"
            => "WeChat will need a public URL, on port 80 or 443.", "微信需要一个公网网址，端口为 80 或 443。";
        Warn WorkersDev { host: String }
            => "{host}: names under workers.dev are often out of reach in mainland China, where WeChat's servers are",
               "{host}：workers.dev 下的域名在中国大陆常常无法访问，而微信的服务器就在那里"
            => "Add a domain of your own to the Worker (Settings > Domains & Routes).",
               "请给 Worker 绑定自己的域名（Settings > Domains & Routes）。";
        Ok Resolved { addresses: String } => "{addresses}", "解析为 {addresses}";
        Fail NotResolved { host: String, error: String }
            => "the name {host} has no address: {error}", "域名 {host} 没有地址：{error}"
            => "Look for a typing error; if the domain is new, see whether its DNS record is there.",
               "请检查是否拼错；如果是新域名，请看 DNS 记录是否已添加。";
        Fail PrivateAddress { addresses: String }
            => "{addresses} is an address of a private network, where WeChat cannot reach it",
               "{addresses} 是内网地址，微信无法访问"
            => "Deploy (npm run deploy), or put a tunnel in front, and give WeChat that URL.",
               "请部署（npm run deploy），或使用内网穿透，并把那个公网网址填给微信。";
        Warn ThisMachine { addresses: String }
            => "{addresses} is this machine itself", "{addresses} 就是本机"
            => "Good for trying; WeChat will need a public URL.", "可以用来试验；微信需要一个公网网址。";
        Ok Connected { milliseconds: String }
            => "connected in {milliseconds} ms", "用时 {milliseconds} 毫秒";
        Fail NotConnected { to: String, error: String, place: Place }
            with todo = not_connected(*place, language)
            => "no connection to {to}: {error}", "无法连接 {to}：{error}"
            => "{todo}", "{todo}";
        Ok TlsFine
            => "TLS 1.2 or newer, and the certificate is trusted", "TLS 1.2 或更高版本，证书受信任";
        Warn NoTls
            => "http: what visitors write can be read on the way", "使用 http：用户发来的内容在途中可以被看到"
            => "Use https.", "请使用 https。";
        Fail CertificateUntrusted
            => "the certificate is signed by nobody whom WeChat would trust", "证书不是由微信信任的机构签发的"
            => "Get one from a public authority (Cloudflare and Let's Encrypt give them out free), and serve the whole chain.",
               "请从公共机构申请证书（Cloudflare 和 Let's Encrypt 都免费），并配置完整的证书链。";
        Fail CertificateExpired
            => "the certificate has expired, or is not valid yet", "证书已过期，或尚未生效"
            => "Renew it; if it is new, set this machine's clock.", "请更新证书；如果证书是新的，请校准本机时钟。";
        Fail CertificateOtherName { host: String }
            => "the certificate is for another name than {host}", "证书不是给 {host} 的"
            => "Use the name that the certificate is for, or get one for this name.",
               "请使用证书上的域名，或为这个域名申请证书。";
        Fail TlsFailed { error: String }
            => "no TLS: {error}", "TLS 握手失败：{error}"
            => "Does the port really speak https, with TLS 1.2 or newer?",
               "这个端口真的是 https 吗？是否支持 TLS 1.2 或更高版本？";
        Ok PathFine { path: String } => "{path} is there", "路径 {path} 存在";
        Fail PathNotFound { path: String }
            => "there is nothing at {path} (status 404)", "路径 {path} 不存在（状态码 404）"
            => "The URL ends in /wechat.", "网址应以 /wechat 结尾。";
        Fail Redirected { location: String }
            => "it redirects to {location}, which WeChat does not follow", "跳转到了 {location}，微信不会跟随跳转"
            => "Give WeChat the URL that it leads to; switch off redirects for this path.",
               "请把跳转后的网址填给微信，或对这个路径关闭跳转。";
        Fail NotConfigured { place: Place }
            with set = place.set("WECHAT_TOKEN", language), log = place.log(language)
            => "status 503: the Worker lacks a setting, or one is malformed", "状态码 503：Worker 缺少设置，或某项设置不对"
            => "Which one, {log} says. If it is the Token: {set}.", "是哪一项，请看{log}。如果是令牌：{set}。";
        Fail Challenged
            => "Cloudflare asks visitors to prove that they are human, which WeChat cannot",
               "Cloudflare 要求访问者证明自己是人，而微信做不到"
            => "In Cloudflare's dashboard, add a rule under Security that skips the checks for this path.",
               "请在 Cloudflare 控制台的 Security 里加一条规则，对这个路径跳过检查。";
        Fail ServerError { status: u16, place: Place }
            with log = place.log(language)
            => "status {status}: the service failed", "状态码 {status}：服务出错"
            => "See {log}.", "请看{log}。";
    }
}

fn not_connected(place: Place, language: Language) -> String {
    match place {
        Place::Local => tr!(
            language,
            "Is it running (npm start)? Is it this port?",
            "服务启动了吗（npm start）？是这个端口吗？"
        ),
        Place::Deployed => tr!(
            language,
            "Is it deployed (npm run deploy), and at this domain? Does a firewall keep the port closed?",
            "部署了吗（npm run deploy）？域名对吗？端口是否被防火墙拦住？"
        ),
    }
}
