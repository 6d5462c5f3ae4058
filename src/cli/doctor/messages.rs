//! The pushes that `doctor` sends: what visitors do most.

use crate::cli::simulator::push::{Addressed, Push};
use crate::cli::simulator::push_request::Stamp;

/// The account's original id, which is made up.
pub(crate) const ACCOUNT: &str = "gh_0a1b2c3d4e5f";

/// The visitor's openid, likewise: a Worker records nothing of it.
pub(crate) const VISITOR: &str = wechat_edge::scans::record::DOCTOR;

/// What visitors do most, one of each.
pub(crate) const MESSAGES: [fn(Addressed<'_>) -> Push; 12] = [
    text_to,
    |to| {
        let url = ("PicUrl", "http://mmbiz.qpic.cn/sample/0");
        to.message("image", &[url, ("MediaId", "SAMPLE-image")])
    },
    |to| {
        let format = ("Format", "amr");
        to.message("voice", &[("MediaId", "SAMPLE-voice"), format])
    },
    |to| {
        let place = [("Location_X", "30.274"), ("Location_Y", "120.155")];
        to.message("location", &[place[0], place[1], ("Label", "杭州市")])
    },
    |to| {
        to.message(
            "link",
            &[("Title", "示例"), ("Url", "https://example.com/")],
        )
    },
    |to| to.event("subscribe", &[("EventKey", "")]),
    |to| to.scan("store-12", true),
    |to| to.scan("store-12", false),
    |to| to.event("CLICK", &[("EventKey", "ABOUT")]),
    |to| to.event("VIEW", &[("EventKey", "https://example.com/")]),
    |to| {
        to.event(
            "LOCATION",
            &[("Latitude", "30.274"), ("Longitude", "120.155")],
        )
    },
    |to| to.event("unsubscribe", &[("EventKey", "")]),
];

fn text_to(to: Addressed<'_>) -> Push {
    to.message("text", &[("Content", "你好")])
}

pub(crate) fn text(stamp: &Stamp) -> Push {
    text_to(addressed(stamp))
}

pub(crate) fn addressed(stamp: &Stamp) -> Addressed<'static> {
    Addressed {
        account: ACCOUNT,
        visitor: VISITOR,
        create_time: stamp.timestamp,
        msg_id: stamp.nonce.parse().unwrap_or(1),
    }
}
