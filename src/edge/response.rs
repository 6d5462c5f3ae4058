//! Responses, made in as few steps as the runtime allows.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::callback::{Answer, ContentType};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn parse_json(json: &str) -> JsValue;

    /// <https://developers.cloudflare.com/workers/runtime-apis/response/>
    pub(super) type Response;

    #[wasm_bindgen(constructor)]
    fn new(body: Option<&str>, init: &JsValue) -> Response;

    /// A response with the status and headers of another: the runtime then copies its own header
    /// table and reads no JavaScript object. The body is taken as bytes, which the constructor
    /// copies right out of the wasm memory; a string would be decoded here and encoded again there.
    #[wasm_bindgen(constructor, js_class = "Response")]
    fn with_init_of(body: &[u8], model: &Response) -> Response;
}

/// The models of the two answers that are not refusals.
pub(super) struct Models {
    text: Response,
    xml: Response,
}

impl Models {
    pub(super) fn new() -> Models {
        Models {
            text: empty_response(200, ContentType::Text),
            xml: empty_response(200, ContentType::Xml),
        }
    }

    pub(super) fn response(&self, answer: &Answer) -> Response {
        let body = answer.body.as_bytes();
        match (answer.status, answer.headers) {
            (200, ContentType::Text) => Response::with_init_of(body, &self.text),
            (200, ContentType::Xml) => Response::with_init_of(body, &self.xml),
            (status, headers) => empty_response(status, headers),
        }
    }
}

/// A response without a body. Its `ResponseInit` is made by way of JSON: that takes one call, and no
/// bindings for objects.
fn empty_response(status: u16, headers: ContentType) -> Response {
    let headers: Vec<String> = headers
        .list()
        .iter()
        .map(|(name, value)| format!("{name:?}:{value:?}"))
        .collect();
    let headers = headers.join(",");
    let init = parse_json(&format!(r#"{{"status":{status},"headers":{{{headers}}}}}"#));
    Response::new(None, &init)
}
