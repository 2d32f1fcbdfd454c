-- What is due when, what was imported, and which addresses the person allowed.

CREATE TABLE jobs (
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    due INTEGER,                   -- ms since 1970; NULL: not run any more
    last_run INTEGER,
    last_good INTEGER,
    faults INTEGER NOT NULL DEFAULT 0,    -- in a row
    fault_since INTEGER,
    fault_code TEXT,
    fault_title TEXT,
    fault_hint TEXT,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_due ON jobs (due) WHERE due IS NOT NULL;

CREATE TABLE imports (
    run INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    added INTEGER NOT NULL DEFAULT 0,
    existing INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE allowed_addresses (
    address TEXT PRIMARY KEY,      -- host:port
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
