-- Who writes, what was written in which order, and the truth of made things and marks.

CREATE TABLE origins (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    own INTEGER NOT NULL,          -- 1: an incarnation of this device
    began INTEGER NOT NULL         -- ms since 1970
) STRICT;

-- "This thing, in its present content, came at this place." The content lives elsewhere.
CREATE TABLE log (
    origin BLOB NOT NULL REFERENCES origins (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    schema INTEGER NOT NULL,
    tombstone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX log_thing ON log (kind, key);

CREATE TABLE changes (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    document BLOB NOT NULL CHECK (length(document) = 16),
    kind TEXT NOT NULL,
    schema INTEGER NOT NULL,
    body BLOB NOT NULL             -- an automerge change
) STRICT;
CREATE INDEX changes_document ON changes (document, number);

-- Last writer wins by (counter, clock, origin). No foreign key: a mark may come before the thing it marks.
CREATE TABLE marks (
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    mark TEXT NOT NULL,
    value INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    clock INTEGER NOT NULL,        -- ms since 1970
    origin BLOB NOT NULL REFERENCES origins (id),
    PRIMARY KEY (thing, mark)
) STRICT, WITHOUT ROWID;

-- The change feed: the number of the last commit that touched each topic.
CREATE TABLE topics (
    topic TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Replies to requests that carried an Idempotency-Key.
CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    request BLOB NOT NULL,         -- hash of method, path and body
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    made INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_made ON replies (made);
