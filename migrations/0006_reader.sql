-- Subscriptions, their feeds, and articles.

-- Projection of the subscription documents.
CREATE TABLE subscriptions (
    number INTEGER PRIMARY KEY,    -- local; never leaves this profile
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    first_url TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    folder TEXT NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER
) STRICT;

-- What this device knows of the feed behind a subscription.
CREATE TABLE feeds (
    number INTEGER PRIMARY KEY REFERENCES subscriptions (number),
    title TEXT,
    site TEXT,
    language TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    newest INTEGER,
    articles INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    runs INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The last 50 fetches of a feed, a ring: slot = run % 50.
CREATE TABLE fetches (
    feed INTEGER NOT NULL REFERENCES feeds (number),
    slot INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    new INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    took INTEGER NOT NULL,
    fault TEXT,
    PRIMARY KEY (feed, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    key INTEGER PRIMARY KEY REFERENCES timeline (key),
    id BLOB NOT NULL CHECK (length(id) = 16),
    feed INTEGER NOT NULL REFERENCES feeds (number),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    link TEXT,
    author TEXT,
    published INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    has_enclosure INTEGER NOT NULL,
    hash BLOB NOT NULL,            -- of what the feed said: a different one is an edit
    read INTEGER NOT NULL,         -- projection of the marks
    starred INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX articles_feed ON articles (feed, key);
CREATE INDEX articles_unread ON articles (key) WHERE read = 0 AND removed = 0;
CREATE INDEX articles_feed_unread ON articles (feed, key) WHERE read = 0 AND removed = 0;
CREATE INDEX articles_starred ON articles (key) WHERE starred = 1;

-- The heavy part of an article, apart so that lists stay light.
CREATE TABLE article_bodies (
    key INTEGER PRIMARY KEY REFERENCES articles (key) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    updated INTEGER,
    seen INTEGER NOT NULL,
    html TEXT NOT NULL,
    extras TEXT NOT NULL           -- JSON: categories, enclosures
) STRICT;
