//! When which key signs, and which are published.

use crate::site::{ONE, World, get};

fn published(world: &mut World) -> Vec<String> {
    let keys = world.ask(&get("/jwks", ""))["json"]["keys"].clone();
    let ids = keys.as_array().unwrap().iter();
    ids.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

fn add(world: &mut World, id: &str) -> i64 {
    let key = format!(r#"{{"kid":"{id}"}}"#);
    world.object(|object| object.add_key(id, &key, &key))
}

fn signing(world: &mut World) -> Option<String> {
    world.object(|object| object.signing_key())
}

#[test]
fn a_key_is_published_a_day_before_it_signs_and_a_day_after() {
    let mut world = World::new(&ONE, 0);
    assert_eq!(signing(&mut world), None);
    let begun = world.now;
    assert_eq!(add(&mut world, "a"), begun, "the first signs at once");
    world.now += 1000;
    assert_eq!(add(&mut world, "b"), world.now + 86_400);

    let rotated = world.now;
    for (after, signs, shown) in [
        (0, "a", &["a", "b"][..]),
        (86_399, "a", &["a", "b"]),
        (86_400, "b", &["a", "b"]),
        (2 * 86_400 - 1, "b", &["a", "b"]),
        (2 * 86_400, "b", &["b"]),
    ] {
        world.now = rotated + after;
        assert_eq!(
            signing(&mut world).unwrap(),
            format!(r#"{{"kid":"{signs}"}}"#),
            "{after}"
        );
        assert_eq!(published(&mut world), shown, "{after}");
    }
    world.object(|object| object.sweep());
    assert_eq!(
        world.rows("keys"),
        1,
        "the private key of what is not published is deleted"
    );
}

#[test]
fn rotated_twice_in_a_day_only_the_last_waits() {
    let mut world = World::new(&ONE, 0);
    for id in ["a", "b", "c"] {
        add(&mut world, id);
        world.now += 60;
    }
    assert_eq!(published(&mut world), ["a", "c"]);
}
