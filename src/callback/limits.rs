//! Where the callback lives, and the bounds of a request.

use std::time::Duration;

/// Where the callback lives; the URL for WeChat's admin page ends so.
pub const PATH: &str = "/wechat";

/// The longest body, in bytes. WeChat's longest message has a few KiB.
pub const MAX_BODY: usize = 64 * 1024;

/// How long a body may take. WeChat's come with the head.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the owner's handler may take, from the request's arrival on: WeChat drops what is not
/// answered within 5 s (PROTOCOL.md, section E), and the way back takes some of it.
pub const HANDLER_TIMEOUT: Duration = Duration::from_millis(4500);
