//! What the chat says.

use super::attempt::Attempt;
use super::language::Language;
use super::stage::{Said, Way};
use crate::scans::time::Time;

/// In the visitor's own words: tapping it sends them.
const NOT_ME: &str =
    "<a href=\"weixin://bizmsgmenu?msgmenucontent=不是我&msgmenuid=login\">不是我</a>";

/// What is said of an attempt for a site.
pub(super) fn said(said: Said, attempt: &Attempt, site: &str) -> String {
    let choose =
        |chinese: &str, english: &str| attempt.language.choose(chinese, english).to_owned();
    match said {
        Said::Asks(way) => asks(way, attempt, site),
        Said::Confirmed => attempt.language.choose(
            format!("登录成功，请回到「{site}」的网页。"),
            format!("Signed in. Go back to the page of {site}."),
        ),
        Said::Denied => choose("已取消，没有人登录。", "Cancelled. Nobody was signed in."),
        Said::Burnt => choose(
            "这次登录已作废：数字不对，或者还有别人扫了这个码。请回到网页重新获取。",
            "This sign-in is void: a wrong number, or somebody else scanned the code. Begin again on the page.",
        ),
        Said::Expired => choose(EXPIRED.0, EXPIRED.1),
    }
}

const EXPIRED: (&str, &str) = (
    "二维码或数字已过期，请回到网页刷新后再试。",
    "This code has expired. Refresh the page and try again.",
);

/// Of a code that is nobody's: in which language is not known.
pub(super) fn expired() -> &'static str {
    EXPIRED.0
}

/// The digits of `wechat-server`.
pub(super) fn digits(digits: &str) -> String {
    format!("您的验证码：{digits}\n3 分钟内有效，只能用一次。不要告诉任何人。")
}

fn asks(way: Way, attempt: &Attempt, site: &str) -> String {
    let language = attempt.language;
    let from = [
        ("设备", "Device", &attempt.agent),
        ("地点", "Place", &attempt.place),
    ];
    let mut facts = String::new();
    for (chinese, english, value) in from {
        if !value.is_empty() {
            let name = language.choose(chinese, english);
            facts.push_str(&format!("{name}: {value}\n"));
        }
    }
    let name = language.choose("时间", "Time");
    facts.push_str(&format!("{name}: {}\n", clock(attempt.begun)));
    match (language, way) {
        (Language::Chinese, Way::Scan) => format!(
            "「{site}」请求登录\n{facts}\n是您本人，请在一分钟内回复那个网页上的两位数字。\n\
             不是您在操作，请回复：{NOT_ME}"
        ),
        (Language::Chinese, Way::Word) => format!(
            "「{site}」请求登录\n{facts}\n是您本人正在那个网页上登录，请在一分钟内回复：登录\n\
             如果是别人让您发的数字，请回复：{NOT_ME}"
        ),
        (Language::English, Way::Scan) => format!(
            "{site} asks you to sign in\n{facts}\nIf it is you, reply within a minute with the two digits \
             on that page.\nIf it is not, reply: {NOT_ME}"
        ),
        (Language::English, Way::Word) => format!(
            "{site} asks you to sign in\n{facts}\nIf it is you who signs in on that page, reply within a \
             minute: 登录\nIf somebody told you to send the digits, reply: {NOT_ME}"
        ),
    }
}

/// `14:05`, in China, where nearly all of WeChat's users are.
fn clock(time: Time) -> String {
    let minutes = time.saturating_add(8 * 3600).rem_euclid(86_400) / 60;
    let (hour, minute) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    format!("{hour:02}:{minute:02} (UTC+8)")
}
