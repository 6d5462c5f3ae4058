//! The project's parser against `roxmltree`: it accepts nothing that the other refuses, and reads
//! the same names, order, nesting and values. What they may disagree on stands in
//! `tests/oracle/xml.rs`.

mod oracle;

use oracle::xml::{Element, compare, message, theirs};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Each kind of markup once, with what is special in WeChat's.
const EVERYTHING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><!-- c -->\
    <ToUserName><![CDATA[gh_1]]></ToUserName>\r\n<CreateTime> 12 </CreateTime>\
    <Content>a &lt;&#x4F60;&#65; ]] b\r<![CDATA[ <&> ]]]]><![CDATA[>]]>\n</Content><名/>\
    <Group>t<item><Title ></Title\t></item><item>x<!----> y</item>t</Group></xml>\n";

/// What documents are broken with.
const TOKENS: [&str; 36] = [
    "<",
    ">",
    "/",
    "&",
    ";",
    "#",
    "!",
    "?",
    "[",
    "]",
    "-",
    "=",
    "\"",
    "'",
    ":",
    "x",
    " ",
    "\r",
    "\n",
    "\0",
    "\u{FFFE}",
    "\u{85}",
    "你",
    "\u{FEFF}",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version=\"1.0\"?>",
    "<?p?>",
    "<!DOCTYPE xml>",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "&e;",
    " a=\"b\"",
];

#[test]
fn every_sample_is_read_alike() {
    let mut samples = 0;
    for entry in std::fs::read_dir("tests/samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            let sample = std::fs::read(&path).unwrap();
            assert!(message(&sample).is_ok(), "{}", path.display());
            compare(&sample);
            samples += 1;
        }
    }
    assert!(samples >= 100, "{samples} samples");
}

#[test]
fn a_document_with_one_change_is_read_alike_wherever_it_is() {
    assert_eq!(message(EVERYTHING).unwrap().len(), 8);
    compare(EVERYTHING.as_bytes());
    let mut accepted = 0;
    for at in (0..EVERYTHING.len()).filter(|at| EVERYTHING.is_char_boundary(*at)) {
        let (before, after) = EVERYTHING.split_at(at);
        let character = after.chars().next().unwrap();
        let less = &after[character.len_utf8()..];
        for token in ["", &character.to_string().repeat(2)]
            .into_iter()
            .chain(TOKENS)
        {
            for rest in [after, less] {
                let changed = [before, token, rest].concat();
                compare(changed.as_bytes());
                accepted += usize::from(message(&changed).is_ok());
            }
        }
    }
    assert!(accepted > 2000, "{accepted} accepted");
}

#[test]
fn all_short_documents_are_read_alike() {
    const PARTS: [&str; 13] = [
        "<a>",
        "</a>",
        "<b/>",
        "x",
        " ",
        "\r",
        "&lt;",
        "&#32;",
        "<![CDATA[",
        "]]>",
        "<![CDATA[]]>",
        "<!--",
        "-->",
    ];
    let mut accepted = 0;
    for number in 0..PARTS.len().pow(4) {
        let parts = (0..4).map(|place| PARTS[number / PARTS.len().pow(place) % PARTS.len()]);
        let parts: String = parts.collect();
        for document in [
            format!("<xml>{parts}</xml>"),
            format!("<xml><a>{parts}</a></xml>"),
        ] {
            compare(document.as_bytes());
            accepted += usize::from(message(&document).is_ok());
        }
    }
    assert!(accepted > 10_000, "{accepted} accepted");
}

#[test]
fn a_name_that_the_other_parser_misreads_is_refused() {
    // Found by fuzzing: roxmltree takes the end tag for that of `a`.
    let document = "<xml><a></:a></xml>";
    assert!(theirs(document).is_ok());
    assert!(message(document).is_err());
    compare(document.as_bytes());
}

/// One piece of an element's text, as it is written and as it is read.
fn piece() -> impl Strategy<Value = (String, String)> {
    let escaped = |text: String| {
        let xml = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        (xml, text)
    };
    let same = |text: &str| (text.to_owned(), text.to_owned());
    prop_oneof![
        "[ -~你好👍é]{1,12}".prop_map(escaped),
        "[ -~你好👍é\\n]{0,12}".prop_filter_map("ends CDATA", |text| {
            let ends = text.contains("]]>");
            (!ends).then(|| (format!("<![CDATA[{text}]]>"), text))
        }),
        Just(("<![CDATA[]]]]><![CDATA[>]]>".to_owned(), "]]>".to_owned())),
        any::<char>().prop_filter_map("is no character of XML", |character| {
            let is_xml = wechat_edge::wechat::xml::is_allowed(character);
            let number = u32::from(character);
            is_xml.then(|| (format!("&#{number};"), character.to_string()))
        }),
        any::<u16>().prop_filter_map("is no character of XML", |number| {
            let character = char::from_u32(number.into())?;
            let is_xml = wechat_edge::wechat::xml::is_allowed(character);
            is_xml.then(|| (format!("&#x{number:x};"), character.to_string()))
        }),
        "[a-z >&]{0,8}".prop_map(|text| (format!("<!--{text}-->"), String::new())),
        select(vec![" ", "\n", "\t\t"]).prop_map(same),
        select(vec![("\r.", "\n."), ("\r\n", "\n")])
            .prop_map(|(xml, text)| (xml.into(), text.into())),
    ]
}

/// An element as it is written, and what stands in it: itself and all below, less deep by one.
fn element() -> impl Strategy<Value = (String, Vec<Element>)> {
    // Letters at both ends, so that all blanks are the value's own.
    let leaf =
        ("[A-Za-z_é名][A-Za-z0-9_.名-]{0,8}", vec(piece(), 0..5)).prop_map(|(name, pieces)| {
            let (xml, value): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
            let xml = format!("<{name}>a{}b</{name}>", xml.concat());
            let value = format!("a{}b", value.concat());
            (xml, vec![(1, name, value)])
        });
    let empty =
        "[A-Za-z]{1,4}".prop_map(|name| (format!("<{name} />"), vec![(1, name, String::new())]));
    prop_oneof![8 => leaf, 1 => empty].prop_recursive(6, 40, 6, |element| {
        (
            "[A-Za-z]{1,8}",
            vec(element, 1..6),
            select(vec!["", "\n", " \r\n\t"]),
        )
            .prop_map(|(name, children, blank)| {
                let mut xml = format!("<{name}>{blank}");
                let mut elements = vec![(1, name.clone(), String::new())];
                for (child, below) in children {
                    xml += &child;
                    xml += blank;
                    elements.extend(
                        below
                            .into_iter()
                            .map(|(depth, name, value)| (depth + 1, name, value)),
                    );
                }
                xml += &format!("</{name}>");
                (xml, elements)
            })
    })
}

/// A document, and what stands in it.
fn document() -> impl Strategy<Value = (String, Vec<Element>)> {
    let start = select(vec![
        "",
        "\u{FEFF}",
        "<?xml version=\"1.0\"?>\n",
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?><!-- c -->",
        "\n\t",
    ]);
    (
        start,
        vec(element(), 0..6),
        select(vec!["", "\n", "<!-- c -->\r\n"]),
    )
        .prop_map(|(start, children, end)| {
            let (xml, elements): (Vec<_>, Vec<_>) = children.into_iter().unzip();
            (
                format!("{start}<xml>{}</xml>{end}", xml.concat()),
                elements.concat(),
            )
        })
}

/// One way to break a document.
#[derive(Clone, Debug)]
enum Mutation {
    Insert(Index, &'static str),
    Replace(Index, Index, &'static str),
    Repeat(Index, Index),
    Move(Index, Index, Index),
    Cut(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    let token = || prop_oneof![1 => Just(""), 3 => select(TOKENS.to_vec())];
    prop_oneof![
        (at(), token()).prop_map(|(at, token)| Mutation::Insert(at, token)),
        (at(), at(), token()).prop_map(|(from, to, token)| Mutation::Replace(from, to, token)),
        (at(), at()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        (at(), at(), at()).prop_map(|(from, to, target)| Mutation::Move(from, to, target)),
        at().prop_map(Mutation::Cut),
    ]
}

impl Mutation {
    fn apply(&self, document: &str) -> String {
        let place = |index: &Index| document.floor_char_boundary(index.index(document.len() + 1));
        let range = |from: &Index, to: &Index| {
            // Short ones: a long one leaves little of the document.
            let from = place(from);
            let length = to.index(24);
            from..document
                .floor_char_boundary(document.len().min(from + length))
                .max(from)
        };
        let mut changed = document.to_owned();
        match self {
            Mutation::Insert(at, token) => changed.insert_str(place(at), token),
            Mutation::Replace(from, to, token) => changed.replace_range(range(from, to), token),
            Mutation::Repeat(from, to) => {
                let range = range(from, to);
                changed.insert_str(range.end, &document[range.clone()]);
            }
            Mutation::Move(from, to, target) => {
                let range = range(from, to);
                changed.insert_str(place(target), &document[range]);
            }
            Mutation::Cut(at) => changed.truncate(place(at)),
        }
        changed
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_well_formed_document_is_read_as_it_was_written((xml, elements) in document()) {
        let is_small = elements.len() < 255 && elements.iter().all(|(depth, ..)| *depth < 8);
        prop_assume!(is_small);
        let ours = message(&xml);
        prop_assert_eq!(ours.as_ref(), Ok(&elements), "{}", xml);
        compare(xml.as_bytes());
    }

    #[test]
    fn a_broken_document_is_refused_or_read_alike(
        (xml, _) in document(),
        mutations in vec(mutation(), 1..4),
    ) {
        let broken = mutations.iter().fold(xml, |xml, mutation| mutation.apply(&xml));
        compare(broken.as_bytes());
    }

    #[test]
    fn a_document_of_tokens_is_refused_or_read_alike(tokens in vec(select(TOKENS.to_vec()), 0..12)) {
        for (start, end) in [("", ""), ("<xml>", "</xml>"), ("<xml><a>", "</a></xml>")] {
            compare(format!("{start}{}{end}", tokens.concat()).as_bytes());
        }
    }
}

#[test]
fn the_other_parser_reads_what_it_is_given() {
    let read = theirs("<xml>t<a>x<b>&lt;<![CDATA[<]]></b>y</a><a/></xml>").unwrap();
    let element = |depth, name: &str, value: &str| (depth, name.to_owned(), value.to_owned());
    assert_eq!(
        read,
        [
            element(1, "a", "xy"),
            element(2, "b", "<<"),
            element(1, "a", "")
        ]
    );
    assert!(theirs("<xml><a></xml>").is_err());
}
