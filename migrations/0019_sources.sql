-- Accounts of services that the person signed in to. Their tokens lie in the vault, never here; how their runs went is in
-- jobs of the kind 'connection'.
CREATE TABLE connections (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),    -- made from the account
    service TEXT NOT NULL,
    account TEXT NOT NULL UNIQUE,  -- github:583231, as in records
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    client_id TEXT,                -- NULL: signed in with a token
    added INTEGER NOT NULL,        -- ms since 1970
    paused INTEGER NOT NULL DEFAULT 0,
    cursor TEXT                    -- JSON: how far its records were read
) STRICT;

-- What an account brought. Articles have feeds of their own.
CREATE INDEX records_account ON records (account) WHERE kind NOT IN ('article', 'link');
