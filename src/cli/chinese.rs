//! 工具输出的全部文字，中文。

use super::texts::Texts;

pub(crate) const TEXTS: Texts = Texts {
    error: "错误：{what}",
    warning: "注意：{what}",
    dev_vars_unreadable: "无法读取 .dev.vars：{error}",
    wrangler_unreadable: "无法读取 wrangler.toml：{error}",
    source_argument: "命令行参数",
    source_environment: "环境变量",
    source_dev_vars: ".dev.vars 文件",
    source_wrangler: "wrangler.toml 文件",
    random_failed: "系统没有给出随机数",

    sending: "→ 发送 {what} 到 {url}（{mode}）",
    mode_plain: "明文模式",
    mode_compatible: "兼容模式",
    mode_safe: "安全模式",
    mode_needs_key: "这种模式需要密钥：请给出 --aes-key 和 --app-id，或设置 WECHAT_AES_KEY 和 WECHAT_APP_ID",
    file_unreadable: "无法读取 {path}：{error}",
    file_no_push: "{path} 不是微信推送的消息：{error}",
    request_heading: "── 请求 ──",
    sealed_heading: "── 请求的密文内容 ──",
    answer_heading: "── 应答，状态码 {status} ──",
    opened_heading: "── 应答的密文内容 ──",
    answered: "← 状态码 {status}，{milliseconds} 毫秒，{bytes} 字节",
    attempt: "第 {number} 次请求（共 {of} 次）：{outcome}",
    outcome_timeout: "{seconds} 秒内没有应答",
    outcome_cut: "没有收到完整的应答：{error}",
    reply_none: "不回复",
    phone: "手机上显示：{text}",
    phone_nothing: "什么也没有",
    phone_notice: "「该公众号提供的服务出现故障，请稍后再试」",
    phone_after: "{text}（{seconds} 秒之后）",
    phone_gone: "什么也没有，用户已取消关注",
    load_result: "{count} 次请求，用时 {seconds} 秒，每秒 {rate} 次",
    load_percentiles: "一半在 {p50} 毫秒内，90 % 在 {p90} 毫秒内，99 % 在 {p99} 毫秒内，最慢 {max} 毫秒",
    load_outcomes: "应答：{outcomes}",
    load_replied: "{kind}",
    load_not_accepted: "不被接受（{name}）",
    load_no_answer: "没有应答",

    step_configuration: "配置",
    step_url: "网址",
    step_address: "域名解析",
    step_connection: "连接",
    step_tls: "证书",
    step_path: "路径",
    step_verification: "网址验证",
    step_signature: "签名检查",
    step_encryption: "加密",
    step_event: "消息 {what}",
    step_time: "用时",
    step_clock: "时钟",
    step_headers: "响应头",
    doctor_well: "一切正常：{ok} 项通过，{warn} 项请留意。",
    doctor_not_well: "有问题：{fail} 项失败，{warn} 项请留意。",

    no_app_id: "没有设置 WECHAT_APP_ID：请把公众平台上的 AppID（wx…）写入环境变量或 .dev.vars",
    no_app_secret: "没有设置 WECHAT_APP_SECRET：请把公众平台上的 AppSecret（设置与开发 > 基本配置）写入环境变量或 .dev.vars；不接受命令行参数，因为其他程序能看到它",
    scene_empty: "场景值为空：应有 1 到 64 个字符",
    scene_too_long: "场景值 {scene} 有 {length} 个字符，最多 64 个",
    scene_character: "场景值 {scene} 含有控制字符，微信接口不接受",
    scene_number_permanent: "场景值 {scene} 是数字，永久二维码的数字只能是 1 到 100000；加 --string 可作为字符串场景值",
    scene_number_temporary: "场景值 {scene} 是数字，只能是 1 到 4294967295；加 --string 可作为字符串场景值",
    scenes_twice: "场景值 {scene} 出现了两次，只生成一次",
    no_scenes: "{path} 里没有场景值",
    lifetime: "{text} 不是有效期：请写成 90s、10m、12h 或 30d，最长 30 天",
    list_unreadable: "无法读取 {path}：{error}",
    list_unwritable: "无法写入 {path}：{error}",
    list_not_utf8: "{path} 不是 UTF-8 编码：请在 Excel 中另存为“CSV UTF-8”",
    list_line: "{path} 第 {line} 行：{error}",
    api_malformed: "{url} 不是接口地址：应以 https:// 开头",
    api_unreachable: "无法连接 {api}：{error}",
    api_not_json: "接口的应答（状态码 {status}）不是 JSON：中间是否有代理或登录页？",
    api_incomplete: "接口的应答里没有 {element}",
    api_error: "微信接口返回 {code}：{cause}（{message}）\n  {next}",
    api_unknown_error: "微信接口返回 {code}：{message}",
    whitelist: "请把这个地址加入 IP 白名单（设置与开发 > 基本配置 > IP白名单）：{address}",
    pausing: "{reason}；{seconds} 秒后重试",
    not_made: "{scene}：{reason}",
    stopped: "已停止，还有 {remaining} 个没有生成；解决后再运行同一条命令，已生成的不会重复生成",
    made: "{scene}  有效期 {valid}  {url}",
    existing: "{scene}  之前已生成",
    valid_permanently: "永久",
    valid_until: "到 {time}",
    made_all: "生成 {made} 个，之前已有 {existing} 个，失败 {failed} 个；见 {folder}",
    cache_unwritable: "无法把 access_token 保存到 {path}：{error}",
    no_rule: "replies.toml 里没有适用于场景值 {scene} 的规则：扫码的人得不到回复",

    configured: ("令牌（Token）来自{token_source}，{mode}", ""),
    no_token: (
        "没有令牌（Token）",
        "请给出 --token，或在环境变量或 .dev.vars 中设置 WECHAT_TOKEN：即公众平台上的令牌。",
    ),
    aes_key_malformed: (
        "来自{source}的密钥不是 EncodingAESKey，它应有 43 个字母和数字",
        "请从公众平台重新复制消息加解密密钥（EncodingAESKey）。",
    ),
    aes_key_without_app_id: (
        "有密钥（来自{source}），但没有 AppID",
        "请给出 --app-id，或设置 WECHAT_APP_ID：即公众平台上的 AppID（wx…）。",
    ),
    token_unusual: (
        "来自{source}的令牌不是 3 到 32 个字母和数字",
        "公众平台不接受这样的令牌。",
    ),
    url_fine: ("网址 {url}", ""),
    url_malformed: (
        "{url} 不是以 http:// 或 https:// 开头的网址",
        "请照公众平台上填写的网址（URL）给出。",
    ),
    port: (
        "端口 {port}：微信只连接 80（http）和 443（https）",
        "请去掉网址中的端口；如果服务必须用别的端口，请在前面加一个代理。",
    ),
    port_local: (
        "端口 {port} 只能在本机使用",
        "微信需要一个公网网址，端口为 80 或 443。",
    ),
    workers_dev: (
        "{host}：workers.dev 下的域名在中国大陆常常无法访问，而微信的服务器就在那里",
        "请给 Worker 绑定自己的域名（Settings > Domains & Routes）。",
    ),
    resolved: ("解析为 {addresses}", ""),
    not_resolved: (
        "域名 {host} 没有地址：{error}",
        "请检查是否拼错；如果是新域名，请看 DNS 记录是否已添加。",
    ),
    private_address: (
        "{address} 是内网地址，微信无法访问",
        "请部署（npm run deploy），或使用内网穿透，并把那个公网网址填给微信。",
    ),
    this_machine: ("{address} 就是本机", "可以用来试验；微信需要一个公网网址。"),
    connected: ("用时 {milliseconds} 毫秒", ""),
    not_connected: (
        "无法连接 {address}：{error}",
        "服务启动了吗（npm start）？端口是否被防火墙拦住？",
    ),
    tls_fine: ("{version}，证书受信任", ""),
    no_tls: (
        "使用 http：用户发来的内容在途中可以被看到",
        "请使用 https。",
    ),
    certificate_untrusted: (
        "证书不是由微信信任的机构签发的",
        "请从公共机构申请证书（Cloudflare 和 Let's Encrypt 都免费），并配置完整的证书链。",
    ),
    certificate_expired: (
        "证书已过期，或尚未生效",
        "请更新证书；如果证书是新的，请校准本机时钟。",
    ),
    certificate_other_name: (
        "证书不是给 {host} 的",
        "请使用证书上的域名，或为这个域名申请证书。",
    ),
    tls_failed: (
        "TLS 握手失败：{error}",
        "这个端口真的是 https 吗？是否支持 TLS 1.2 或更高版本？",
    ),
    path_fine: ("路径 {path} 存在", ""),
    path_not_found: (
        "路径 {path} 不存在（状态码 404）",
        "网址应以 /wechat 结尾。",
    ),
    redirected: (
        "跳转到了 {location}，微信不会跟随跳转",
        "请把跳转后的网址填给微信，或对这个路径关闭跳转。",
    ),
    not_configured: (
        "状态码 503：Worker 缺少设置",
        "请运行 `npx wrangler secret put WECHAT_TOKEN`。Worker 的日志（npx wrangler tail）会说明缺少哪一项。",
    ),
    challenged: (
        "Cloudflare 要求访问者证明自己是人，而微信做不到",
        "请在 Cloudflare 控制台的 Security 里加一条规则，对这个路径跳过检查。",
    ),
    server_error: (
        "状态码 {status}：服务出错",
        "请看它的日志：npx wrangler tail。",
    ),
    verified: ("echostr 原样返回，令牌来自{token_source}", ""),
    previous_token: (
        "Worker 仍只有 WECHAT_TOKEN_PREVIOUS 中的令牌，没有新的",
        "请用新的令牌运行 `npx wrangler secret put WECHAT_TOKEN`。",
    ),
    token_refused: (
        "Worker 不接受来自{token_source}的令牌：它的令牌不一样",
        "请用公众平台上的令牌运行 `npx wrangler secret put WECHAT_TOKEN`，或在这里用 --token 给出那个令牌。",
    ),
    clock_refused: (
        "两边的时钟相差 {seconds} 秒，因此 Worker 认为每个请求都已过期",
        "请校准本机时钟；如果本机是对的，那就是 Worker 一边不对。",
    ),
    verification_status: (
        "请求的签名正确，状态码却是 {status}",
        "这时微信会说「token 验证失败」。请看 Worker 的日志：npx wrangler tail。",
    ),
    echo_quoted: (
        "返回的 echostr 带有引号：它被当作 JSON 编码了",
        "请以 text/plain 返回文字本身。",
    ),
    echo_changed: (
        "echostr 没有原样返回，收到的是 {got}",
        "请只返回 echostr 的值，前后不要有任何内容。",
    ),
    wrong_signature_refused: ("签名错误的请求得不到回复（状态码 {status}）", ""),
    wrong_signature_echoed: (
        "签名错误的请求也得到了 echostr：任何人都能冒充微信",
        "请检查每个 GET 的签名。",
    ),
    wrong_signature_answered: (
        "签名错误的消息也得到了回复：任何人都能冒充微信",
        "请检查每个 POST 的签名，不能只检查 GET。",
    ),
    old_request_accepted: (
        "一小时前的请求仍被接受：截获请求的人可以再次发送它",
        "请去掉 WECHAT_TIMESTAMP_TOLERANCE，恢复为 300 秒。",
    ),
    plaintext_refused: ("没有加密的消息被拒绝（状态码 {status}）", ""),
    no_encryption: ("没有加密：明文模式", ""),
    plaintext_accepted: (
        "这里有密钥，但 Worker 仍回复没有加密的消息",
        "请运行 `npx wrangler secret put WECHAT_AES_KEY`，之后它只接受加密的消息。",
    ),
    key_refused: (
        "加密的消息被拒绝（状态码 {status}）：Worker 的密钥或 AppID 不一样，或者没有设置",
        "请与公众平台核对 WECHAT_AES_KEY 和 WECHAT_APP_ID。Worker 的日志（npx wrangler tail）会说明是哪一项。",
    ),
    key_expected: (
        "明文消息被拒绝（状态码 {status}），虽然签名正确：Worker 设有密钥，要求消息加密",
        "请给出 --aes-key 和 --app-id。如果公众平台上选的是明文模式，请改为安全模式。",
    ),
    replied: ("{milliseconds} 毫秒后回复 {kind}：{text}", ""),
    replied_nothing: ("{milliseconds} 毫秒后应答，不回复", ""),
    timed_out: (
        "{seconds} 秒内没有应答",
        "微信请求 3 次后会向用户显示故障。请立即应答 success，耗时的工作完成后再另行发送结果。",
    ),
    cut: (
        "没有收到完整的应答：{error}",
        "请看服务的日志，是否中途中断了？",
    ),
    unreachable: (
        "无法连接：{error}",
        "服务启动了吗（npm start）？网址对吗？可用 `doctor` 命令进一步检查。",
    ),
    status: (
        "状态码 {status}",
        "微信要求 200。403：令牌、密钥或 AppID 与 Worker 的不一致。503：Worker 缺少设置。可用 `doctor` 命令进一步检查。",
    ),
    not_xml: (
        "回复既不是微信能读的 XML，也不是 success：{error}",
        "XML 前后不能有任何内容，每个元素都要闭合，也不能是 JSON。",
    ),
    not_sealed: (
        "回复没有加密",
        "安全模式下的回复必须加密，success 和空回复除外。",
    ),
    sealed: (
        "消息没有加密，回复却加密了",
        "对明文消息请用明文 XML 回复。",
    ),
    envelope_incomplete: (
        "加密的回复里没有 {element}",
        "应有 Encrypt、MsgSignature、TimeStamp 和 Nonce，拼写一致。",
    ),
    envelope_signature: (
        "加密回复的 MsgSignature 不对",
        "它由令牌和回复自己的 TimeStamp、Nonce、Encrypt 算出。",
    ),
    envelope_unopened: (
        "加密的回复无法解密：{error}",
        "请用这个公众号的密钥和 AppID 加密。",
    ),
    wrong_ids: (
        "回复是从“{from}”到“{to}”：不是消息中对调的两个 id",
        "FromUserName 应为消息的 ToUserName，反之亦然。",
    ),
    create_time: (
        "CreateTime 是“{value}”，不是以秒计的时间",
        "请写 1970 年以来的秒数，不是毫秒数。",
    ),
    unknown_type: (
        "微信没有 {msg_type} 这种回复",
        "请看被动回复用户消息的文档。",
    ),
    element_missing: ("{msg_type} 回复里没有 {element}", "微信要求有它。"),
    empty_text: (
        "文本回复是空的，微信会把它当作故障显示",
        "不想回复时请应答 success。",
    ),
    article_count: (
        "ArticleCount 是“{count}”，而图文有 {articles} 条",
        "请写实际条数，至少一条。",
    ),
    messages_only: (
        "{msg_type} 只能回复消息，不能回复事件",
        "请应答 success，或回复文本。",
    ),
    long_text: (
        "文本有 {bytes} 字节，超过 {limit} 字节",
        "微信可能截断或拒绝它。",
    ),
    many_articles: (
        "图文有 {articles} 条，这里最多 {limit} 条",
        "微信只显示允许的条数，或完全不显示。",
    ),
    time_fine: ("20 次应答中一半在 {median} 毫秒内，最慢 {slowest} 毫秒", ""),
    slow: (
        "20 次应答中一半在 {median} 毫秒内，最慢 {slowest} 毫秒：偏慢",
        "从中国访问还要更慢。微信只等 5 秒。",
    ),
    too_slow: (
        "{of} 次中有 {unanswered} 次在 {seconds} 秒内没有应答",
        "微信这时会放弃。请立即应答 success，耗时的工作完成后再另行发送结果。",
    ),
    clock_fine: ("相差 {seconds} 秒", ""),
    clock_off: (
        "两边的时钟相差 {seconds} 秒",
        "相差 300 秒时请求会被拒绝：请校准时钟。",
    ),
    clock_wrong: (
        "两边的时钟相差 {seconds} 秒，超过了签名的有效时间",
        "哪边的时钟不对，就校准哪边。",
    ),
    clock_unknown: ("应答中没有时间", ""),
    headers_fine: ("类型和 nosniff 都正确", ""),
    echo_type: (
        "返回 echostr 时的 Content-Type 是“{content_type}”",
        "请用 text/plain：echostr 的内容任何人都能定，不能让浏览器当作 HTML。",
    ),
    reply_type: (
        "回复的 Content-Type 是“{content_type}”",
        "请用 application/xml 或 text/xml。",
    ),
    sniffing: (
        "返回 echostr 时没有 X-Content-Type-Options",
        "请设为 nosniff：echostr 的内容任何人都能定。",
    ),
};
