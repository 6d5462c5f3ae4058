//! That memory and copying grow with the input and no faster, and that what is refused is refused
//! before memory is spent on it: counted by the allocator, for documents of n and of 2n bytes.
#![allow(unsafe_code, reason = "the trait of a global allocator is unsafe")]

mod wechat_side;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::LazyLock;

use wechat_edge::callback::MAX_BODY;
use wechat_edge::callback::query::Query;
use wechat_edge::wechat::xml::{Document, MAX_ELEMENTS, MAX_VALUE, Strictness, XmlError};
use wechat_side::{AES_KEY, APP_ID, NONCE, PLAINTEXT, SAFE, TIMESTAMP, TOKEN};

/// Counts what each thread asks for; tests run beside each other.
struct Counting;

thread_local! {
    static SPENT: Cell<Spent> = const { Cell::new(Spent { calls: 0, bytes: 0, held: 0, peak: 0 }) };
}

/// What was asked of the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spent {
    /// How often.
    calls: usize,
    /// How much, in all: what was copied is no more than this.
    bytes: usize,
    held: usize,
    /// How much at one time.
    peak: usize,
}

impl Counting {
    fn count(freed: usize, taken: usize) {
        let mut spent = SPENT.get();
        spent.held = spent.held.saturating_sub(freed) + taken;
        spent.peak = spent.peak.max(spent.held);
        if taken > 0 {
            spent.calls += 1;
            spent.bytes += taken;
        }
        SPENT.set(spent);
    }
}

// SAFETY: all of it is the system's allocator; the counters allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Counting::count(0, layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Counting::count(layout.size(), 0);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Counting::count(layout.size(), size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` asks for, and what it gives.
fn spent<T>(work: impl FnOnce() -> T) -> (Spent, T) {
    // The rules are read when they are first asked for, whichever test that is in.
    LazyLock::force(&wechat_side::shipped::RULES);
    SPENT.set(Spent {
        calls: 0,
        bytes: 0,
        held: 0,
        peak: 0,
    });
    let result = work();
    (SPENT.get(), result)
}

fn parsing(document: &str, strictness: Strictness) -> (Spent, Result<(), XmlError>) {
    spent(|| Document::parse(document.as_bytes(), strictness).map(|_| ()))
}

/// What makes a document long, n times.
const REPEATED: &[(&str, &str, &str)] = &[
    ("<xml>", "<a/>", "</xml>"),
    ("<xml>", "<a>v</a>", "</xml>"),
    ("<xml>", "<a><![CDATA[v]]></a>", "</xml>"),
    ("<xml>", "<a><b/></a>", "</xml>"),
    ("<xml>", "<a>", ""),
    ("<xml>", "</a>", ""),
    ("", "<xml/>", ""),
    ("", "<", ""),
    ("", ">", ""),
    ("", "&", ""),
    ("", " ", "<xml/>"),
    ("<xml><a>", "<", "</a></xml>"),
    ("<xml><a>", "v", "</a></xml>"),
    ("<xml><a> ", "\r", "</a></xml>"),
    ("<xml><a>", "\r\n", " </a></xml>"),
    ("<xml><a>", "字", "</a></xml>"),
    ("<xml><a>", "\0", "</a></xml>"),
    ("<xml><a>", "]", "]></a></xml>"),
    ("<xml><a>", "]]>", "</a></xml>"),
    ("<xml><a>", "&amp;", "</a></xml>"),
    ("<xml><a>", "&#65;", "</a></xml>"),
    ("<xml><a>&#", "0", "65;</a></xml>"),
    ("<xml><a>&", "e", ";</a></xml>"),
    ("<xml><a>", "&lol;", "</a></xml>"),
    ("<xml><a>", "<![CDATA[v]]>", "</a></xml>"),
    ("<xml><a>", "<![CDATA[]]>", "</a></xml>"),
    ("<xml><a>", "<![CDATA[]]> ", "</a></xml>"),
    ("<xml><a>", "<![CDATA[", "]]></a></xml>"),
    ("<xml><a>", "<![CDATA[", ""),
    ("<xml><a><![CDATA[", "]]", "></a></xml>"),
    ("<xml><Encrypt>", "v", "</Encrypt></xml>"),
    ("<xml><Encrypt> ", "v\r", " </Encrypt></xml>"),
    ("<xml><Encrypt>", "&#65;", "</Encrypt></xml>"),
    ("<xml><Encrypt>", "<![CDATA[v]]>", "</Encrypt></xml>"),
    ("<xml>", "v", "</xml>"),
    ("<xml>", "\r", "</xml>"),
    ("<xml>", "&amp;", "</xml>"),
    ("<xml>", "<![CDATA[\r]]>", "</xml>"),
    ("<xml>", "<!---->", "</xml>"),
    ("<xml><!--", "- ", "--></xml>"),
    ("<xml><!--", "-", "--></xml>"),
    ("<xml><!--", ">", ""),
    ("<xml><", "n", "/></xml>"),
    ("<xml><", "n", ">"),
    ("<xml></", "n", "></xml>"),
    ("<xml><a", " ", "/></xml>"),
    ("<xml", " a='v'", "/>"),
    ("<xml a='", "v", "'/>"),
    ("<xml a='", ">", ""),
    ("<xml ", "'\"", ">"),
    ("<?xml version='1.0'", " ", "?><xml/>"),
    ("<?xml version='", "1", "'?><xml/>"),
    ("<?p ", "?", "?><xml/>"),
    ("<?p ", ">", ""),
    ("<!DOCTYPE xml [", "<!ENTITY e 'v'>", "]><xml/>"),
    ("<!DOCTYPE xml [", "<!", "]><xml/>"),
    ("<!DOCTYPE xml ", "[", "]><xml/>"),
    ("<!DOCTYPE xml '", "'\"", ""),
    ("<!DOCTYPE ", ">", ""),
];

#[test]
fn twice_the_document_takes_at_most_twice_the_memory_and_not_more_than_itself() {
    for &(start, repeated, end) in REPEATED {
        for strictness in [Strictness::Message, Strictness::Envelope] {
            let document =
                |length: usize| [start, &repeated.repeat(length / repeated.len()), end].concat();
            for length in [500, 1000, 4000, 8000, 32_000] {
                let (once, _) = parsing(&document(length), strictness);
                let (twice, _) = parsing(&document(2 * length), strictness);
                let shown = format!("{start}{repeated}…{end} of {length}: {once:?}, {twice:?}");
                // The list of elements grows by doubling.
                assert!(twice.calls <= 2 * once.calls + 8, "{shown}");
                assert!(twice.bytes <= 2 * once.bytes + 1024, "{shown}");
                // The elements themselves, and a copy of the text where it must be changed: while it
                // grows, and while it is trimmed, there are two.
                let elements = 64 * (2 * length / 4).min(MAX_ELEMENTS);
                assert!(twice.peak <= elements + 2 * (2 * length) + 1024, "{shown}");
            }
        }
    }
}

#[test]
fn what_is_too_much_is_refused_before_memory_is_spent_on_it() {
    let many = 64 * 1024;
    for (document, most) in [
        // Nothing is kept of these.
        (
            format!("<!DOCTYPE xml [{}]><xml/>", "<!ENTITY e 'v'>".repeat(4000)),
            0,
        ),
        (format!("<?p {}?><xml/>", "v".repeat(many)), 0),
        (format!("{}<xml/>", "v".repeat(many)), 0),
        (format!("{}<xml/>", "\r".repeat(many) + "v"), 0),
        // quick-xml keeps the names of open elements: the one that is refused, too.
        (format!("<xml a='{}'/>", "v".repeat(many)), 0),
        (format!("<xml><a b='{}'>", "v".repeat(many)), 0),
        (format!("<xml>{}", "<a>".repeat(many / 3)), 0),
        // The list of elements, while it is copied to a larger place.
        (
            format!("<xml>{}</xml>", "<a/>".repeat(many / 4)),
            64 * MAX_ELEMENTS * 3 / 2,
        ),
        // As long as it is borrowed, a value costs nothing.
        (format!("<xml><a>{}</a></xml>", "v".repeat(many)), 0),
        (format!("<xml><a>{}</a></xml>", "\r".repeat(many)), 0),
        (
            format!("<xml><a><![CDATA[{}]]></a></xml>", "\r".repeat(many)),
            0,
        ),
        (format!("<xml>{}</xml>", "\r".repeat(many)), 0),
        // One that is put together costs what it may have.
        (
            format!("<xml><a>{}</a></xml>", "&amp;".repeat(many / 5)),
            2 * MAX_VALUE,
        ),
        (
            format!("<xml><a>{}</a></xml>", "<![CDATA[v]]>".repeat(many / 13)),
            2 * MAX_VALUE,
        ),
    ] {
        let (spent, _) = parsing(&document, Strictness::Message);
        let shown = document.get(..40).unwrap_or_default();
        // The list of the first elements, the names of those that are open, small change.
        assert!(spent.peak <= most + 1024, "{shown}: {spent:?}");
    }
}

#[test]
fn a_refused_document_of_any_length_costs_the_same() {
    for repeated in [
        "<a/>",
        "<a>",
        "<a b='c'/>",
        "<a><![CDATA[\r\n]]></a>",
        "<a>&lt;</a>",
    ] {
        let cost = |count: usize| {
            let document = format!("<xml>{}", repeated.repeat(count));
            let (spent, result) = parsing(&document, Strictness::Message);
            assert!(result.is_err());
            spent
        };
        assert_eq!(cost(300), cost(3000), "{repeated}");
    }
}

#[test]
fn a_usual_message_is_borrowed_from_the_body() {
    let message = wechat_side::text_message("早上好");
    let (spent, result) = parsing(&message, Strictness::Message);
    assert_eq!(result, Ok(()));
    // The list of elements, and quick-xml's two lists of open ones.
    assert!(spent.calls <= 4, "{spent:?}");
    let (long, _) = parsing(
        &wechat_side::text_message(&"早".repeat(600)),
        Strictness::Message,
    );
    assert_eq!(long, spent);
}

#[test]
fn a_query_of_any_length_costs_what_its_first_keys_do() {
    let cost = |count: usize| {
        let query: String = (0..count).map(|at| format!("%6b{at}=%76&")).collect();
        spent(|| Query::parse(&query).map(|_| ()).unwrap_err()).0
    };
    assert_eq!(cost(20), cost(10_000));
    // A value is copied at most where it must be decoded.
    let value = "%61".repeat(1000);
    let (spent, result) = spent(|| Query::parse(&format!("nonce={value}")).map(|_| ()));
    assert!(result.is_err());
    assert!(spent.peak <= 3 * 3000, "{spent:?}");
}

#[test]
fn a_stranger_s_body_is_parsed_once_and_not_decrypted() {
    let encrypt = "A".repeat(60 * 1024);
    let body = wechat_side::envelope(&encrypt);
    let config = wechat_side::config(SAFE);
    let query = wechat_side::signed_encrypt("wrong", TIMESTAMP, NONCE, &encrypt);
    let (spent, answer) = spent(|| wechat_side::post(&config, &query, body.as_bytes()));
    assert_eq!(answer.status, 403);
    assert!(spent.bytes <= 2048, "{spent:?}");
    // In plaintext mode, it is not even looked at.
    let config = wechat_side::config(PLAINTEXT);
    let query = wechat_side::signed("wrong", TIMESTAMP, NONCE);
    let cost = |body: &[u8]| {
        let (spent, answer) = self::spent(|| wechat_side::post(&config, &query, body));
        assert_eq!(answer.status, 403);
        spent
    };
    assert_eq!(cost(b""), cost(&vec![b'<'; MAX_BODY]));
}

#[test]
fn the_whole_exchange_takes_a_few_times_the_body_at_most() {
    let filler = format!("<F><![CDATA[{}]]></F>", "v".repeat(MAX_VALUE));
    for fields in [0, 1, 5] {
        let message = wechat_side::text_message(&"早".repeat(680))
            .replace("</xml>", &format!("{}</xml>", filler.repeat(fields)));
        let encrypt = wechat_side::seal(AES_KEY, message.as_bytes(), APP_ID);
        let body = wechat_side::envelope(&encrypt);
        let config = wechat_side::config(SAFE);
        let query = wechat_side::signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
        let (spent, answer) = spent(|| wechat_side::post(&config, &query, body.as_bytes()));
        assert_eq!(answer.status, 200);
        // The message once, decrypted in place; the reply, its plaintext, its base64, its envelope.
        let most = message.len() + 5 * answer.body.len() + 4096;
        assert!(spent.peak <= most, "{most}: {spent:?}");
        assert!(spent.calls <= 32, "{spent:?}");
    }
}
