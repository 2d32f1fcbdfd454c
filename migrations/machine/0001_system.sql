-- Figures of this computer: machine.db, beside the profile's database, never synced and never backed up.

-- What the values are called; the numbers stand in the blocks.
CREATE TABLE system_series (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;

-- Blocks of columns (lorch-formats, system/columns): resolution 0 samples, 1 minutes, 2 hours; times in ms since 1970.
CREATE TABLE system_metrics (
    number INTEGER PRIMARY KEY,
    resolution INTEGER NOT NULL CHECK (resolution IN (0, 1, 2)),
    family INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    size INTEGER NOT NULL,
    block BLOB NOT NULL
) STRICT;
CREATE INDEX system_metrics_place ON system_metrics (resolution, family, began);
CREATE INDEX system_metrics_size ON system_metrics (resolution, began, amount, size);

-- Blocks of processes (lorch-formats, system/snapshots).
CREATE TABLE system_processes (
    number INTEGER PRIMARY KEY,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    size INTEGER NOT NULL,
    block BLOB NOT NULL
) STRICT;
CREATE INDEX system_processes_place ON system_processes (began, ended, amount, size);

-- What came in the last hour or so, a row every few seconds, until it goes into blocks.
CREATE TABLE system_recent (
    number INTEGER PRIMARY KEY,
    processes INTEGER NOT NULL CHECK (processes IN (0, 1)),
    block BLOB NOT NULL
) STRICT;
