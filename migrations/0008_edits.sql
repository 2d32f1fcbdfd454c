-- What a person makes and did: what undoes it, and the projections of folders, rules and shared settings.

-- What a person did on this device; never leaves it.
CREATE TABLE edits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,           -- ms since 1970
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    thing BLOB CHECK (length(thing) = 16),
    title TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    undone INTEGER                 -- NULL: done; else the place among what was undone, later is higher
) STRICT;
CREATE INDEX edits_undone ON edits (undone) WHERE undone IS NOT NULL;

-- What an edit did to which field, in the words that undo it.
CREATE TABLE edit_steps (
    edit INTEGER NOT NULL REFERENCES edits (number) ON DELETE CASCADE,
    target TEXT NOT NULL,          -- mark, machine (a setting of this machine), or the kind of a document
    thing BLOB NOT NULL CHECK (length(thing) = 16),
    field TEXT NOT NULL,
    before TEXT,
    after TEXT,
    undone INTEGER NOT NULL DEFAULT 0,    -- 0: it holds; else the edit's place among what was undone
    PRIMARY KEY (edit, thing, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_steps_thing ON edit_steps (thing, field, edit);

-- A repeated request gets what the first one got, headers included.
ALTER TABLE replies ADD COLUMN media_type TEXT;
ALTER TABLE replies ADD COLUMN etag TEXT;
ALTER TABLE replies ADD COLUMN edit INTEGER;

-- Projection of the folder documents. Subscriptions point at a folder by its first path, which never changes.
CREATE TABLE folders (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    first TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE subscriptions ADD COLUMN folder_first TEXT NOT NULL DEFAULT '';
UPDATE subscriptions SET folder_first = folder;
CREATE INDEX subscriptions_folder ON subscriptions (folder_first);

-- Projection of the rule documents.
CREATE TABLE rules (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    feed BLOB,                     -- only articles of this subscription
    folder TEXT,                   -- only of feeds in the folder with this first path, and the folders in it
    words TEXT NOT NULL,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    removed INTEGER
) STRICT, WITHOUT ROWID;

-- Projection of the document of the shared settings, one JSON value a row.
CREATE TABLE shared_settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
