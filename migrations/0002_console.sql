-- What the console keeps beside the figures: src/console/README.md.

-- The codes that the tool made (ticket, url, expires), and what the owner calls them. NULL is what nobody
-- said yet, '' what the owner took away.
CREATE TABLE codes (
  scene TEXT NOT NULL PRIMARY KEY,
  name TEXT,
  "group" TEXT,
  remark TEXT,
  ticket TEXT,
  url TEXT,
  expires TEXT -- 2026-11-21T00:00:00Z; NULL for a permanent code
) WITHOUT ROWID;

-- sessions_ended  how often all sessions were ended
-- opened_current, opened_previous  when a push last fit the current and the previous credentials
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- Requests for the callback that were refused, by the hour since 1970: at least so many.
CREATE TABLE refusals (
  hour INTEGER NOT NULL PRIMARY KEY,
  signatures INTEGER NOT NULL, -- whose signature did not fit
  others INTEGER NOT NULL
);
