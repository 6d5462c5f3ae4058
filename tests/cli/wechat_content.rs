//! The menus and media of the stand-in for WeChat's API.

use serde_json::{Value, json};

use crate::server::{Action, Request, Response};
use crate::wechat_api::error;

#[derive(Default)]
pub(crate) struct Content {
    /// Made by the API.
    pub(crate) menu: Option<Value>,
    /// Made by the admin page.
    pub(crate) self_menu: Option<Value>,
    pub(crate) uploads: Vec<Uploaded>,
    /// How many images there are; of other types there is none.
    pub(crate) images: u64,
}

/// A file as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uploaded {
    pub(crate) path: String,
    pub(crate) media_type: String,
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) content: Vec<u8>,
    pub(crate) description: Option<Value>,
}

impl Content {
    /// `None` for paths of others; the error is a complaint.
    pub(crate) fn answer(&mut self, request: &Request) -> Option<Result<Action, String>> {
        Some(match &*request.path {
            "/cgi-bin/menu/get" => Ok(match &self.menu {
                Some(menu) => ok(menu),
                None => error(46003, "menu no exist rid: 1"),
            }),
            "/cgi-bin/get_current_selfmenu_info" => {
                let none = json!({ "is_menu_open": 0, "selfmenu_info": { "button": [] } });
                Ok(ok(self.self_menu.as_ref().unwrap_or(&none)))
            }
            "/cgi-bin/menu/create" => self.create(request),
            "/cgi-bin/media/upload" | "/cgi-bin/material/add_material" => self.upload(request),
            "/cgi-bin/material/batchget_material" => self.list(request),
            _ => return None,
        })
    }

    fn create(&mut self, request: &Request) -> Result<Action, String> {
        let body: Value = serde_json::from_slice(&request.body).map_err(|e| e.to_string())?;
        if request.text().contains("\\u") || body.as_object().unwrap().len() != 1 {
            return Err(format!("menu/create: {body}"));
        }
        self.menu = Some(json!({ "menu": { "button": body["button"], "menuid": 1 } }));
        Ok(ok(&json!({ "errcode": 0, "errmsg": "ok" })))
    }

    fn upload(&mut self, request: &Request) -> Result<Action, String> {
        let upload = form(request).ok_or_else(|| format!("no form: {request:?}"))?;
        let key = match (&*upload.media_type, request.path.ends_with("media/upload")) {
            ("thumb", true) => "thumb_media_id",
            _ => "media_id",
        };
        let number = self.uploads.len();
        self.uploads.push(upload);
        Ok(ok(
            &json!({ key: format!("MEDIA-_{number}"), "created_at": 1 }),
        ))
    }

    fn list(&mut self, request: &Request) -> Result<Action, String> {
        let body: Value = serde_json::from_slice(&request.body).map_err(|e| e.to_string())?;
        let (offset, count) = (body["offset"].as_u64(), body["count"].as_u64());
        let (Some(offset), Some(count @ 1..=20)) = (offset, count) else {
            return Err(format!("batchget_material: {body}"));
        };
        let total = if body["type"] == "image" {
            self.images
        } else {
            0
        };
        let items: Vec<Value> = (offset..total.min(offset + count))
            .map(|number| json!({ "media_id": format!("ID{number}"), "name": format!("图{number}.jpg"), "update_time": 1_735_700_000, "url": "http://mmbiz.qpic.cn/1" }))
            .collect();
        Ok(ok(
            &json!({ "total_count": total, "item_count": items.len(), "item": items }),
        ))
    }
}

fn ok(body: &Value) -> Action {
    Response::new(200, body.to_string()).into()
}

/// Reads a form as RFC 7578 says, strictly.
fn form(request: &Request) -> Option<Uploaded> {
    let boundary = request
        .header("content-type")
        .strip_prefix("multipart/form-data; boundary=")?;
    let mut upload = Uploaded {
        path: request.path.clone(),
        media_type: request.parameter("type"),
        name: String::new(),
        content_type: String::new(),
        content: Vec::new(),
        description: None,
    };
    let mut rest = &request.body[..];
    let delimiter = format!("--{boundary}");
    rest = rest.strip_prefix(delimiter.as_bytes())?;
    let delimiter = format!("\r\n--{boundary}");
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, delimiter.as_bytes())?;
        let head_end = find(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(&part[..head_end]).ok()?;
        let content = &part[head_end + 4..end];
        if head == "Content-Disposition: form-data; name=\"description\"" {
            upload.description = Some(serde_json::from_slice(content).ok()?);
        } else {
            let (disposition, content_type) = head.split_once("\r\nContent-Type: ")?;
            let length = format!("\"; filelength={}", content.len());
            upload.name = disposition
                .strip_prefix("Content-Disposition: form-data; name=\"media\"; filename=\"")?
                .strip_suffix(&length)?
                .to_owned();
            upload.content_type = content_type.to_owned();
            upload.content = content.to_vec();
        }
        rest = &part[end + delimiter.len()..];
    }
    (rest == b"--\r\n" && !upload.content.is_empty()).then_some(upload)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|it| it == needle)
}
