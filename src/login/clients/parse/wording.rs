//! Each mistake in both languages.

use super::kind::Kind;
use super::uri::UriFault;
use crate::language::{Bilingual, Language};
use crate::toml_file::quoted;
use crate::tr;

impl Bilingual for Kind {
    fn text(&self, language: Language) -> String {
        let l = language;
        match self {
            Kind::Fault(fault) => fault.text(l),
            Kind::ServerInClient => tr!(
                l,
                "wechat_server belongs to no client: write it above the first [[client]]",
                "wechat_server 不属于某个 client：请写在第一个 [[client]] 之前"
            ),

            Kind::Missing("id") => tr!(
                l,
                "the client has no `id`, by which the site names itself, such as id = \"grafana\"",
                "这个 client 没有 `id`，即网站使用的 client_id，例如 id = \"grafana\""
            ),
            Kind::Missing("name") => tr!(
                l,
                "the client has no `name`, which the visitor reads, such as name = \"公司 Grafana\"",
                "这个 client 没有 `name`，即访客看到的名字，例如 name = \"公司 Grafana\""
            ),
            Kind::Missing(key) => tr!(
                l,
                "the client has no `{key}`, where visitors are sent back to, such as \
                 {key} = [\"https://grafana.example.com/login/generic_oauth\"]",
                "这个 client 没有 `{key}`，即登录后返回的网址，例如 \
                 {key} = [\"https://grafana.example.com/login/generic_oauth\"]"
            ),
            Kind::IdMalformed(limit) => tr!(
                l,
                "an id has 1 to {limit} letters, digits and signs of `._~-`",
                "id 由 1 到 {limit} 个英文字母、数字和 `._~-` 组成"
            ),
            Kind::IdTwice(line) => tr!(
                l,
                "the client in line {line} has this id already",
                "第 {line} 行的 client 已经用了这个 id"
            ),
            Kind::NameEmpty => tr!(
                l,
                "the name is empty, and the visitor is to read it",
                "名字是空的，而访客要看到它"
            ),
            Kind::NameTooLong(length, limit) => tr!(
                l,
                "the name has {length} characters, at most {limit} are shown well on a phone",
                "名字有 {length} 个字符，手机上最多显示 {limit} 个"
            ),
            Kind::NameCharacter => tr!(
                l,
                "the name has a control character in it, or an invisible one: delete it",
                "名字里有控制字符或看不见的字符，请删去"
            ),

            Kind::SecretAndPublic => tr!(
                l,
                "the client has `secret` and `public`: a public client has no secret; remove one of them",
                "这个 client 有 `secret` 又有 `public`：公开的 client 没有密钥；请删去其中一个"
            ),
            Kind::NoSecret => tr!(
                l,
                "the client has neither: write secret = \"NAME_OF_A_SECRET\", or public = true for an \
                 app or a page that cannot keep one",
                "缺少 secret 或 public：请写 secret = \"密钥的名字\"；无法保密的应用或网页请写 public = true"
            ),
            Kind::SecretName => tr!(
                l,
                "here stands the name of a secret, in capitals, digits and `_`, such as \
                 GRAFANA_CLIENT_SECRET; never the secret itself, which is set by \
                 `npx wrangler secret put GRAFANA_CLIENT_SECRET`",
                "这里写密钥的名字，由大写字母、数字和 `_` 组成，例如 GRAFANA_CLIENT_SECRET；\
                 不要写密钥本身，密钥用 `npx wrangler secret put GRAFANA_CLIENT_SECRET` 设置"
            ),
            Kind::SecretReserved(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "{name} means something else to the Worker: choose another name, such as GRAFANA_CLIENT_SECRET",
                    "{name} 对 Worker 另有含义：请换一个名字，例如 GRAFANA_CLIENT_SECRET"
                )
            }

            Kind::NoUri => tr!(
                l,
                "the list is empty: nobody could be sent back to this site",
                "列表是空的：登录后无法返回这个网站"
            ),
            Kind::Uri(fault) => fault.text(l),
            Kind::UriTwice(line) => tr!(
                l,
                "this URL is there already, in line {line}",
                "这个网址已经有了，在第 {line} 行"
            ),
        }
    }
}

impl Bilingual for UriFault {
    fn text(&self, language: Language) -> String {
        let l = language;
        match self {
            UriFault::Empty => tr!(
                l,
                "the URL is empty: write where the site wants its visitors back",
                "网址是空的：请写登录后返回的网址"
            ),
            UriFault::TooLong(limit) => tr!(
                l,
                "the URL is longer than {limit} characters",
                "网址超过 {limit} 个字符"
            ),
            UriFault::Character(found) if found.is_ascii() => tr!(
                l,
                "a URL has no blanks, quotes, backslashes, braces or control characters: write them \
                 as %20 and so on",
                "网址里不能有空格、引号、反斜杠、花括号和控制字符：请写成 %20 之类"
            ),
            UriFault::Character(found) => tr!(
                l,
                "`{found}` cannot stand in a URL: copy it from a browser's address bar, which gives \
                 %E4%BD%A0 and xn--…",
                "网址里不能有 `{found}`：请从浏览器地址栏复制，得到 %E4%BD%A0 或 xn--… 的写法"
            ),
            UriFault::Percent => tr!(
                l,
                "behind % stand two hexadecimal digits; for the sign itself write %25",
                "% 后面要有两位十六进制数；要写 % 本身请写 %25"
            ),
            UriFault::Wildcard => tr!(
                l,
                "`*` stands for nothing here: write each URL in full, they are compared byte by byte",
                "这里不能用 `*`：请逐个写出完整的网址，比较时逐字节相同才行"
            ),
            UriFault::Fragment => tr!(
                l,
                "a redirect URI has no fragment: remove `#` and what stands behind it",
                "返回网址不能带片段：请删去 `#` 及其后的内容"
            ),
            UriFault::NoScheme => tr!(
                l,
                "the URL is not whole: begin with https:// and the host",
                "网址不完整：请以 https:// 和域名开头"
            ),
            UriFault::Http => tr!(
                l,
                "http is for localhost, 127.0.0.1 and [::1] alone: write https://",
                "http 只能用于 localhost、127.0.0.1 和 [::1]：请写 https://"
            ),
            UriFault::Scheme(scheme) => {
                let scheme = quoted(scheme);
                tr!(
                    l,
                    "`{scheme}:` will not do: write https://, or for an app a scheme of its own with a \
                     dot, such as com.example.app:/cb",
                    "不能用 `{scheme}:`：请写 https://；应用请用自己的、带点的协议，例如 com.example.app:/cb"
                )
            }
            UriFault::AppWithSecret => tr!(
                l,
                "the URL of an app is for public clients: an app cannot keep a secret; write \
                 public = true in the place of `secret`",
                "应用的网址只能用于公开的 client：应用无法保密；请把 `secret` 换成 public = true"
            ),
            UriFault::NoHost => tr!(
                l,
                "the URL has no host: write https://host/…",
                "网址没有域名：请写成 https://域名/…"
            ),
            UriFault::User => tr!(
                l,
                "a redirect URI has no user name: remove what stands before `@`, and the `@`",
                "返回网址不能带用户名：请删去 `@` 及其前面的部分"
            ),
            UriFault::Host(host) => {
                let host = quoted(host);
                tr!(l, "`{host}` is no host", "`{host}` 不是域名")
            }
            UriFault::HostCapitals => tr!(
                l,
                "the host stands in small letters, as browsers write it",
                "域名要用小写字母，浏览器就是这样写的"
            ),
            UriFault::Port(port) => {
                let port = quoted(port);
                tr!(
                    l,
                    "`{port}` is no port: 1 to 65535",
                    "`{port}` 不是端口：应为 1 到 65535"
                )
            }
        }
    }
}
