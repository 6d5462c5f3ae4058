// Every sentence of the sign-in page: Chinese, then English.
export const texts = {
  title: ["登录 {client}", "Sign in to {client}"],
  with_wechat: ["使用微信登录", "with WeChat"],

  // What the status says, by stage.
  waiting: [
    "请用微信扫码，或把六位数字发给公众号",
    "Scan the code with WeChat, or send the six digits to the account",
  ],
  waiting_word: ["请把六位数字发给公众号", "Send the six digits to the account in WeChat"],
  scanned_scan: ["已扫码，请在微信里回复 {number}", "Scanned. Reply in WeChat with {number}"],
  scanned_word: ["已收到，请在微信里回复 登录", "Received. Reply in WeChat with 登录"],
  confirmed: ["登录成功，正在返回网站", "Signed in. Taking you back to the site"],
  finished: ["登录成功，本页可以关闭", "Signed in. You can close this page"],
  expired: ["已过期，点此刷新", "Expired. Get a new code"],
  denied: ["已取消", "Cancelled"],
  burnt: ["此次登录已作废", "This sign-in is void"],

  // What stands below it, where the status does not say it all.
  why_scanned: [
    "请先核对微信里写的网站、地点和时间。不是您本人，就回复「不是我」。",
    "Check the site, the place and the time that WeChat shows. If this is not you, reply 不是我.",
  ],
  why_expired: ["二维码和数字只在两分钟内有效。", "A code and its digits are good for two minutes."],
  why_denied: ["没有任何人登录。", "Nobody was signed in."],
  why_burnt: [
    "微信里回复的数字不对，或者有两个人扫了同一个码。没有任何人登录。",
    "Another number was sent than the one shown here, or two people scanned the same code. Nobody was signed in.",
  ],

  code: ["微信二维码", "Code for WeChat"],
  code_alt: [
    "登录用的微信二维码。无法扫码时，请发送本页的六位数字。",
    "The WeChat code to sign in. If you cannot scan it, send the six digits on this page.",
  ],
  scan_it: ["打开微信，扫一扫。", "Open WeChat and scan it."],
  press_it: ["长按图片，选择「识别图中二维码」。", "Press and hold the picture, then extract the code in it."],
  word: ["或发送六位数字", "Or send six digits"],
  word_alone: ["发送六位数字", "Send six digits"],
  word_how: ["在微信里把它发给公众号：", "Send them to the account in WeChat:"],
  word_how_to: ["在微信里把它发给公众号「{account}」：", "Send them in WeChat to the account {account}:"],
  word_help: [
    "在手机上打开本页，或关注后没有收到回复时，也请发送这六位数字。",
    "Do this, too, on the phone itself, or when you have followed the account and nothing came.",
  ],
  copy: ["复制", "Copy"],
  copied: ["已复制，请到微信里粘贴发送", "Copied. Paste it in WeChat and send it"],
  not_copied: ["无法复制，请长按数字", "It could not be copied: press and hold the digits"],
  left: ["还剩 {left} 秒", "{left} seconds left"],
  renew: ["刷新", "Get a new code"],
  again: ["重新登录", "Start again"],
  proceed: ["继续", "Continue"],
  cancel: ["取消，返回网站", "Cancel and go back"],

  // The pages of what goes wrong: what is wrong, and what to do about it.
  unknown_client: ["不认识这个网站", "This site is not known here"],
  unknown_client_help: [
    "您来自的网站没有在这里登记。如果您是它的管理员，请核对 client_id 与 clients.toml。",
    "The site that sent you is not registered. If you run it, compare its client_id with clients.toml.",
  ],
  redirect_uri: ["返回地址不对", "The address to return to is not right"],
  redirect_uri_help: [
    "网站给出的返回地址与登记的不一致，所以不会把您送到那里。如果您是它的管理员，请让 redirect_uri 与 clients.toml 逐字相同。",
    "The site wants you back at an address that is not registered, so nobody is sent there. If you run it, make its redirect_uri the same, letter by letter, as in clients.toml.",
  ],
  foreign: ["这不是此浏览器开始的登录", "This sign-in was not begun in this browser"],
  foreign_help: [
    "登录只能在开始它的浏览器里完成，而且要允许 Cookie。请回到网站重新登录。",
    "A sign-in ends in the browser where it began, which has to accept cookies. Go back to the site and start again.",
  ],
  gone: ["找不到这次登录", "There is no such sign-in any more"],
  gone_help: ["它已经结束了。请回到网站重新登录。", "It is over. Go back to the site and start again."],
  over: ["这次登录已经完成", "This sign-in is complete"],
  over_help: [
    "每次登录只用一次。如果网站没有让您进去，请回到网站重新登录。",
    "Each is used once. If the site did not let you in, go back to it and start again.",
  ],
  off: ["暂时不能用微信登录", "Sign-in with WeChat is not available"],
  off_help: [
    "此处尚未设置完成。如果您是管理员，请运行 wechat-edge doctor。",
    "It is not fully set up here. If you run it, ask wechat-edge doctor.",
  ],
  busy: ["请稍后再试", "Please try again later"],
  busy_help: [
    "同一网络里有太多人正在登录。请等两分钟，再回到网站重新登录。",
    "Too many people are signing in from your network. Wait two minutes, then go back to the site and start again.",
  ],
};

/** What says the sentences in a language: `say("left", { left: 7 })` puts the 7 in place of `{left}`. */
export function speaker(language) {
  const at = language === "en" ? 1 : 0;
  return (name, values = {}) => texts[name][at].replaceAll(/\{(\w+)\}/g, (_, key) => values[key]);
}
