use wechat_edge::console::notes::{INTERVAL, Notes};
use wechat_edge::scans::statement::Parameter;

const NOW: i64 = 1_763_700_000;

/// The parameters of what would be written, statement by statement.
fn written(notes: &Notes) -> Vec<Vec<f64>> {
    let number = |parameter: Parameter| match parameter {
        Parameter::Number(number) => number,
        Parameter::Text(text) => panic!("{text}"),
    };
    let statements = notes.statements(NOW).into_iter();
    statements
        .map(|statement| statement.parameters.into_iter().map(number).collect())
        .collect()
}

#[test]
fn refusals_are_written_at_most_once_a_minute_and_none_is_lost() {
    let mut notes = Notes::NONE;
    let mut begun = 0;
    for second in 0..150 {
        begun += u32::from(notes.refused(second % 3 == 0, NOW + second));
    }
    assert_eq!(begun, 3);
    assert_eq!(written(&notes.take()), [[(NOW / 3600) as f64, 50.0, 100.0]]);
    assert!(written(&notes.take()).is_empty());
}

#[test]
fn what_could_not_be_written_is_written_with_what_came_since() {
    let mut notes = Notes::NONE;
    notes.refused(true, NOW);
    let taken = notes.take();
    notes.refused(false, NOW + 1);
    notes.restore(taken);
    assert_eq!(written(&notes), [[(NOW / 3600) as f64, 1.0, 1.0]]);
}

#[test]
fn which_credentials_fit_is_written_once_an_hour_for_each() {
    let mut notes = Notes::NONE;
    assert!(notes.opened(true, NOW));
    assert_eq!(written(&notes.take()), [[NOW as f64, 0.0]]);
    for second in 1..3600 {
        assert!(!notes.opened(true, NOW + second), "{second}");
    }
    // The previous ones are news.
    assert!(notes.opened(false, NOW + INTERVAL));
    let taken = notes.take();
    assert_eq!(
        written(&taken),
        [[(NOW + 3599) as f64, (NOW + INTERVAL) as f64]]
    );
    // It failed, so it is written at the next push.
    notes.restore(taken);
    assert!(notes.opened(false, NOW + 2 * INTERVAL));
}
