//! What can be found of the sign-in.

use wechat_edge::language::Bilingual;

use crate::cli::account::place::Place;
use crate::cli::findings::findings;
use crate::cli::http::NoAnswer;

findings! {
    |language|
    /// How sites and visitors fare.
    #[derive(Clone, Debug)]
    pub(crate) enum SignInFinding {
        Warn ClientsUnread
            => "clients.toml has mistakes in it", "clients.toml 里有错误"
            => "`check` shows them.", "请用 `check` 查看。";
        Warn ClientsNotDeployed { clients: String }
            => "the Worker does not know {clients} of clients.toml", "Worker 还不知道 clients.toml 里的 {clients}"
            => "Deploy it (npm run deploy).", "请部署（npm run deploy）。";
        Ok SignInUnseen
            => "not looked at further: put the Worker's CONSOLE_TOKEN into the environment, or for a local one into .dev.vars",
               "没有进一步检查：请在环境变量（本地 Worker 则在 .dev.vars）中给出它的 CONSOLE_TOKEN";

        Ok DiscoveryFine { issuer: String }
            => "sites find it at {issuer}, and its keys", "网站可以在 {issuer} 找到它和它的密钥";
        Fail DiscoverySilent { error: NoAnswer }
            with error = error.text(language)
            => "sites do not find it, /.well-known/openid-configuration gives no answer: {error}",
               "网站找不到它，/.well-known/openid-configuration 没有应答：{error}"
            => "Try again; the steps above look at the way to the Worker.", "请再试；前面各步检查了通往 Worker 的路。";
        Fail DiscoveryRefused { status: u16, place: Place }
            with log = place.log(language)
            => "sites do not find it: /.well-known/openid-configuration answers with status {status}",
               "网站找不到它：/.well-known/openid-configuration 的状态码是 {status}"
            => "It needs a client in clients.toml, WECHAT_AES_KEY and WECHAT_APP_ID; {log} says which. A route or a proxy must let this path through.",
               "需要 clients.toml 中有 client，并设置 WECHAT_AES_KEY 和 WECHAT_APP_ID；缺哪个见{log}。路由或代理也要放行这个路径。";
        Fail DiscoveryMalformed { error: String }
            => "what sites read first is no such document: {error}", "网站首先读取的文档有误：{error}"
            => "Is there a proxy or a login page in between?", "中间是否有代理或登录页？";
        Fail IssuerDiffers { issuer: String, asked: String }
            => "the issuer is {issuer}, not byte by byte {asked}: sites that are given the one refuse the other",
               "issuer 是 {issuer}，与 {asked} 不是逐字节相同：按后者配置的网站会拒绝"
            => "Write LOGIN_ISSUER exactly so: small letters, no slash at the end, no path.",
               "请把 LOGIN_ISSUER 写得完全一致：小写，结尾不带斜杠，不带路径。";
        Warn IssuerElsewhere { issuer: String, asked: String }
            => "it says it is {issuer}, and was asked at {asked}", "它自称 {issuer}，而访问的是 {asked}"
            => "Give sites {issuer}, and look at that with `doctor --url {issuer}/wechat`; or set LOGIN_ISSUER.",
               "请让网站使用 {issuer}，并用 `doctor --url {issuer}/wechat` 检查；或设置 LOGIN_ISSUER。";
        Warn IssuerInTheOpen { issuer: String }
            => "{issuer} is http: codes and tokens could be read on the way", "{issuer} 使用 http：途中可能被看到"
            => "Use the https URL of the Worker; sites refuse any other.", "请使用 Worker 的 https 网址；网站也不接受别的。";
        Fail KeysMissing { error: String }
            => "sites do not get its keys: {error}", "网站拿不到它的密钥：{error}"
            => "Ask again: the first key is made when it is needed. A proxy must let /jwks through.",
               "请再试：第一个密钥在需要时生成。代理要放行 /jwks。";
        Warn SignInClock { seconds: u64 }
            => "the Worker's clock and this machine's are {seconds} s apart", "Worker 与本机的时钟相差 {seconds} 秒"
            => "Set the clock of whichever is wrong: sites refuse who was signed in at a time that has not come, or is over.",
               "哪边的时钟不对，就校准哪边：签名时间未到或已过，网站都会拒绝。";

        Fail Unsealed { place: Place }
            with key = place.set("WECHAT_AES_KEY", language), id = "WECHAT_APP_ID"
            => "it is off: without a key whoever saw one URL could sign in as anybody", "没有开启：没有密钥时，看到过一个网址的人就能冒充任何人登录"
            => "{key}, set {id}, and choose safe mode in WeChat's admin page.",
               "{key}，设置 {id}，并在公众平台上选择安全模式。";
        Fail SecretMissing { client: String, secret: String, place: Place }
            with set = place.set(secret, language)
            => "the client {client} cannot get in: {secret} is not set", "client {client} 无法使用：没有设置 {secret}"
            => "{set}, with what the site was given as its secret.", "{set}，其值与网站上填写的密钥相同。";
        Fail ServerTokenMissing
            => "one-api and its like cannot get in: the secret of wechat_server is not set", "one-api 等无法使用：没有设置 wechat_server 所指的密钥"
            => "Set the secret that clients.toml names there, with what the site was given as its token.",
               "请设置 clients.toml 中 wechat_server 所写的密钥，其值与网站上填写的令牌相同。";
        Warn RedirectLocal { client: String, uri: String }
            => "the client {client} sends visitors back to {uri}, their own machine", "client {client} 会让访客回到 {uri}，即访客自己的电脑"
            => "Remove it from clients.toml once the site is live: any program there could take the code.",
               "网站上线后请从 clients.toml 中删去：那台电脑上的任何程序都可能拿走授权码。";
        Warn RedirectHttp { client: String, uri: String }
            => "the client {client} sends visitors back to {uri}, which is http", "client {client} 会让访客回到 {uri}，使用的是 http"
            => "Write https:// in clients.toml and deploy it: on the way the code could be read.",
               "请在 clients.toml 中写成 https:// 并部署：授权码在途中可能被看到。";
        Ok ClientsFine { count: usize }
            => "all is set for {count} clients", "{count} 个 client 都已设置好";

        Ok PoolFine { free: u64, codes: u64 }
            => "{free} of {codes} codes are free", "共 {codes} 个二维码，空闲 {free} 个";
        Warn PoolEmpty
            => "there are no codes to scan: visitors sign in by the code word alone", "没有可扫的二维码：访客只能用口令登录"
            => "`login codes 300` makes them. An account that may not make codes needs none.",
               "请用 `login codes 300` 生成。不能生成带参数二维码的账号不需要。";
        Warn PoolLow { free: u64, codes: u64 }
            => "only {free} of {codes} codes are free; without one a visitor signs in by the code word", "共 {codes} 个二维码，只剩 {free} 个空闲；没有空闲的，访客就用口令登录"
            => "If it stays so, make more: `login codes 1000` makes those that are missing to that number.",
               "如果总是这样，请多生成一些：`login codes 1000` 会补足到这个数。";
    }
}
