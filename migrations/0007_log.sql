-- Which incarnation of this device writes here, and what tells it from a copy of itself. One row.

CREATE TABLE incarnation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    origin BLOB NOT NULL REFERENCES origins (id),
    nonce BLOB NOT NULL CHECK (length(nonce) = 16),
    machine TEXT NOT NULL
) STRICT;

-- How far the log of each origin has been seen; for an own origin, the last place that was given out. Kept apart from
-- the log, whose rows move on when their thing changes.
CREATE TABLE vector (
    origin BLOB PRIMARY KEY REFERENCES origins (id),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO vector (origin, seq) SELECT origin, max(seq) FROM log GROUP BY origin;
