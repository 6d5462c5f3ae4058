//! The SQL that the Worker runs; the tables are in `migrations/`.

use super::codes::Codes;

/// How many days a row of `days` holds.
pub const BLOCK: i32 = 200;

/// Writes records: `?1` is a list of records as JSON, each placed on its
/// day ([`Record::placed`](super::record::Record::placed)). One statement for one
/// scan and for a batch, and no numbers to bind, which D1 takes as floats.
pub const INSERT: &str = "\
    INSERT INTO record \
      (key, visitor, openid, event, scene, ticket, created, received, time, day, hour) \
    SELECT value->>'key', value->>'visitor', value->>'openid', value->>'event', value->>'scene', \
      value->>'ticket', value->>'created', value->>'received', value->>'time', value->>'day', \
      value->>'hour' \
    FROM json_each(?1)";

/// Figures by code and day, one row for a code: `?1` is the block, `?2` and `?3` the first and the last
/// day in it, 0 to 199. `first` is the day that the cells begin at. The codes are chosen from `?4` on.
pub fn days(codes: &Codes) -> String {
    format!(
        "SELECT scene, last, max(first, ?2) AS first, \
           substr(cells, 32 * max(?2 - first, 0) + 1, 32 * (?3 + 1 - max(first, ?2))) AS cells \
         FROM days WHERE block = ?1 AND first <= ?3{}",
        codes.condition(4)
    )
}

/// Figures by code and hour of the day `?1`. The codes are chosen from `?2` on.
pub fn hours_of_day(codes: &Codes) -> String {
    format!(
        "SELECT scene, day, first, cells FROM hours WHERE day = ?1{}",
        codes.condition(2)
    )
}

/// Figures by hour of the code `?3`, of the days `?1` to `?2`: a look-up for each day, since all codes
/// of a day stand together.
pub const HOURS_OF_CODE: &str = "\
    WITH RECURSIVE period (day) AS (\
      SELECT CAST(?1 AS INTEGER) UNION ALL SELECT day + 1 FROM period WHERE day < ?2\
    ) \
    SELECT hours.scene, hours.day, hours.first, hours.cells \
    FROM period CROSS JOIN hours ON hours.day = period.day AND hours.scene = ?3";

/// The last scan before `?2` of each code in the JSON list `?1`, where its rows in `days` do not tell.
pub const LAST_SCANS: &str = "\
    SELECT code.value AS scene, scans.created, scans.received \
    FROM json_each(?1) AS code \
    CROSS JOIN scans ON (scans.created, scans.key) = (\
      SELECT last.created, last.key FROM scans AS last \
      WHERE last.scene = code.value AND last.created < ?2 \
      ORDER BY last.created DESC, last.key DESC LIMIT 1)";

/// Single scans, newest first: `?1` and `?2` are the cursor, `?3` how many. An openid shows what its
/// visitor did since they last came, not what they did before an unsubscribe.
pub const SCANS: &str = "\
    SELECT scans.created, scans.key, scans.received, scans.scene, scans.event, visitors.openid \
    FROM scans LEFT JOIN visitors ON visitors.visitor = scans.visitor \
      AND coalesce(visitors.unsubscribed, -1) < scans.created \
    WHERE (scans.created, scans.key) < (?1, ?2) \
    ORDER BY scans.created DESC, scans.key DESC LIMIT ?3";

/// The same of the code `?4`.
pub const SCANS_OF_CODE: &str = "\
    SELECT scans.created, scans.key, scans.received, scans.scene, scans.event, visitors.openid \
    FROM scans INDEXED BY scans_of_scene LEFT JOIN visitors ON visitors.visitor = scans.visitor \
      AND coalesce(visitors.unsubscribed, -1) < scans.created \
    WHERE scans.scene = ?4 AND (scans.created, scans.key) < (?1, ?2) \
    ORDER BY scans.created DESC, scans.key DESC LIMIT ?3";

/// When the newest pushes came in. A few are looked at, since they come in another order than they
/// were made.
pub const LAST_PUSH: &str = "\
    SELECT max(received) AS received, created FROM (\
      SELECT received, created FROM scans ORDER BY created DESC LIMIT 10) \
    HAVING received IS NOT NULL";

/// Single scans that go, a piece at a time: those before `?1`, at most `?2`.
pub const SWEEP_SCANS: &str = "\
    DELETE FROM scans WHERE (created, key) IN (\
      SELECT created, key FROM scans WHERE created < ?1 LIMIT ?2)";

/// The same of those whose CreateTime, after `?3`, was made up.
pub const SWEEP_MADE_UP: &str = "\
    DELETE FROM scans WHERE (created, key) IN (\
      SELECT created, key FROM scans WHERE created > ?3 AND received < ?1 LIMIT ?2)";

/// See [`SWEEP_SCANS`]. Daily figures stay.
pub const SWEEP_PEOPLE: &str = "\
    DELETE FROM people WHERE (day, scene, visitor) IN (\
      SELECT day, scene, visitor FROM people WHERE day < ?1 LIMIT ?2)";

/// See [`SWEEP_SCANS`].
pub const SWEEP_HOURS: &str = "\
    DELETE FROM hours WHERE (day, scene) IN (SELECT day, scene FROM hours WHERE day < ?1 LIMIT ?2)";

/// Openids of those who have not been seen since `?1`. It reads all visitors.
pub const SWEEP_VISITORS: &str = "DELETE FROM visitors WHERE seen < ?1";

/// The blocks that a period touches, each with its first and last day in it.
pub fn blocks(first: i32, last: i32) -> Vec<(i32, i32, i32)> {
    let block = |day: i32| day.div_euclid(BLOCK);
    (block(first)..=block(last))
        .map(|at| {
            let start = at.saturating_mul(BLOCK);
            let within = |day: i32| day.saturating_sub(start).clamp(0, BLOCK - 1);
            (at, within(first), within(last))
        })
        .collect()
}
