//! What is found out about a menu.

use wechat_edge::wechat::api::menu::{MenuFault, MenuFaultKind};

use crate::cli::findings::findings;

findings! {
    |language|
    /// A button is named by what stands on it, and on the button that opens it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum MenuFinding {
        Fail ButtonCount { menu: String, count: usize, max: usize }
            => "{menu} has {count} buttons", "{menu} 有 {count} 个按钮"
            => "WeChat allows 1 to {max}.", "微信允许 1 到 {max} 个。";
        Fail NoName { menu: String }
            => "a button of {menu} has no name", "{menu} 有一个按钮没有名称"
            => "Write what stands on it: name = \"…\".", "请写上按钮名称：name = \"…\"。";
        Fail NameTooLong { button: String, bytes: usize, max: usize }
            => "the name of {button} has {bytes} bytes", "按钮 {button} 的名称有 {bytes} 字节"
            => "WeChat allows {max}; a Chinese character has 3.", "微信允许 {max} 字节；一个汉字占 3 字节。";
        Fail NeitherTypeNorSubButtons { button: String }
            => "{button} has neither a type nor sub-buttons", "按钮 {button} 既没有 type，也没有子菜单"
            => "Say what a tap does (type = \"click\"), or give it [[button.sub_button]].", "请写上点击后做什么（type = \"click\"），或加上 [[button.sub_button]]。";
        Fail BothTypeAndSubButtons { button: String }
            => "{button} has a type and sub-buttons", "按钮 {button} 既有 type，又有子菜单"
            => "A button that opens sub-buttons does nothing else: take out its type.", "有子菜单的按钮不能做别的：请去掉 type。";
        Fail TooDeep { button: String }
            => "{button} has sub-buttons, and is one itself", "按钮 {button} 本身是子菜单，却又有子菜单"
            => "Menus have two levels.", "菜单只有两级。";
        Fail UnknownType { button: String, found: String }
            => "{button} has the type {found}, which the API does not have", "按钮 {button} 的类型 {found} 不是接口支持的类型"
            => "wechat-edge menu --help lists the types.", "可用 wechat-edge menu --help 查看所有类型。";
        Fail MissingField { button: String, field: &'static str }
            => "{button} has no {field}, which its type needs", "按钮 {button} 缺少它的类型需要的 {field}"
            => "Write {field} = \"…\".", "请写上 {field} = \"…\"。";
        Fail SurplusField { button: String, field: &'static str }
            => "{button} has a {field}, which its type does not take", "按钮 {button} 的类型不需要 {field}"
            => "Take {field} out, or give the button another type.", "请去掉 {field}，或换一种类型。";
        Fail ValueTooLong { button: String, field: &'static str, bytes: usize, max: usize }
            => "the {field} of {button} has {bytes} bytes", "按钮 {button} 的 {field} 有 {bytes} 字节"
            => "WeChat allows {max} for {field}.", "微信允许 {field} 最多 {max} 字节。";
        Fail UrlNotHttp { button: String }
            => "the url of {button} does not begin with http:// or https://", "按钮 {button} 的 url 不以 http:// 或 https:// 开头"
            => "Write the whole address.", "请写完整的网址。";
        Fail UnknownField { button: String, found: String }
            => "{button} has {found}, which buttons do not have", "按钮 {button} 没有 {found} 这一项"
            => "Look for a typing error: name, type, key, url, media_id, appid, pagepath, article_id, sub_button.", "请检查是否拼错：name、type、key、url、media_id、appid、pagepath、article_id、sub_button。";
        Warn KeyUnanswered { button: String, key: String }
            => "no rule of replies.toml answers the key {key} of {button}", "replies.toml 里没有规则回复按钮 {button} 的 key {key}"
            => "Add one: when = {{ menu = \"{key}\" }}; or src/handler.rs answers it.", "请加一条：when = {{ menu = \"{key}\" }}；或由 src/handler.rs 回复。";
        Warn RuleWithoutButton { line: usize, rule: String }
            => "replies.toml, line {line}: no button has what this rule is about ({rule})", "replies.toml 第 {line} 行：没有按钮对应这条规则（{rule}）"
            => "Look for a typing error in the key, or take the rule out.", "请检查 key 是否拼错，或去掉这条规则。";
        Warn RulesUnreadable {}
            => "replies.toml has a mistake: the keys were not compared", "replies.toml 有错误：没有核对 key"
            => "wechat-edge check says which.", "可用 wechat-edge check 查看。";
        Warn PersonalMenus { count: usize }
            => "{count} personalised menus (个性化菜单) are there, too", "还有 {count} 个个性化菜单"
            => "They are neither pulled nor pushed; who they are for sees them instead of this one.", "它们不会被读取或改动；对应的用户看到的是它们。";
        Warn MenuClosed {}
            => "the menu is switched off: visitors do not see it", "菜单处于关闭状态，用户看不到"
            => "A push switches it on.", "推送后即会启用。";
    }
}

impl From<MenuFault> for MenuFinding {
    fn from(fault: MenuFault) -> MenuFinding {
        let button = fault.button.join(" › ");
        // What has no name is named by what it is in.
        let mut names = &fault.button[..];
        if let (MenuFaultKind::NoName, Some((_, above))) = (&fault.kind, names.split_last()) {
            names = above;
        }
        let menu = match names {
            [] => "menu".to_owned(),
            names => names.join(" › "),
        };
        match fault.kind {
            MenuFaultKind::ButtonCount { count, max } => {
                MenuFinding::ButtonCount { menu, count, max }
            }
            MenuFaultKind::NoName => MenuFinding::NoName { menu },
            MenuFaultKind::NameTooLong { bytes, max } => {
                MenuFinding::NameTooLong { button, bytes, max }
            }
            MenuFaultKind::TypeOrSubButtons { both: true } => {
                MenuFinding::BothTypeAndSubButtons { button }
            }
            MenuFaultKind::TypeOrSubButtons { both: false } => {
                MenuFinding::NeitherTypeNorSubButtons { button }
            }
            MenuFaultKind::TooDeep => MenuFinding::TooDeep { button },
            MenuFaultKind::UnknownType { found } => MenuFinding::UnknownType { button, found },
            MenuFaultKind::Missing(field) => {
                let field = field.name();
                MenuFinding::MissingField { button, field }
            }
            MenuFaultKind::Surplus(field) => {
                let field = field.name();
                MenuFinding::SurplusField { button, field }
            }
            MenuFaultKind::TooLong { field, bytes, max } => MenuFinding::ValueTooLong {
                button,
                field: field.name(),
                bytes,
                max,
            },
            MenuFaultKind::NotHttp => MenuFinding::UrlNotHttp { button },
            MenuFaultKind::UnknownField { found } => MenuFinding::UnknownField { button, found },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MenuFinding;
    use crate::cli::findings::Row;

    #[test]
    fn every_finding_says_all_in_both_languages() {
        MenuFinding::ROWS.iter().for_each(Row::check);
    }
}
