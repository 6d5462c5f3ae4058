//! An upload as `multipart/form-data` (RFC 7578).

use std::fmt::Write;

use wechat_edge::wechat::api::media::Upload;

/// The form's content type and body.
pub(crate) fn form(upload: &Upload<'_>) -> (String, Vec<u8>) {
    let boundary = boundary(upload.content);
    let mut head = String::new();
    if let Some(description) = upload.description {
        let json = serde_json::to_string(&description).unwrap_or_default();
        let _ = write!(
            head,
            "--{boundary}\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n{json}\r\n"
        );
    }
    let (name, length) = (quoted(upload.name), upload.content.len());
    let _ = write!(
        head,
        "--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"{name}\"; \
         filelength={length}\r\nContent-Type: {}\r\n\r\n",
        upload.format.content_type(),
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(upload.content);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// A line that the file does not have in it.
fn boundary(content: &[u8]) -> String {
    let is_in = |boundary: &String| {
        let needle = boundary.as_bytes();
        content.windows(needle.len()).any(|window| window == needle)
    };
    (0_u32..)
        .map(|number| format!("wechat-edge-{number:08x}"))
        .find(|boundary| !is_in(boundary))
        .unwrap_or_default()
}

/// A name for a header: what would end it is written as browsers do.
fn quoted(name: &str) -> String {
    let mut quoted = String::new();
    for character in name.chars() {
        match character {
            '"' => quoted.push_str("%22"),
            _ if character.is_control() => quoted.push('_'),
            _ => quoted.push(character),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::form;
    use wechat_edge::wechat::api::media::{Description, Format, Keeping, MediaType, Upload};

    #[test]
    fn neither_a_name_nor_a_file_ends_its_part_of_the_form() {
        let upload = Upload {
            media_type: MediaType::Video,
            keeping: Keeping::Permanent,
            format: Format::Mp4,
            name: "a\"\r\nX: 片.mp4",
            content: b"--wechat-edge-00000000--",
            description: Some(Description {
                title: "标\"题",
                introduction: "",
            }),
        };
        let (content_type, body) = form(&upload);
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=wechat-edge-00000001"
        );
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "--wechat-edge-00000001\r\n\
             Content-Disposition: form-data; name=\"description\"\r\n\r\n\
             {\"title\":\"标\\\"题\",\"introduction\":\"\"}\r\n\
             --wechat-edge-00000001\r\n\
             Content-Disposition: form-data; name=\"media\"; filename=\"a%22__X: 片.mp4\"; filelength=24\r\n\
             Content-Type: video/mp4\r\n\r\n\
             --wechat-edge-00000000--\r\n\
             --wechat-edge-00000001--\r\n"
        );
    }
}
