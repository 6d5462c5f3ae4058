//! The scan of a parametric QR code (带参数二维码), which comes in two ways: `subscribe` from who
//! follows the account by it, `SCAN` from who does already (PROTOCOL.md, sections D1 and F).

use super::xml::Fields;

/// Who scanned which code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan<'d> {
    /// What the code was made with: a `scene_str` of 1 to 64 characters, or the digits of a
    /// `scene_id`. Never empty.
    pub scene: &'d str,
    /// The code's ticket, which fetches its picture; empty where WeChat left it out.
    pub ticket: &'d str,
    /// Whether the scan made the visitor a follower.
    pub visitor: Visitor,
}

/// Whether who scanned followed the account before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::wechat::scene))]
pub enum Visitor {
    /// The scan made them a follower (`subscribe`).
    New,
    /// They were one before (`SCAN`).
    Existing,
}

impl<'d> Scan<'d> {
    /// The scan in an event; `None` where the event is none. After a payment `subscribe` has the
    /// EventKey `last_trade_no_…`, which is no scene.
    pub fn read(event: &str, fields: Fields<'d>) -> Option<Scan<'d>> {
        let key = fields.get("EventKey")?;
        let (scene, visitor) = if event.eq_ignore_ascii_case("SCAN") {
            (key, Visitor::Existing)
        } else if event.eq_ignore_ascii_case("subscribe") {
            // Once only: a scene may itself begin with `qrscene_`.
            (key.strip_prefix("qrscene_")?, Visitor::New)
        } else {
            return None;
        };
        (!scene.is_empty()).then(|| Scan {
            scene,
            ticket: fields.get("Ticket").unwrap_or_default(),
            visitor,
        })
    }
}
