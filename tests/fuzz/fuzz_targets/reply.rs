//! Any reply to anybody: roxmltree reads exactly what was written.
#![no_main]

#[path = "../../oracle/mod.rs"]
mod oracle;

use oracle::reply::Written;

type Input = (u8, [String; 7], Vec<[String; 4]>, u64, bool);

libfuzzer_sys::fuzz_target!(|input: Input| {
    let (kind, [visitor, account, a, b, c, d, e], articles, time, to_event) = input;
    let written = match kind % 10 {
        0 => Written::Nothing,
        1 => Written::Text(a),
        2 => Written::Image(a),
        3 => Written::Voice(a),
        4 => Written::Video([a, b, c]),
        5 => Written::Music([a, b, c, d, e]),
        6 => Written::News(articles),
        7 => Written::TransferCustomerService(Some(a)),
        8 => Written::TransferCustomerService(None),
        _ => Written::TransferBizAiIvr,
    };
    oracle::reply::compare(&written, &visitor, &account, time, to_event);
});
