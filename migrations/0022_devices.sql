-- The person's other devices, and what this one is to them. None of it leaves this device.

-- What this device is to the others.
CREATE TABLE this_device (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT,                     -- NULL: as the machine is called
    enabled INTEGER NOT NULL,      -- 1: it talks to the paired ones
    relay INTEGER NOT NULL,        -- 1: a relay may carry what can't go directly
    mdns INTEGER NOT NULL,         -- 1: devices of one network find each other
    key BLOB,                      -- 32 bytes, the public half; the secret one lies in the vault
    origin BLOB CHECK (length(origin) = 16),  -- under which it was made: a copy of the profile is another device
    port INTEGER NOT NULL          -- where it was called last; 0: nowhere yet
) STRICT;

CREATE TABLE devices (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    key BLOB NOT NULL UNIQUE,      -- 32 bytes
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    origin BLOB NOT NULL CHECK (length(origin) = 16),  -- under which it writes
    added INTEGER NOT NULL,        -- ms since 1970
    last_seen INTEGER,             -- ms since 1970
    revoked INTEGER,               -- ms since 1970; NULL: it is let in
    places TEXT NOT NULL,          -- where it may be called, JSON
    seen TEXT NOT NULL,            -- how far it had seen each log, JSON
    behind INTEGER,                -- what it had and this device lacked; NULL: they never talked
    fault TEXT                     -- why it was not talked to the last time
) STRICT, WITHOUT ROWID;
