-- Records as they travel, what is left of what was purged, what holds a thing, and exchanges that are under way.

-- What was fetched or imported and is shared with the person's devices; the whole content is in `body`.
-- The highest (life, removed, version, hash, origin) wins, wherever it comes from.
CREATE TABLE records (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    account TEXT NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    schema INTEGER NOT NULL,
    life INTEGER NOT NULL,         -- how often it was made anew after it had been removed
    removed INTEGER NOT NULL,      -- 1: a tombstone; only id, kind and life are left
    version INTEGER NOT NULL,      -- update time of the source, ms since 1970
    hash BLOB NOT NULL CHECK (length(hash) = 16),
    origin BLOB NOT NULL REFERENCES origins (id),
    expires INTEGER,               -- ms since 1970
    body TEXT NOT NULL
) STRICT;
CREATE INDEX records_expires ON records (expires) WHERE expires IS NOT NULL;
CREATE INDEX records_links ON records (id) WHERE kind = 'link';
CREATE INDEX timeline_expires ON timeline (expires) WHERE expires IS NOT NULL;

-- Changes that were purged: an old device can't bring them back, nor what was built on them.
CREATE TABLE purged_changes (
    hash BLOB PRIMARY KEY,         -- 32 bytes
    document BLOB NOT NULL CHECK (length(document) = 16)
) STRICT, WITHOUT ROWID;
CREATE INDEX purged_changes_document ON purged_changes (document);

-- Which runs of imports hold a thing.
CREATE TABLE evidence (
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    run INTEGER NOT NULL REFERENCES imports (run),
    made INTEGER NOT NULL,         -- 1: the thing is here because of this run
    changes INTEGER NOT NULL,      -- changes of its document when the run was done
    PRIMARY KEY (thing, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_run ON evidence (run);
ALTER TABLE imports ADD COLUMN undone INTEGER;

-- An exchange that is under way with a peer: how far it came, and up to where the peer had seen when it began.
CREATE TABLE exchanges (
    peer BLOB PRIMARY KEY CHECK (length(peer) = 16),
    number BLOB NOT NULL CHECK (length(number) = 16),
    whole TEXT NOT NULL,           -- the peer's vector, JSON
    after_origin BLOB,
    after_seq INTEGER,
    held INTEGER NOT NULL DEFAULT 0    -- 1: everything came; the person is asked about what would vanish
) STRICT, WITHOUT ROWID;

-- What an exchange brought that would make something vanish; it lands when the rest has, or when the person agrees.
CREATE TABLE held (
    peer BLOB NOT NULL REFERENCES exchanges (peer) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    item TEXT NOT NULL,            -- JSON
    PRIMARY KEY (peer, kind, key)
) STRICT, WITHOUT ROWID;

-- What a newer Lorch sent and this one can't read: kept as it came, passed on from its place in the log.
CREATE TABLE unknown (
    origin BLOB NOT NULL REFERENCES origins (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    schema INTEGER NOT NULL,
    class TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (origin, seq),
    UNIQUE (kind, key, origin)
) STRICT, WITHOUT ROWID;

ALTER TABLE articles ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;
CREATE INDEX articles_saved ON articles (key) WHERE saved = 1;

-- Documents and records of a kind or schema that this Lorch doesn't know: shown once it does.
CREATE TABLE unshown (
    kind TEXT NOT NULL,            -- as in the log
    key BLOB NOT NULL CHECK (length(key) = 16),
    schema INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
