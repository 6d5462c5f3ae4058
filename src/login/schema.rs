//! What the object keeps, in its SQLite.

/// One after the other; each does nothing where it was done before.
pub const SCHEMA: [&str; 10] = [
    // id begins with when it began, so that the recent ones stand together. browser, code and token are hashes. bound: when a visitor came; ends: when the stage is over.
    "CREATE TABLE IF NOT EXISTS attempts (\
       id TEXT NOT NULL PRIMARY KEY, client TEXT NOT NULL, redirect_uri TEXT NOT NULL, state TEXT, \
       nonce TEXT, challenge TEXT, scope TEXT NOT NULL, issuer TEXT NOT NULL, language TEXT NOT NULL, \
       browser TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL, place TEXT NOT NULL, \
       word TEXT NOT NULL, number TEXT NOT NULL, url TEXT, renewals INTEGER NOT NULL, \
       begun INTEGER NOT NULL, stage TEXT NOT NULL DEFAULT 'waiting', way TEXT NOT NULL DEFAULT 'scan', \
       openid TEXT, bound INTEGER NOT NULL DEFAULT 0, ends INTEGER NOT NULL, \
       signed_in INTEGER NOT NULL DEFAULT 0, code TEXT, token TEXT) WITHOUT ROWID",
    "CREATE UNIQUE INDEX IF NOT EXISTS attempts_word ON attempts (word)",
    "CREATE INDEX IF NOT EXISTS attempts_openid ON attempts (openid) WHERE openid IS NOT NULL",
    // lent: when, last; attempt: to which, last.
    "CREATE TABLE IF NOT EXISTS codes (scene TEXT NOT NULL PRIMARY KEY, url TEXT NOT NULL, \
       lent INTEGER NOT NULL DEFAULT 0, attempt TEXT) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS codes_lent ON codes (lent)",
    // How many codes there are: to count them for each attempt would read them all.
    "CREATE TABLE IF NOT EXISTS pool (codes INTEGER NOT NULL)",
    // push: what makes a repeat one with the first.
    "CREATE TABLE IF NOT EXISTS wrong_words (openid TEXT NOT NULL, push TEXT NOT NULL, \
       at INTEGER NOT NULL, PRIMARY KEY (openid, push)) WITHOUT ROWID",
    // The digits of wechat-server: their hash. The row without an openid counts wrong ones.
    "CREATE TABLE IF NOT EXISTS digits (hash TEXT NOT NULL PRIMARY KEY, openid TEXT, \
       ends INTEGER NOT NULL, wrong INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS figures (day TEXT NOT NULL, client TEXT NOT NULL, begun INTEGER NOT NULL, \
       finished INTEGER NOT NULL, denied INTEGER NOT NULL, burnt INTEGER NOT NULL, \
       expired INTEGER NOT NULL, PRIMARY KEY (day, client)) WITHOUT ROWID",
    // The signing keys, as JWKs (RFC 7517). Each is published from when it is made, signs from `signs_from`
    // on until the next one does, and is published for a day after that.
    "CREATE TABLE IF NOT EXISTS keys (kid TEXT NOT NULL PRIMARY KEY, private TEXT NOT NULL, \
       public TEXT NOT NULL, signs_from INTEGER NOT NULL) WITHOUT ROWID",
];
