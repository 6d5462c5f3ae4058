//! Any bytes as a document: no panic, and no disagreement with roxmltree.
//! Seeds: `tests/samples`.
#![no_main]

#[path = "../../oracle/mod.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    oracle::xml::compare(body);
});
