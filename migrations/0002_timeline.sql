-- The index of everything that happened.

CREATE TABLE timeline (
    key INTEGER PRIMARY KEY,       -- start in ms << 20 | tie-break: descending is newest first
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    ended INTEGER,
    offset_minutes INTEGER,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    value REAL,
    unit TEXT,
    source TEXT NOT NULL,
    provenance TEXT NOT NULL,
    llm INTEGER NOT NULL DEFAULT 0,       -- policy: may a language model see it
    share INTEGER NOT NULL DEFAULT 1,     -- policy: may it be shared
    expires INTEGER,                      -- policy: when it must go
    removed INTEGER NOT NULL DEFAULT 0    -- 1: in the bin with what it belongs to
) STRICT;
CREATE INDEX timeline_room ON timeline (room, key) WHERE removed = 0;
CREATE INDEX timeline_source ON timeline (source, key) WHERE removed = 0;
