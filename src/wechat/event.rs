//! The events that WeChat pushes: one table (protocol.md, sections D1 to D9).
//!
//! Another event is one entry here and one file in `tests/samples/`. Names are compared without
//! regard to letter case, since WeChat's own pages disagree on it.

use super::view::{kinds, views};

kinds! {
    /// An event by its `Event`.
    pub enum Event;

    /// Somebody follows the account (page 接收事件推送). Where they did so by a parametric QR code,
    /// [`Message::scan`](super::message::Message::scan) has the scene.
    "subscribe" => Subscribe {
        /// `qrscene_` and the scene; `last_trade_no_…` after a payment (undocumented); mostly empty.
        event_key: &'d str = "EventKey",
        /// The QR code's ticket.
        ticket: &'d str = "Ticket",
    }

    /// Somebody no longer follows the account (page 接收事件推送). Nothing can be replied, and WeChat
    /// asks that the user's data be deleted.
    "unsubscribe" => Unsubscribe {
        /// Empty, or `last_trade_no_…` (undocumented).
        event_key: &'d str = "EventKey",
    }

    /// A tap on a menu button that opens a list of pictures (page 自定义菜单事件推送).
    "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin" => SendPics {
        /// The button's key.
        event_key: &'d str = "EventKey",
        /// How many pictures are sent; may disagree with the list.
        count: Option<u64> = "SendPicsInfo/Count",
        /// The pictures; may be empty.
        pic_list: Vec<Pic<'d>> = "SendPicsInfo/PicList/item",
    }
}

views! {
    /// One picture of [`SendPics`].
    Pic {
        /// Its MD5, in hexadecimal, to tell the image messages that follow.
        pic_md5_sum: &'d str = "PicMd5Sum",
    }
}
