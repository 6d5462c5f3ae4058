//! What is read of a request before its body.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// <https://developers.cloudflare.com/workers/runtime-apis/request/>
    #[derive(Clone)]
    pub type Request;

    #[wasm_bindgen(method, structural, getter)]
    fn headers(this: &Request) -> Headers;

    type Headers;

    #[wasm_bindgen(method, structural)]
    fn get(this: &Headers, name: &str) -> Option<String>;
}

impl Request {
    /// Whether the URL was made of a Host header with more in it than a host. workerd on its own puts
    /// the header before the path as it came: `x/wechat?…#` would make any path look like `/wechat`.
    /// The header is looked at only where the URL has a character that such a one needs and WeChat's
    /// has not, since reading it takes time.
    pub(super) fn is_forged(&self, url: &str) -> bool {
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let is_suspicious =
            query.contains(['/', '?', '#', '\\']) || before.contains(['#', '@', '\\']);
        is_suspicious
            && self
                .headers()
                .get("host")
                .is_some_and(|host| host.contains(['/', '?', '#', '@', '\\']))
    }
}

/// Cuts a URL as the runtime writes it, `scheme://host/path?query#fragment`: it has parsed and
/// checked it already, and the `url` crate would double the size of the wasm.
pub(super) fn path_and_query(url: &str) -> (&str, &str) {
    let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let (_scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let path = rest.find('/').and_then(|at| rest.get(at..));
    (path.unwrap_or("/"), query)
}
