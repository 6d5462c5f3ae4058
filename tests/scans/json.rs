use proptest::prelude::*;
use wechat_edge::scans::json::Value;

/// The same as another library has it.
fn other(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(value) => (*value).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.clone().into(),
        Value::Raw(json) => serde_json::from_str(json).unwrap(),
        Value::List(values) => values.iter().map(other).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), other(value)));
            serde_json::Value::Object(fields.collect())
        }
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Number),
        any::<String>().prop_map(Value::Text),
        any::<String>().prop_map(|text| Value::Raw(serde_json::Value::from(text).to_string())),
        "[\u{0}-\u{20}\"\\\\/\u{7f}门😀\u{2028}]{0,9}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 24, 5, |value| {
        let names = prop::sample::subsequence(vec!["scene", "名", "a\"b", "\u{1}"], 0..4);
        prop_oneof![
            prop::collection::vec(value.clone(), 0..5).prop_map(Value::List),
            (names, prop::collection::vec(value, 4))
                .prop_map(|(names, values)| Value::Object(names.into_iter().zip(values).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn it_is_read_back_as_it_was(value in values()) {
        let read: serde_json::Value = serde_json::from_str(&value.to_string()).unwrap();
        prop_assert_eq!(read, other(&value));
    }
}
