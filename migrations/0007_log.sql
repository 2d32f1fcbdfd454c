-- Which incarnation of this device writes here, and what tells it from a copy of itself. One row.

CREATE TABLE incarnation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    origin BLOB NOT NULL REFERENCES origins (id),
    nonce BLOB NOT NULL CHECK (length(nonce) = 16),
    machine TEXT NOT NULL
) STRICT;
