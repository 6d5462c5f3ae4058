//! The events that WeChat pushes: one table (PROTOCOL.md, sections D1 to D9, and `debug_demo` of A).
//!
//! Another event is one entry here and one file in `tests/samples/`. Names are compared without
//! regard to letter case, since WeChat's own pages disagree on it. An entry says which of WeChat's
//! pages it rests on; where there is none, or none any more, it names the SDKs that know the event.
//!
//! What is sent to mini programs only is not in the table (section D10). Should such an event
//! arrive, it is [`Event::Unknown`], with all its fields. Nor are the events of the old hardware
//! platform (`bind`, `subscribe_status`, …; SDKs call them `device_bind` and so on): they come with
//! a MsgType of their own, and [`Device`](super::message::Device) has them.

use super::table::{message_types, views};

message_types! {
    /// An event by its `Event`.
    pub enum Event;

    // Section A: the push configuration.

    /// A test push of the debugging tool (page 消息推送, the section on debugging).
    "debug_demo" => DebugDemo {
        /// What was typed into the tool.
        debug_str: &'d str = "debug_str",
    }

    // Section D1: following, scanning, coming in.

    /// Somebody follows the account (page 接收事件推送). Where they did so by a parametric QR code,
    /// [`Message::scan`](super::message::Message::scan) has the scene.
    "subscribe" => Subscribe {
        /// `qrscene_` and the scene; `last_trade_no_…` after a payment (undocumented);
        /// `scanbarcode|…` or `scanimage|…` from a product's page (wechatpy, see
        /// [`SubscribeScanProduct`]); mostly empty.
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

    /// A follower scanned a parametric QR code (page 接收事件推送). Who wants the scene asks
    /// [`Message::scan`](super::message::Message::scan) first: it covers new followers too, who come
    /// as [`Subscribe`], and never gives an empty scene. This is the event as it was sent.
    "SCAN" => Scan {
        /// The scene, without a prefix: the digits of a `scene_id` or a `scene_str`.
        event_key: &'d str = "EventKey",
        /// The QR code's ticket.
        ticket: &'d str = "Ticket",
    }

    /// Where a follower is, if they allow it: on opening the chat, or every 5 seconds while it is
    /// open, as the admin page says (page 接收事件推送). The message `location` is another thing: a
    /// place that was sent.
    "LOCATION" => Location {
        /// The latitude, in degrees.
        latitude: Option<f64> = "Latitude",
        /// The longitude, in degrees.
        longitude: Option<f64> = "Longitude",
        /// How exact that is; WeChat states no unit, phones give metres.
        precision: Option<f64> = "Precision",
    }

    /// Somebody opened the chat. WeChat's pages no longer have it (Senparc).
    "ENTER" => Enter {}

    /// Somebody opened the customer service of a mini program (the mini program's page on receiving
    /// messages; SKIT).
    "user_enter_tempsession" => UserEnterTempsession {
        /// What the mini program gave its button as `session-from`.
        session_from: &'d str = "SessionFrom",
    }

    // Section D2: the menu. Page 自定义菜单事件推送. Opening a submenu gives no event.

    /// A tap on a menu button of type `click`.
    "CLICK" => Click {
        /// The button's key.
        event_key: &'d str = "EventKey",
    }

    /// A tap on a menu button that opens a web page (`VIEW`) or a mini program
    /// (`view_miniprogram`).
    "VIEW" | "view_miniprogram" => View {
        /// The URL, or the path of the mini program's page.
        event_key: &'d str = "EventKey",
        /// The menu that the button is in: tells one conditional menu (个性化菜单) from another. The
        /// page's table spells it `MenuID`, its example `MenuId`.
        menu_id: Option<u64> = "MenuId" | "MenuID",
    }

    /// A tap on a menu button that scans a code: `scancode_push` opens the result on the phone too,
    /// `scancode_waitmsg` shows 消息接收中 and leaves it to the reply.
    "scancode_push" | "scancode_waitmsg" => ScanCode {
        /// The button's key.
        event_key: &'d str = "EventKey",
        /// `qrcode` or `barcode`.
        scan_type: &'d str = "ScanCodeInfo/ScanType",
        /// What the code says; of a bar code, its standard first (`EAN_13,690…`).
        scan_result: &'d str = "ScanCodeInfo/ScanResult",
    }

    /// A tap on a menu button that sends pictures: from the camera (`pic_sysphoto`), from the camera
    /// or the album, or from WeChat's album (`pic_weixin`). The pictures follow as `image` messages.
    "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin" => SendPics {
        /// The button's key.
        event_key: &'d str = "EventKey",
        /// How many pictures are sent; may disagree with the list.
        count: Option<u64> = "SendPicsInfo/Count",
        /// The pictures; may be empty.
        pic_list: Vec<Pic<'d>> = "SendPicsInfo/PicList/item",
    }

    /// A tap on a menu button that sends a place. A `location` message with it follows.
    "location_select" => LocationSelect {
        /// The button's key.
        event_key: &'d str = "EventKey",
        /// The latitude, in degrees.
        location_x: Option<f64> = "SendLocationInfo/Location_X",
        /// The longitude, in degrees.
        location_y: Option<f64> = "SendLocationInfo/Location_Y",
        /// The zoom of the map.
        scale: Option<u64> = "SendLocationInfo/Scale",
        /// The address; may begin with a blank.
        label: &'d str = "SendLocationInfo/Label",
        /// The name of the place on the map, or in the Moments (朋友圈); may be empty.
        poiname: &'d str = "SendLocationInfo/Poiname",
    }

    /// A tap on a menu button of type `media_id` or `view_limited`. WeChat's pages list no such
    /// event today (JFinal).
    "media_id" | "view_limited" => MediaId {
        /// What the button was made with.
        event_key: &'d str = "EventKey",
    }

    // Section D3: jobs that have ended. FromUserName is `mphelper`, or who the job was about.

    /// A broadcast (群发) ended (page 群发消息, the section 事件推送群发结果). It is pushed shortly
    /// before the last messages are out, so the counts are not exact.
    "MASSSENDJOBFINISH" => MassSendJobFinish {
        /// The `msg_id` that the call for the broadcast returned.
        msg_id: Option<u64> = "MsgID",
        /// `send success`, which does not mean that everybody got it; `send fail`; or `err(…)` with
        /// the reason: 10001 advertising, 20001 politics, 20002 pornography, 20004 society, 20006
        /// crime, 20008 fraud, 20013 copyright, 21000 other, 22000 mutual promotion; of the check
        /// for originality 30001 it failed and reprints were not to be sent, 30002 not allowed, 30003
        /// a reprint and those were not to be sent; of the administrator 40001 refused, 40002 silent
        /// for 30 minutes (WxJava).
        status: &'d str = "Status",
        /// How many followers the tag or the list of openids has.
        total_count: Option<u64> = "TotalCount",
        /// How many of them were left after those were taken out who refuse messages or had 4 this
        /// month: SentCount + ErrorCount, more or less.
        filter_count: Option<u64> = "FilterCount",
        /// How many were sent to.
        sent_count: Option<u64> = "SentCount",
        /// How many could not be sent to.
        error_count: Option<u64> = "ErrorCount",
        /// How many articles were checked for originality (原创校验).
        copyright_check_result_count: Option<u64> = "CopyrightCheckResult/Count",
        /// The check of each article; empty where no articles were sent.
        copyright_check_result_list: Vec<CopyrightCheck<'d>> = "CopyrightCheckResult/ResultList/item",
        /// The check as a whole: 1 no reprint, may be sent; 2 a reprint, may be sent; 3 a reprint,
        /// may not be sent.
        check_state: Option<u64> = "CopyrightCheckResult/CheckState",
        /// How many articles were sent.
        article_url_result_count: Option<u64> = "ArticleUrlResult/Count",
        /// Where each article is.
        article_url_result_list: Vec<ArticleUrl<'d>> = "ArticleUrlResult/ResultList/item",
    }

    /// A template message (模板消息) was delivered, or not (page 模板消息, the section 事件推送).
    "TEMPLATESENDJOBFINISH" => TemplateSendJobFinish {
        /// The `msgid` that the call for sending it returned.
        msg_id: Option<u64> = "MsgID",
        /// `success`, `failed:user block` (the user refuses messages) or `failed: system failed`.
        status: &'d str = "Status",
    }

    /// The publishing of a draft (发布) ended (page 事件推送发布结果).
    "PUBLISHJOBFINISH" => PublishJobFinish {
        /// The `publish_id` that the call for publishing returned.
        publish_id: Option<u64> = "PublishEventInfo/publish_id",
        /// 0 done, 1 under way, 2 not original, 3 failed, 4 refused by the platform, 5 done and all
        /// articles deleted by the user since, 6 done and all articles blocked since.
        publish_status: Option<u64> = "PublishEventInfo/publish_status",
        /// The published articles' id, for `mpnewsarticle` in customer service; empty unless the
        /// status is 0.
        article_id: &'d str = "PublishEventInfo/article_id",
        /// How many articles were published.
        count: Option<u64> = "PublishEventInfo/article_detail/count",
        /// Where each of them is; may be empty.
        article_detail: Vec<PublishedArticle<'d>> = "PublishEventInfo/article_detail/item",
        /// Which articles failed, counted from 1, where the status is 2 or 4.
        fail_idx: Vec<u64> = "PublishEventInfo/fail_idx",
    }

    // Section D4: subscription notices (订阅通知). Page 订阅通知, the section 事件推送.

    /// Somebody answered the question whether they want notices.
    "subscribe_msg_popup_event" => SubscribeMsgPopup {
        /// The answer for each template that was asked about.
        list: Vec<SubscribeMsgPopupItem<'d>> = "SubscribeMsgPopupEvent/List",
    }

    /// Somebody changed in WeChat's settings which notices they want. Only refusals are pushed.
    "subscribe_msg_change_event" => SubscribeMsgChange {
        /// The change for each template.
        list: Vec<SubscribeMsgChangeItem<'d>> = "SubscribeMsgChangeEvent/List",
    }

    /// Notices were delivered, or not.
    "subscribe_msg_sent_event" => SubscribeMsgSent {
        /// What became of each notice.
        list: Vec<SubscribeMsgSentItem<'d>> = "SubscribeMsgSentEvent/List",
    }

    // Section D5: customer service (客服). WeChat's pages no longer have these; all SDKs do.

    /// A human agent took up a conversation, or ended it.
    "kf_create_session" | "kf_close_session" => KfSession {
        /// The agent's account (`name@account`).
        kf_account: &'d str = "KfAccount",
    }

    /// A conversation went from one human agent to another.
    "kf_switch_session" => KfSwitchSession {
        /// The account of the agent who had it (`name@account`).
        from_kf_account: &'d str = "FromKfAccount",
        /// The account of the agent who has it now.
        to_kf_account: &'d str = "ToKfAccount",
    }

    // Section D6: the account's verification (微信认证). Page 微信认证事件推送.

    /// The verification of qualification (资质) or name (名称) succeeded, is to be renewed
    /// (`annual_renew`), or has run out (`verify_expired`).
    "qualification_verify_success" | "naming_verify_success" | "annual_renew" | "verify_expired"
        => VerifyExpiry {
        /// When the verification runs out or did so, in seconds since 1970.
        expired_time: Option<u64> = "ExpiredTime",
    }

    /// The verification of qualification or name failed. `wx_verify_fail`, which cannot be handed in
    /// again, is from WxJava; that it has these fields is inferred.
    "qualification_verify_fail" | "naming_verify_fail" | "wx_verify_fail" => VerifyFail {
        /// When it failed, in seconds since 1970.
        fail_time: Option<u64> = "FailTime",
        /// Why it failed.
        fail_reason: &'d str = "FailReason",
    }

    /// The verification was paid for (Senparc.WxOpen).
    "wx_verify_pay_succ" => WxVerifyPaySucc {
        /// The order.
        order_id: &'d str = "OrderId",
    }

    /// The verification was given to an examiner (Senparc.WxOpen).
    "wx_verify_dispatch" => WxVerifyDispatch {
        /// The company that examines.
        provider: &'d str = "Provider",
        /// How to reach it.
        contact: &'d str = "Contact",
        /// When it was given to them, in seconds since 1970.
        dispatch_time: Option<u64> = "DispatchTime",
    }

    /// The verification was refused and is to be handed in again (WxJava).
    "wx_verify_refill" => WxVerifyRefill {
        /// When, in seconds since 1970.
        refill_time: Option<u64> = "RefillTime",
        /// What is to be corrected.
        refill_reason: &'d str = "RefillReason",
    }

    // Section D7: what users allowed (授权). Page 授权用户信息变更.

    /// Somebody who had authorised a web page of the account had their profile changed by WeChat
    /// (`user_info_modified`), took the authorisation back (`…_revoke`), or gave up their WeChat
    /// account (`…_cancellation`). WeChat asks that their data be updated or deleted.
    "user_info_modified" | "user_authorization_revoke" | "user_authorization_cancellation"
        => UserAuthorization {
        /// Whom it is about; FromUserName is somebody else. In lower case from mobile and website
        /// apps.
        open_id: &'d str = "OpenID" | "openid",
        /// The app id that was authorised. In lower case likewise.
        app_id: &'d str = "AppID" | "appid",
        /// What was taken back: 201 address, 202 invoice, 203 card, 204 microphone, 205 nickname and
        /// picture, 206 location, 207 chosen images or videos; 301 was seen from an open platform.
        revoke_info: &'d str = "RevokeInfo",
        /// The user's id across the accounts of one open platform; in newer pushes only.
        union_id: &'d str = "UnionID",
    }

    // Section D8: cards and coupons (卡券). Page 卡券事件推送 unless said otherwise. CardId is the
    // card as the account made it, UserCardCode the copy that one user has.

    /// A card passed the examination.
    "card_pass_check" => CardPassCheck {
        /// The card.
        card_id: &'d str = "CardId",
    }

    /// A card did not pass the examination.
    "card_not_pass_check" => CardNotPassCheck {
        /// The card.
        card_id: &'d str = "CardId",
        /// Why not.
        refuse_reason: &'d str = "RefuseReason",
    }

    /// Somebody took a card.
    "user_get_card" => UserGetCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// Whether it came from a friend.
        is_give_by_friend: Option<bool> = "IsGiveByFriend",
        /// The code of the user's copy.
        user_card_code: &'d str = "UserCardCode",
        /// The friend's openid; empty unless it came from one.
        friend_user_name: &'d str = "FriendUserName",
        /// A number that the account gave to the QR code or link, to tell where the card was taken.
        outer_id: Option<i64> = "OuterId",
        /// The code before the card was given on, which changes it.
        old_user_card_code: &'d str = "OldUserCardCode",
        /// A string for the same purpose as OuterId, which it replaces.
        outer_str: &'d str = "OuterStr",
        /// Whether it is a membership card that the user had deleted and took back.
        is_restore_member_card: Option<bool> = "IsRestoreMemberCard",
        /// Whether a friend recommended it.
        is_recommend_by_friend: Option<bool> = "IsRecommendByFriend",
        /// The user's id across the accounts of one open platform.
        union_id: &'d str = "UnionId",
        /// Where the card was taken. Unconfirmed: Senparc has it, marked as to be verified.
        source_scene: &'d str = "SourceScene",
    }

    /// Somebody gives a card to a friend.
    "user_gifting_card" => UserGiftingCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy.
        user_card_code: &'d str = "UserCardCode",
        /// Whether nobody took it and it came back.
        is_return_back: Option<bool> = "IsReturnBack",
        /// The friend's openid.
        friend_user_name: &'d str = "FriendUserName",
        /// Whether it was given to a group.
        is_chat_room: Option<bool> = "IsChatRoom",
    }

    /// Somebody deleted a card, came from a card into the chat, or handed in the form of a
    /// membership card.
    "user_del_card" | "user_enter_session_from_card" | "submit_membercard_user_info"
        => UserCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy; may be empty where the account does not choose codes itself.
        user_card_code: &'d str = "UserCardCode",
    }

    /// A card was redeemed (核销).
    "user_consume_card" => UserConsumeCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy.
        user_card_code: &'d str = "UserCardCode",
        /// `FROM_API`, `FROM_MP` (the admin page) or `FROM_MOBILE_HELPER` (the merchants' app).
        consume_source: &'d str = "ConsumeSource",
        /// The shop's id (SKIT).
        location_id: Option<u64> = "LocationId",
        /// The shop's name, where the user redeemed or paid by themselves.
        location_name: &'d str = "LocationName",
        /// The openid of who redeemed it, in the merchants' app.
        staff_open_id: &'d str = "StaffOpenId",
        /// The verification code that the user typed, redeeming by themselves.
        verify_code: &'d str = "VerifyCode",
        /// The amount that the user typed, redeeming by themselves; free text.
        remark_amount: &'d str = "RemarkAmount",
        /// A number that was passed on redeeming, to tell where it was done (SKIT).
        outer_id: Option<i64> = "OuterId",
        /// A string for the same purpose.
        outer_str: &'d str = "OuterStr",
    }

    /// Somebody paid from a card (买单).
    "user_pay_from_pay_cell" => UserPayFromPayCell {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy.
        user_card_code: &'d str = "UserCardCode",
        /// The transaction of WeChat Pay.
        trans_id: &'d str = "TransId",
        /// The shop's id.
        location_id: Option<u64> = "LocationId",
        /// The shop's name (SKIT).
        location_name: &'d str = "LocationName",
        /// What was paid, in cents (分).
        fee: Option<u64> = "Fee",
        /// What it would have cost without the card, in cents.
        original_fee: Option<u64> = "OriginalFee",
    }

    /// Somebody opened their membership card. Pushed where the card was made with
    /// `need_push_on_view`.
    "user_view_card" => UserViewCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy; may be empty where the account does not choose codes itself.
        user_card_code: &'d str = "UserCardCode",
        /// A number that the account gave to the QR code by which it was opened (SKIT).
        outer_id: Option<i64> = "OuterId",
        /// A string for the same purpose.
        outer_str: &'d str = "OuterStr",
    }

    /// The points or the balance of a membership card changed.
    "update_member_card" => UpdateMemberCard {
        /// The card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy.
        user_card_code: &'d str = "UserCardCode",
        /// By how many points; negative where some were taken.
        modify_bonus: Option<i64> = "ModifyBonus",
        /// By how much the balance, in cents (SKIT); likewise.
        modify_balance: Option<i64> = "ModifyBalance",
    }

    /// Few copies of a card are left: 100 or less of over 200. Pushed every 12 hours at most.
    "card_sku_remind" => CardSkuRemind {
        /// The card.
        card_id: &'d str = "CardId",
        /// The warning, in English.
        detail: &'d str = "Detail",
    }

    /// The account's coupon coins (券点) changed. It is about no card.
    "card_pay_order" => CardPayOrder {
        /// The order.
        order_id: &'d str = "OrderId",
        /// `ORDER_STATUS_` and `WAITING` for payment, `SUCC` paid, `FINANCE_SUCC` coins added,
        /// `QUANTITY_SUCC` copies added, `HAS_REFUND` coins given back, `REFUND_WAITING` about to
        /// be, `ROLLBACK` undone after an error, or `HAS_RECEIPT` invoiced.
        status: &'d str = "Status",
        /// When the QR code for payment was made, in seconds since 1970.
        create_order_time: Option<u64> = "CreateOrderTime",
        /// When it was paid, in seconds since 1970; 0 where it was not.
        pay_finish_time: Option<u64> = "PayFinishTime",
        /// How it was paid.
        desc: &'d str = "Desc",
        /// How many free coins are left.
        free_coin_count: Option<i64> = "FreeCoinCount",
        /// How many paid coins are left.
        pay_coin_count: Option<i64> = "PayCoinCount",
        /// By how many the free coins changed.
        refund_free_coin_count: Option<i64> = "RefundFreeCoinCount",
        /// By how many the paid coins changed.
        refund_pay_coin_count: Option<i64> = "RefundPayCoinCount",
        /// `ORDER_TYPE_` and `SYS_ADD` given by WeChat, `WXPAY` bought, `REFUND` of unused copies,
        /// `REDUCE` spent on copies, or `SYS_REDUCE` taken by WeChat.
        order_type: &'d str = "OrderType",
        /// WeChat's note on why.
        memo: &'d str = "Memo",
        /// The invoice.
        receipt_info: &'d str = "ReceiptInfo",
    }

    /// A sub-merchant was examined (page 第三方代制模式; SKIT).
    "card_merchant_check_result" => CardMerchantCheckResult {
        /// The sub-merchant.
        merchant_id: Option<u64> = "MerchantId",
        /// Whether it passed.
        is_pass: Option<bool> = "IsPass",
        /// Why not.
        reason: &'d str = "Reason",
    }

    /// Somebody paid for a gift card (page 礼品卡).
    "giftcard_pay_done" => GiftcardPayDone {
        /// The shelf (货架) that it was bought from.
        page_id: &'d str = "PageId",
        /// The order.
        order_id: &'d str = "OrderId",
    }

    /// Somebody gave a gift card away (page 礼品卡).
    "giftcard_send_to_friend" => GiftcardSendToFriend {
        /// The shelf that it was bought from.
        page_id: &'d str = "PageId",
        /// The order.
        order_id: &'d str = "OrderId",
        /// Whether it was given to a group.
        is_chat_room: Option<bool> = "IsChatRoom",
        /// Whether nobody took it within 24 hours and it came back.
        is_return_back: Option<bool> = "IsReturnBack",
    }

    /// Somebody took a gift card (page 礼品卡).
    "giftcard_user_accept" => GiftcardUserAccept {
        /// The shelf that it was bought from.
        page_id: &'d str = "PageId",
        /// The order.
        order_id: &'d str = "OrderId",
        /// Whether it was given to a group.
        is_chat_room: Option<bool> = "IsChatRoom",
    }

    // Section D9: invoices, shops, devices, product scans, guides. From SDKs, SKIT unless said
    // otherwise; the pages named are old or withdrawn.

    /// Somebody allowed an electronic invoice (page 电子发票).
    "user_authorize_invoice" => UserAuthorizeInvoice {
        /// The order, where it succeeded.
        succ_order_id: &'d str = "SuccOrderId",
        /// The order, where it failed.
        fail_order_id: &'d str = "FailOrderId",
        /// The app id of the account that asked. `AuthorizeAppId` in WxJava and Senparc.
        app_id: &'d str = "AppId" | "AuthorizeAppId",
        /// Where they did so: `web` in WeChat, `app`, `wxa` in a mini program, or `wap`.
        source: &'d str = "Source",
    }

    /// The state of an invoice changed (page 电子发票).
    "update_invoice_status" => UpdateInvoiceStatus {
        /// `INVOICE_REIMBURSE_` and `INIT` not locked, `LOCK` being refunded, or `CLOSURE` refunded.
        status: &'d str = "Status",
        /// The invoice's card.
        card_id: &'d str = "CardId",
        /// The code of the user's copy of it.
        code: &'d str = "Code",
    }

    /// Somebody handed in whom an invoice is for (page 极速开发票).
    "submit_invoice_title" => SubmitInvoiceTitle {
        /// The name on the invoice.
        title: &'d str = "title",
        /// The telephone number.
        phone: &'d str = "phone",
        /// The tax number.
        tax_no: &'d str = "tax_no",
        /// The address.
        addr: &'d str = "addr",
        /// The bank.
        bank_type: &'d str = "bank_type",
        /// The number of the bank account.
        bank_no: &'d str = "bank_no",
        /// What the account attached to the link.
        attach: &'d str = "attach",
        /// `InvoiceUserTitlePersonType` or `InvoiceUserTitleBusinessType`.
        title_type: &'d str = "title_type",
        /// Unexplained (Senparc).
        event_key: &'d str = "EventKey",
    }

    /// An invoice was issued, or not (page 电子发票, 统一开票接口).
    "cloud_invoice_invoiceresult_event" => CloudInvoiceInvoiceresult {
        /// The request's serial number (发票请求流水号).
        fpqqlsh: &'d str = "fpqqlsh",
        /// The seller's tax number (纳税人识别号).
        nsrsbh: &'d str = "nsrsbh",
        /// The state of the request; the values are not known here.
        status: Option<u64> = "status",
    }

    /// A shop was examined (page 微信门店).
    "poi_check_notify" => PoiCheckNotify {
        /// The account's own id for the shop (`sid`).
        uniq_id: &'d str = "UniqId",
        /// WeChat's id for the shop.
        poi_id: &'d str = "PoiId",
        /// `succ` or `fail`.
        result: &'d str = "Result",
        /// A note, or why it failed. `msg` in WxJava.
        msg: &'d str = "Msg" | "msg",
    }

    /// A shop for Tencent's map was examined (page 门店小程序).
    "create_map_poi_audit_info" => CreateMapPoiAuditInfo {
        /// The examination.
        audit_id: Option<u64> = "audit_id",
        /// 1 passed, 2 under way, 3 failed.
        status: Option<u64> = "status",
        /// The place on Tencent's map.
        map_poi_id: &'d str = "map_poi_id",
        /// The shop's name.
        name: &'d str = "name",
        /// The shop's address.
        address: &'d str = "address",
        /// The latitude, in degrees.
        latitude: Option<f64> = "latitude",
        /// The longitude, in degrees.
        longitude: Option<f64> = "longitude",
        /// A remark.
        sh_remark: &'d str = "sh_remark",
    }

    /// A merchant, or the change of a shop, was examined (page 门店小程序).
    "apply_merchant_audit_info" | "modify_store_audit_info" => MerchantAuditInfo {
        /// The examination.
        audit_id: Option<u64> = "audit_id",
        /// 1 passed, 2 under way, 3 failed.
        status: Option<u64> = "status",
        /// Why it failed.
        reason: &'d str = "reason",
    }

    /// A new shop was examined (page 门店小程序).
    "add_store_audit_info" => AddStoreAuditInfo {
        /// The examination.
        audit_id: Option<u64> = "audit_id",
        /// 1 passed, 2 under way, 3 failed.
        status: Option<u64> = "status",
        /// Why it failed.
        reason: &'d str = "reason",
        /// Whether the shop was there before and was completed.
        is_upgrade: Option<bool> = "is_upgrade",
        /// The shop's id, where it passed.
        poiid: &'d str = "poiid",
    }

    /// An order of the old WeChat store was paid (page 微信小店).
    "merchant_order" => MerchantOrder {
        /// The order.
        order_id: &'d str = "OrderId",
        /// The order's state; 2 in all samples.
        order_status: Option<u64> = "OrderStatus",
        /// The product.
        product_id: &'d str = "ProductId",
        /// The variant of the product, `id:value` with `;` between.
        sku_info: &'d str = "SkuInfo",
    }

    /// Somebody joined a shop's wireless network (page 微信连Wi-Fi; Senparc, wechatpy).
    "WifiConnected" => WifiConnected {
        /// When, in seconds since 1970.
        connect_time: Option<u64> = "ConnectTime",
        /// Reserved.
        expire_time: Option<u64> = "ExpireTime",
        /// Reserved.
        vendor_id: &'d str = "VendorId",
        /// The shop's id.
        place_id: &'d str = "PlaceId",
        /// The MAC address of the access point (BSSID).
        device_no: &'d str = "DeviceNo",
    }

    /// Somebody shook their phone near a beacon (page 摇一摇周边; Senparc, wechatpy).
    "ShakearoundUserShake" => ShakearoundUserShake {
        /// The nearest beacon.
        chosen_beacon: Option<Beacon<'d>> = "ChosenBeacon",
        /// The others that were heard.
        around_beacons: Vec<Beacon<'d>> = "AroundBeacons/AroundBeacon",
    }

    /// A red packet that was shaken out of a beacon was bound to a user, who has not opened it yet
    /// (page 摇一摇周边; the fields are JFinal's).
    "shakearoundlotterybind" => ShakearoundLotteryBind {
        /// The lottery (红包活动).
        lottery_id: &'d str = "LotteryId",
        /// The red packet.
        ticket: &'d str = "Ticket",
        /// The amount; no unit is stated (WeChat Pay counts in cents).
        money: Option<u64> = "Money",
        /// When, in seconds since 1970.
        bind_time: Option<u64> = "BindTime",
    }

    /// Somebody opened a product's page (page 扫一扫, the section 事件推送; wechatpy, WxJava).
    "user_scan_product" => UserScanProduct {
        /// The standard of the code: `ean13`, `qrcode`, ….
        key_standard: &'d str = "KeyStandard",
        /// What the code says.
        key_str: &'d str = "KeyStr",
        /// The country in the user's profile.
        country: &'d str = "Country",
        /// The province in the user's profile.
        province: &'d str = "Province",
        /// The city in the user's profile.
        city: &'d str = "City",
        /// 1 male, 2 female, 0 unknown.
        sex: Option<u64> = "Sex",
        /// 1 by a scan, 2 from a chat, the favourites or the Moments.
        scene: Option<u64> = "Scene",
        /// The `extinfo` that the product's code was made with.
        ext_info: &'d str = "ExtInfo",
    }

    /// Somebody came from a product's page into the chat (likewise).
    "user_scan_product_enter_session" => UserScanProductEnterSession {
        /// The standard of the code.
        key_standard: &'d str = "KeyStandard",
        /// What the code says.
        key_str: &'d str = "KeyStr",
        /// The `extinfo` that the product's code was made with.
        ext_info: &'d str = "ExtInfo",
    }

    /// Where somebody opened a product's page, found out later (likewise).
    "user_scan_product_async" => UserScanProductAsync {
        /// The standard of the code.
        key_standard: &'d str = "KeyStandard",
        /// What the code says.
        key_str: &'d str = "KeyStr",
        /// The `extinfo` that the product's code was made with.
        ext_info: &'d str = "ExtInfo",
        /// The province, as a code of China's bureau of statistics.
        region_code: &'d str = "RegionCode",
    }

    /// A product was examined (likewise).
    "user_scan_product_verify_action" => UserScanProductVerifyAction {
        /// The standard of the code.
        key_standard: &'d str = "KeyStandard",
        /// What the code says.
        key_str: &'d str = "KeyStr",
        /// The `extinfo` that the product's code was made with; WeChat's own example has none.
        ext_info: &'d str = "ExtInfo",
        /// `verify_ok` or `verify_not_pass`.
        result: &'d str = "Result",
        /// Why not.
        reason_msg: &'d str = "ReasonMsg",
    }

    /// Somebody followed the account from a product's page. In wechatpy's reading WeChat sends it as
    /// [`Subscribe`] and this name is its own.
    "subscribe_scan_product" => SubscribeScanProduct {
        /// The scene, the code's standard, what the code says and the `extinfo`, with `|` between.
        event_key: &'d str = "EventKey",
    }

    /// Somebody scanned the QR code of a guide (导购顾问; page onGuideCreateQrCode).
    "guide_qrcode_scan_event" => GuideQrcodeScan {
        /// The guide's WeChat account.
        qrcode_guide_account: &'d str = "GuideScanEvent/qrcode_guide_account",
        /// The guide's openid, where the guide was bound by it.
        qrcode_guide_openid: &'d str = "GuideScanEvent/qrcode_guide_openid",
        /// Who scanned.
        openid: &'d str = "GuideScanEvent/openid",
        /// 1 the guide is none any more, 2 now bound to the guide, 3 was so before, 4 is bound to
        /// another; the page's own example has 11.
        action: Option<u64> = "GuideScanEvent/action",
        /// What the code was made with.
        qrcode_info: &'d str = "GuideScanEvent/qrcode_info",
    }

    /// Somebody who was asked to be a guide answered.
    "guide_invite_result_event" => GuideInviteResult {
        /// The guide's WeChat account.
        guide_account: &'d str = "GuideInviteEvent/guide_account",
        /// The guide's openid.
        guide_openid: &'d str = "GuideInviteEvent/guide_openid",
        /// The answer; 1 is the only value known.
        invite_result: Option<i64> = "GuideInviteEvent/invite_result",
    }

    /// A customer was given to a guide. No more than the name is known; it was seen in upper case.
    "add_guide_buyer_relation_event" => AddGuideBuyerRelation {}
}

views! {
    /// One picture of [`SendPics`].
    Pic {
        /// Its MD5, in hexadecimal, to tell the image messages that follow.
        pic_md5_sum: &'d str = "PicMd5Sum",
    }

    /// The check of one article of [`MassSendJobFinish`] for originality.
    CopyrightCheck {
        /// Which article, counted from 1.
        article_idx: Option<u64> = "ArticleIdx",
        /// What the account declared: 0 nothing, 1 an original, 2 a reprint.
        user_declare_state: Option<u64> = "UserDeclareState",
        /// What WeChat found: 0 not checked yet, 1 being checked, 11 passed, else not passed.
        audit_state: Option<u64> = "AuditState",
        /// The similar original.
        original_article_url: &'d str = "OriginalArticleUrl",
        /// The similar original's kind: 1 an original, 2 an older one that is none, 3 news, 4
        /// malicious.
        original_article_type: Option<u64> = "OriginalArticleType",
        /// Whether it may be reprinted.
        can_reprint: Option<bool> = "CanReprint",
        /// Whether the content must be replaced by the original's.
        need_replace_content: Option<bool> = "NeedReplaceContent",
        /// Whether the source must be named.
        need_show_reprint_source: Option<bool> = "NeedShowReprintSource",
    }

    /// Where one article of [`MassSendJobFinish`] is.
    ArticleUrl {
        /// Which article, counted from 1.
        article_idx: Option<u64> = "ArticleIdx",
        /// Its URL.
        article_url: &'d str = "ArticleUrl",
    }

    /// Where one article of [`PublishJobFinish`] is.
    PublishedArticle {
        /// Which article, counted from 1.
        idx: Option<u64> = "idx",
        /// Its lasting URL.
        article_url: &'d str = "article_url",
    }

    /// The answer about one template of [`SubscribeMsgPopup`].
    SubscribeMsgPopupItem {
        /// The template.
        template_id: &'d str = "TemplateId",
        /// `accept` or `reject`.
        subscribe_status_string: &'d str = "SubscribeStatusString",
        /// Where they were asked: 1 on a web page, 2 in an article, 0 in a mini program.
        popup_scene: Option<u64> = "PopupScene",
    }

    /// One template of [`SubscribeMsgChange`].
    SubscribeMsgChangeItem {
        /// The template.
        template_id: &'d str = "TemplateId",
        /// `reject`; WeChat pushes nothing else.
        subscribe_status_string: &'d str = "SubscribeStatusString",
    }

    /// One notice of [`SubscribeMsgSent`].
    SubscribeMsgSentItem {
        /// The template.
        template_id: &'d str = "TemplateId",
        /// The notice.
        msg_id: Option<u64> = "MsgID",
        /// 0 where it was delivered, else WeChat's error code.
        error_code: Option<i64> = "ErrorCode",
        /// `success`, or what went wrong.
        error_status: &'d str = "ErrorStatus",
    }

    /// A beacon that [`ShakearoundUserShake`] heard.
    Beacon {
        /// The beacon's UUID.
        uuid: &'d str = "Uuid",
        /// The beacon's major number.
        major: Option<u64> = "Major",
        /// The beacon's minor number.
        minor: Option<u64> = "Minor",
        /// How far away it was, in metres.
        distance: Option<f64> = "Distance",
    }
}
