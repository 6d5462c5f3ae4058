-- Scans of parametric QR codes, and the figures made of them. src/scans/README.md says why it is so.
--
-- The Worker writes to one place, the view `record`. Its triggers keep everything else, in the same
-- transaction: the same push any number of times, in any order, leaves the same figures.
--
-- scene       '' where nobody scanned a code: shown as 其他途径
-- created     CreateTime as WeChat sent it, in seconds since 1970; received: when the push came in
-- key         a hash of account, openid, CreateTime, Event and EventKey: what makes two pushes one
-- visitor     a hash of account and openid, which stays when the openid is deleted
-- time        created where that can be believed, else received
-- day, hour   of it in the console's time zone; day counts from 1970-01-01
-- block       200 days: a page of figures reads one row for each code and block

-- Tickets are long, and a code has one or a few: scans refer to them.
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY,
  ticket TEXT NOT NULL UNIQUE
);

-- Each scan, and each subscribe without one. Old ones are swept (SCANS_KEEP_DAYS).
CREATE TABLE scans (
  created INTEGER NOT NULL,
  key TEXT NOT NULL,
  scene TEXT NOT NULL,
  event TEXT NOT NULL,
  visitor TEXT NOT NULL,
  received INTEGER NOT NULL,
  ticket INTEGER,
  PRIMARY KEY (created, key)
) WITHOUT ROWID;

CREATE INDEX scans_of_scene ON scans (scene, created);

-- The only place where openids stand. No row of it says what a visitor did.
CREATE TABLE visitors (
  visitor TEXT NOT NULL PRIMARY KEY,
  openid TEXT,
  seen INTEGER NOT NULL, -- to within 30 days, so that a scan seldom writes here
  unsubscribed INTEGER -- the newest unsubscribe: what is older shows no openid again
) WITHOUT ROWID;

-- Who came by which code, and who left. An unsubscribe has the scene that brought the follower.
CREATE TABLE following (
  visitor TEXT NOT NULL,
  created INTEGER NOT NULL,
  key TEXT NOT NULL,
  event TEXT NOT NULL,
  scene TEXT NOT NULL,
  day INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  PRIMARY KEY (visitor, created, key)
) WITHOUT ROWID;

-- The visitors of a code, each once a day.
CREATE TABLE people (
  day INTEGER NOT NULL,
  scene TEXT NOT NULL,
  visitor TEXT NOT NULL,
  PRIMARY KEY (day, scene, visitor)
) WITHOUT ROWID;

-- Figures of the days of a block, as text: for each day from `first` (0 to 199) on, without a gap,
-- people, new, existing and lost, as 8 digits each. So one row is read and one is written, whatever
-- the period, and any part of it can be cut out.
CREATE TABLE days (
  block INTEGER NOT NULL,
  scene TEXT NOT NULL,
  first INTEGER NOT NULL,
  cells TEXT NOT NULL,
  last INTEGER NOT NULL, -- time of the last scan in it; 0 where there is none
  PRIMARY KEY (block, scene)
) WITHOUT ROWID;

-- Figures of the hours of a day, likewise, with `first` from 0 to 23. People are those who came in that
-- hour for the first time that day.
CREATE TABLE hours (
  day INTEGER NOT NULL,
  scene TEXT NOT NULL,
  first INTEGER NOT NULL,
  cells TEXT NOT NULL,
  PRIMARY KEY (day, scene)
) WITHOUT ROWID;

-- What is inserted here is added to the figures.
CREATE VIEW tally AS
SELECT scene, 0 AS time, 0 AS day, 0 AS hour, 0 AS people, 0 AS new, 0 AS existing, 0 AS lost
FROM days;

CREATE TRIGGER tally_added INSTEAD OF INSERT ON tally BEGIN
  INSERT INTO days (block, scene, first, cells, last)
  SELECT
    NEW.day / 200, NEW.scene, first,
    substr(cells, 1, 32 * (NEW.day % 200 - first)) || printf(
      '%08d%08d%08d%08d',
      substr(cells, 32 * (NEW.day % 200 - first) + 1, 8) + NEW.people,
      substr(cells, 32 * (NEW.day % 200 - first) + 9, 8) + NEW.new,
      substr(cells, 32 * (NEW.day % 200 - first) + 17, 8) + NEW.existing,
      substr(cells, 32 * (NEW.day % 200 - first) + 25, 8) + NEW.lost
    ) || substr(cells, 32 * (NEW.day % 200 - first) + 33),
    max(last, NEW.time)
  FROM (
    -- With zeros from the first to this one: hex() makes two of a byte.
    SELECT
      min(first, NEW.day % 200) AS first,
      hex(zeroblob(16 * (first - NEW.day % 200)))
      || cells
      || hex(zeroblob(16 * (NEW.day % 200 + 1 - first) - length(cells) / 2)) AS cells,
      last
    FROM (
      SELECT
        coalesce(max(first), NEW.day % 200) AS first,
        coalesce(max(cells), '') AS cells,
        coalesce(max(last), 0) AS last
      FROM days WHERE block = NEW.day / 200 AND scene = NEW.scene
    )
  )
  WHERE true
  ON CONFLICT (block, scene) DO UPDATE SET
    first = excluded.first, cells = excluded.cells, last = excluded.last;
  INSERT INTO hours (day, scene, first, cells)
  SELECT
    NEW.day, NEW.scene, first,
    substr(cells, 1, 32 * (NEW.hour - first)) || printf(
      '%08d%08d%08d%08d',
      substr(cells, 32 * (NEW.hour - first) + 1, 8) + NEW.people,
      substr(cells, 32 * (NEW.hour - first) + 9, 8) + NEW.new,
      substr(cells, 32 * (NEW.hour - first) + 17, 8) + NEW.existing,
      substr(cells, 32 * (NEW.hour - first) + 25, 8) + NEW.lost
    ) || substr(cells, 32 * (NEW.hour - first) + 33)
  FROM (
    -- With zeros from the first to this one: hex() makes two of a byte.
    SELECT
      min(first, NEW.hour) AS first,
      hex(zeroblob(16 * (first - NEW.hour)))
      || cells
      || hex(zeroblob(16 * (NEW.hour + 1 - first) - length(cells) / 2)) AS cells
    FROM (
      SELECT coalesce(max(first), NEW.hour) AS first, coalesce(max(cells), '') AS cells
      FROM hours WHERE day = NEW.day AND scene = NEW.scene
    )
  )
  WHERE true
  ON CONFLICT (day, scene) DO UPDATE SET first = excluded.first, cells = excluded.cells;
END;

-- What is inserted here is a push as it came in.
CREATE VIEW record AS
SELECT
  key, visitor, '' AS openid, event, scene, '' AS ticket,
  created, received, 0 AS time, 0 AS day, 0 AS hour
FROM scans;

CREATE TRIGGER record_scan INSTEAD OF INSERT ON record
WHEN
  NEW.event <> 'unsubscribe'
  AND NOT EXISTS (SELECT 1 FROM scans WHERE created = NEW.created AND key = NEW.key)
BEGIN
  -- Nobody scanned where there is no scene: 扫码人数 counts visitors of codes.
  INSERT INTO tally (scene, time, day, hour, people, new, existing, lost)
  VALUES (
    NEW.scene,
    NEW.time,
    NEW.day,
    NEW.hour,
    NEW.scene <> '' AND NOT EXISTS (
      SELECT 1 FROM people
      WHERE day = NEW.day AND scene = NEW.scene AND visitor = NEW.visitor
    ),
    NEW.event = 'subscribe',
    NEW.event = 'SCAN',
    0
  );
  INSERT INTO people (day, scene, visitor)
  SELECT NEW.day, NEW.scene, NEW.visitor WHERE NEW.scene <> ''
  ON CONFLICT DO NOTHING;
  -- A push that comes late does not bring back what an unsubscribe deleted.
  INSERT INTO visitors (visitor, openid, seen) VALUES (NEW.visitor, NEW.openid, NEW.received)
  ON CONFLICT (visitor) DO UPDATE SET openid = excluded.openid, seen = max(seen, excluded.seen)
  WHERE
    (openid IS NULL OR seen < excluded.seen - 2592000)
    AND (unsubscribed IS NULL OR unsubscribed < NEW.created);
  INSERT INTO tickets (ticket) SELECT NEW.ticket
  WHERE NEW.ticket <> '' AND NOT EXISTS (SELECT 1 FROM tickets WHERE ticket = NEW.ticket);
  INSERT INTO scans (created, key, scene, event, visitor, received, ticket)
  VALUES (
    NEW.created, NEW.key, NEW.scene, NEW.event, NEW.visitor, NEW.received,
    (SELECT id FROM tickets WHERE ticket = NEW.ticket)
  );
END;

CREATE TRIGGER record_following INSTEAD OF INSERT ON record
WHEN
  NEW.event <> 'SCAN'
  AND NOT EXISTS (
    SELECT 1 FROM following
    WHERE visitor = NEW.visitor AND created = NEW.created AND key = NEW.key
  )
BEGIN
  -- An unsubscribe counts for the code that last brought the follower. Where several did so in one
  -- second, the last in the order of their scenes is taken, whichever comes in first.
  INSERT INTO following (visitor, created, key, event, scene, day, hour)
  VALUES (
    NEW.visitor, NEW.created, NEW.key, NEW.event,
    CASE NEW.event
      WHEN 'subscribe' THEN NEW.scene
      ELSE coalesce((
        SELECT scene FROM following
        WHERE visitor = NEW.visitor AND created <= NEW.created AND event = 'subscribe'
        ORDER BY created DESC, scene DESC LIMIT 1
      ), '')
    END,
    NEW.day, NEW.hour
  );
  -- A subscribe that comes in after the unsubscribe that it precedes takes it over.
  UPDATE following SET scene = (
    SELECT brought.scene FROM following AS brought
    WHERE
      brought.visitor = NEW.visitor
      AND brought.created <= following.created
      AND brought.event = 'subscribe'
    ORDER BY brought.created DESC, brought.scene DESC LIMIT 1
  )
  WHERE
    NEW.event = 'subscribe'
    AND visitor = NEW.visitor
    AND created >= NEW.created
    AND event = 'unsubscribe';
END;

CREATE TRIGGER follower_lost AFTER INSERT ON following WHEN NEW.event = 'unsubscribe' BEGIN
  INSERT INTO tally (scene, time, day, hour, people, new, existing, lost)
  VALUES (NEW.scene, 0, NEW.day, NEW.hour, 0, 0, 0, 1);
  -- The openid goes, unless the follower is known to have come back since.
  INSERT INTO visitors (visitor, openid, seen, unsubscribed)
  VALUES (NEW.visitor, NULL, NEW.created, NEW.created)
  ON CONFLICT (visitor) DO UPDATE SET
    unsubscribed = max(coalesce(unsubscribed, 0), excluded.unsubscribed),
    openid = CASE WHEN EXISTS (
      SELECT 1 FROM following
      WHERE visitor = NEW.visitor AND created > NEW.created AND event = 'subscribe'
    ) THEN openid END;
END;

CREATE TRIGGER follower_lost_elsewhere AFTER UPDATE OF scene ON following
WHEN OLD.scene <> NEW.scene
BEGIN
  INSERT INTO tally (scene, time, day, hour, people, new, existing, lost)
  VALUES
    (OLD.scene, 0, OLD.day, OLD.hour, 0, 0, 0, -1),
    (NEW.scene, 0, NEW.day, NEW.hour, 0, 0, 0, 1);
END;
