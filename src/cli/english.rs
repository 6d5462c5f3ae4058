//! All that the tool prints, in English.

use super::texts::Texts;

pub(crate) const TEXTS: Texts = Texts {
    error: "error: {what}",
    warning: "warning: {what}",
    dev_vars_unreadable: ".dev.vars cannot be read: {error}",
    wrangler_unreadable: "wrangler.toml cannot be read: {error}",
    source_argument: "the argument",
    source_environment: "the environment",
    source_dev_vars: ".dev.vars",
    source_wrangler: "wrangler.toml",
    random_failed: "the system gives no random bytes",

    sending: "→ {what}, to {url} ({mode})",
    mode_plain: "plaintext mode",
    mode_compatible: "compatible mode",
    mode_safe: "safe mode",
    mode_needs_key: "this mode needs a key: give --aes-key and --app-id, or set WECHAT_AES_KEY and WECHAT_APP_ID",
    file_unreadable: "{path} cannot be read: {error}",
    file_no_push: "{path} is no push of WeChat's: {error}",
    request_heading: "── request ──",
    sealed_heading: "── sealed in it ──",
    answer_heading: "── answer, status {status} ──",
    opened_heading: "── sealed in it ──",
    answered: "← {status} in {milliseconds} ms, {bytes} bytes",
    attempt: "request {number} of {of}: {outcome}",
    outcome_timeout: "no answer within {seconds} s",
    outcome_cut: "no whole answer: {error}",
    reply_none: "no reply",
    phone: "On the phone: {text}",
    phone_nothing: "nothing",
    phone_notice: "「该公众号提供的服务出现故障，请稍后再试」 (the account's service is out of order)",
    phone_after: "{text} (after {seconds} s)",
    phone_gone: "nothing, since the visitor no longer follows the account",
    load_result: "{count} requests in {seconds} s, {rate} per second",
    load_percentiles: "half within {p50} ms, 90 % within {p90} ms, 99 % within {p99} ms, the slowest {max} ms",
    load_outcomes: "answers: {outcomes}",
    load_replied: "{kind}",
    load_not_accepted: "not accepted ({name})",
    load_no_answer: "none",

    step_configuration: "configuration",
    step_url: "url",
    step_address: "address",
    step_connection: "connection",
    step_tls: "tls",
    step_path: "path",
    step_verification: "verification",
    step_signature: "signature",
    step_encryption: "encryption",
    step_event: "{what}",
    step_time: "time",
    step_clock: "clock",
    step_headers: "headers",
    doctor_well: "All is well: {ok} ok, {warn} to look at.",
    doctor_not_well: "Not well: {fail} failed, {warn} to look at.",

    no_app_id: "WECHAT_APP_ID is not set: put the AppID (wx…) of WeChat's admin page into the environment or .dev.vars",
    no_app_secret: "WECHAT_APP_SECRET is not set: put the AppSecret of WeChat's admin page (设置与开发 > 基本配置) into the environment or .dev.vars; it is never taken from an argument, where other programs could read it",
    scene_empty: "a scene is empty: it has 1 to 64 characters",
    scene_too_long: "the scene {scene} has {length} characters, 64 are allowed",
    scene_character: "the scene {scene} has a control character in it, which WeChat's API refuses",
    scene_number_permanent: "the scene {scene} is a number, and for permanent codes these go from 1 to 100000; --string makes it a string scene",
    scene_number_temporary: "the scene {scene} is a number, and these go from 1 to 4294967295; --string makes it a string scene",
    scenes_twice: "the scene {scene} is given twice; it is made once",
    no_scenes: "{path} has no scenes in it",
    lifetime: "{text} is no lifetime: write 90s, 10m, 12h or 30d, at most 30 days",
    list_unreadable: "{path} cannot be read: {error}",
    list_unwritable: "{path} cannot be written: {error}",
    list_not_utf8: "{path} is not UTF-8: in Excel, save it as “CSV UTF-8”",
    list_line: "{path}, line {line}: {error}",
    api_malformed: "{url} is not the address of an API: it begins with https://",
    api_unreachable: "{api} cannot be reached: {error}",
    api_not_json: "the API's answer (status {status}) is not JSON: is there a proxy or a login page in between?",
    api_incomplete: "the API's answer has no {element}",
    api_error: "WeChat's API says {code}: {cause} ({message})\n  {next}",
    api_unknown_error: "WeChat's API says {code}: {message}",
    whitelist: "Add this address to the IP whitelist (设置与开发 > 基本配置 > IP白名单): {address}",
    pausing: "{reason}; trying again in {seconds} s",
    not_made: "{scene}: {reason}",
    stopped: "stopped, {remaining} not tried; run the same command again when this is solved, and what is made already is not made twice",
    made: "{scene}  {valid}  {url}",
    existing: "{scene}  made before",
    valid_permanently: "permanent",
    valid_until: "until {time}",
    made_all: "{made} made, {existing} made before, {failed} failed; see {folder}",
    cache_unwritable: "the access token cannot be kept in {path}: {error}",
    no_rule: "no rule of replies.toml fits the scene {scene}: who scans it gets no answer",

    configured: ("Token from {token_source}, {mode}", ""),
    no_token: (
        "there is no Token",
        "Give --token, or set WECHAT_TOKEN in the environment or in .dev.vars: the Token (令牌) of WeChat's admin page.",
    ),
    aes_key_malformed: (
        "the key of {source} is not an EncodingAESKey, which has 43 letters and digits",
        "Copy the EncodingAESKey (消息加解密密钥) from WeChat's admin page once more.",
    ),
    aes_key_without_app_id: (
        "there is a key, from {source}, but no app id",
        "Give --app-id, or set WECHAT_APP_ID: the AppID (wx…) of WeChat's admin page.",
    ),
    token_unusual: (
        "the Token from {source} is not 3 to 32 letters and digits",
        "WeChat's admin page takes no other one.",
    ),
    url_fine: ("{url}", ""),
    url_malformed: (
        "{url} is not a URL that begins with http:// or https://",
        "Give the URL as it stands in WeChat's admin page.",
    ),
    port: (
        "port {port}: WeChat connects to 80 (http) and 443 (https) only",
        "Take the port out of the URL; put a proxy in front if the service needs another one.",
    ),
    port_local: (
        "port {port}, which only this machine can use",
        "WeChat will need a public URL, on port 80 or 443.",
    ),
    workers_dev: (
        "{host}: names under workers.dev are often out of reach in mainland China, where WeChat's servers are",
        "Add a domain of your own to the Worker (Settings > Domains & Routes).",
    ),
    resolved: ("{addresses}", ""),
    not_resolved: (
        "the name {host} has no address: {error}",
        "Look for a typing error; if the domain is new, see whether its DNS record is there.",
    ),
    private_address: (
        "{address} is an address of a private network, where WeChat cannot reach it",
        "Deploy (npm run deploy), or put a tunnel in front, and give WeChat that URL.",
    ),
    this_machine: (
        "{address} is this machine itself",
        "Good for trying; WeChat will need a public URL.",
    ),
    connected: ("connected in {milliseconds} ms", ""),
    not_connected: (
        "no connection to {address}: {error}",
        "Is it running (npm start)? Does a firewall keep the port closed?",
    ),
    tls_fine: ("{version}, and the certificate is trusted", ""),
    no_tls: (
        "http: what visitors write can be read on the way",
        "Use https.",
    ),
    certificate_untrusted: (
        "the certificate is signed by nobody whom WeChat would trust",
        "Get one from a public authority (Cloudflare and Let's Encrypt give them out free), and serve the whole chain.",
    ),
    certificate_expired: (
        "the certificate has expired, or is not valid yet",
        "Renew it; if it is new, set this machine's clock.",
    ),
    certificate_other_name: (
        "the certificate is for another name than {host}",
        "Use the name that the certificate is for, or get one for this name.",
    ),
    tls_failed: (
        "no TLS: {error}",
        "Does the port really speak https, with TLS 1.2 or newer?",
    ),
    path_fine: ("{path} is there", ""),
    path_not_found: (
        "there is nothing at {path} (status 404)",
        "The URL ends in /wechat.",
    ),
    redirected: (
        "it redirects to {location}, which WeChat does not follow",
        "Give WeChat the URL that it leads to; switch off redirects for this path.",
    ),
    not_configured: (
        "status 503: the Worker lacks a setting",
        "Run `npx wrangler secret put WECHAT_TOKEN`. The Worker's log (npx wrangler tail) says which one it lacks.",
    ),
    challenged: (
        "Cloudflare asks visitors to prove that they are human, which WeChat cannot",
        "In Cloudflare's dashboard, add a rule under Security that skips the checks for this path.",
    ),
    server_error: (
        "status {status}: the service failed",
        "See its log: npx wrangler tail.",
    ),
    verified: ("the echo is exact, with the Token from {token_source}", ""),
    previous_token: (
        "the Worker has the Token of WECHAT_TOKEN_PREVIOUS still, and not the new one",
        "Run `npx wrangler secret put WECHAT_TOKEN` with the new Token.",
    ),
    token_refused: (
        "the Worker refuses the Token from {token_source}: it has another one",
        "Run `npx wrangler secret put WECHAT_TOKEN` with the Token of WeChat's admin page, or give that one here with --token.",
    ),
    clock_refused: (
        "the clocks are {seconds} s apart, so the Worker takes each request for an old one",
        "Set this machine's clock. If it is right, the Worker's is not.",
    ),
    verification_status: (
        "status {status} in answer to a request that is signed rightly",
        "WeChat says 「token 验证失败」 then. See the Worker's log: npx wrangler tail.",
    ),
    echo_quoted: (
        "the echo is in quotes: it went through a JSON encoder",
        "Answer with the text itself, as text/plain.",
    ),
    echo_changed: (
        "the echo is not exact; what came is {got}",
        "Answer with the value of echostr, and nothing before or after it.",
    ),
    wrong_signature_refused: ("wrong ones get no reply (status {status})", ""),
    wrong_signature_echoed: (
        "a request with a wrong signature gets its echo: anybody can pass for WeChat",
        "Check the signature of each GET.",
    ),
    wrong_signature_answered: (
        "a message with a wrong signature gets a reply: anybody can pass for WeChat",
        "Check the signature of each POST, not of the GET alone.",
    ),
    old_request_accepted: (
        "a request from an hour ago is still accepted: who overhears one can send it again",
        "Remove WECHAT_TIMESTAMP_TOLERANCE, so that 300 s are allowed.",
    ),
    plaintext_refused: (
        "a message that is not sealed is refused (status {status})",
        "",
    ),
    no_encryption: ("none: plaintext mode", ""),
    plaintext_accepted: (
        "there is a key here, but the Worker answers messages that are not sealed",
        "Run `npx wrangler secret put WECHAT_AES_KEY`; from then on it takes sealed ones only.",
    ),
    key_refused: (
        "a sealed message is refused (status {status}): the Worker has another key or app id, or none",
        "Compare WECHAT_AES_KEY and WECHAT_APP_ID with WeChat's admin page. The Worker's log (npx wrangler tail) says which it is.",
    ),
    key_expected: (
        "a message in plaintext is refused (status {status}), though its signature is right: the Worker has a key and wants messages sealed",
        "Give --aes-key and --app-id. If WeChat is set to 明文模式, choose 安全模式 there.",
    ),
    replied: ("{kind} in {milliseconds} ms: {text}", ""),
    replied_nothing: ("nothing to say, in {milliseconds} ms", ""),
    timed_out: (
        "no answer within {seconds} s",
        "WeChat asks 3 times and then shows an error. Say nothing (success) at once, and let slow work send its result later.",
    ),
    cut: (
        "no whole answer: {error}",
        "See the service's log; does it break off?",
    ),
    unreachable: (
        "no connection: {error}",
        "Is it running (npm start)? Is the URL right? The command `doctor` looks closer.",
    ),
    status: (
        "status {status}",
        "WeChat wants 200. 403: the Token, key or app id is another one than the Worker's. 503: the Worker lacks a setting. The command `doctor` looks closer.",
    ),
    not_xml: (
        "the reply is neither XML as WeChat reads it nor success: {error}",
        "Nothing may stand before or after the XML, no element may be left open, no JSON.",
    ),
    not_sealed: (
        "the reply is not sealed",
        "In safe mode each reply must be, but for success and an empty one.",
    ),
    sealed: (
        "the reply is sealed, though the message was not",
        "Reply in plain XML to messages that came in plain XML.",
    ),
    envelope_incomplete: (
        "the sealed reply has no {element}",
        "It has Encrypt, MsgSignature, TimeStamp and Nonce, spelt so.",
    ),
    envelope_signature: (
        "the sealed reply's MsgSignature is wrong",
        "It is over the Token and the envelope's own TimeStamp, Nonce and Encrypt.",
    ),
    envelope_unopened: (
        "the sealed reply does not open: {error}",
        "Seal it with the key of this account, for its app id.",
    ),
    wrong_ids: (
        "the reply is from “{from}” to “{to}”: not the message's ids, swapped",
        "FromUserName is the message's ToUserName, and the other way round.",
    ),
    create_time: (
        "CreateTime is “{value}”, which is no time in seconds",
        "Write seconds since 1970, not milliseconds.",
    ),
    unknown_type: (
        "WeChat knows no reply of the type {msg_type}",
        "See the list of passive replies (被动回复用户消息).",
    ),
    element_missing: (
        "the {msg_type} reply has no {element}",
        "WeChat requires it.",
    ),
    empty_text: (
        "the text reply is empty, which WeChat shows as an error",
        "Reply success to say nothing.",
    ),
    article_count: (
        "ArticleCount is “{count}”, and there are {articles} articles",
        "Write their number; there must be at least one.",
    ),
    messages_only: (
        "{msg_type} answers messages only, not events",
        "Reply success, or a text.",
    ),
    long_text: (
        "the text has {bytes} bytes, more than {limit}",
        "WeChat may cut or refuse it.",
    ),
    many_articles: (
        "there are {articles} articles, {limit} allowed here",
        "WeChat shows the allowed number, or none.",
    ),
    time_fine: (
        "half of 20 answers within {median} ms, the slowest {slowest} ms",
        "",
    ),
    slow: (
        "half of 20 answers within {median} ms, the slowest {slowest} ms: slow",
        "From China the way is longer still. WeChat gives up after 5 s.",
    ),
    too_slow: (
        "{unanswered} of {of} got no answer within {seconds} s",
        "WeChat gives up then. Say nothing (success) at once, and let slow work send its result later.",
    ),
    clock_fine: ("{seconds} s apart", ""),
    clock_off: (
        "the clocks are {seconds} s apart",
        "At 300 s requests are refused: set the clock.",
    ),
    clock_wrong: (
        "the clocks are {seconds} s apart, which is more than a signature may be old",
        "Set the clock of whichever is wrong.",
    ),
    clock_unknown: ("the answers have no time in them", ""),
    headers_fine: ("types and nosniff are as they should be", ""),
    echo_type: (
        "the echo's Content-Type is “{content_type}”",
        "Let it be text/plain: the echo is anybody's text, which no browser may take for HTML.",
    ),
    reply_type: (
        "the reply's Content-Type is “{content_type}”",
        "Let it be application/xml or text/xml.",
    ),
    sniffing: (
        "the echo has no X-Content-Type-Options",
        "Let it be nosniff: the echo is anybody's text.",
    ),
};
