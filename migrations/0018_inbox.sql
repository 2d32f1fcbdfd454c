-- What Lorch tells on this device: reminders, faults that last, imports that ended. Never leaves it.

-- What was told, or is to be.
CREATE TABLE notices (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    thing BLOB CHECK (length(thing) = 16),    -- an activity, a subscription
    occurrence INTEGER,            -- day since 1970
    due INTEGER,                   -- ms since 1970: when it was to come
    at INTEGER NOT NULL,           -- ms since 1970: when it came, or came back
    title TEXT NOT NULL,
    body TEXT NOT NULL,            -- JSON
    needs INTEGER NOT NULL,        -- 1: something is still to be done
    read INTEGER NOT NULL DEFAULT 0,
    snoozed INTEGER,               -- ms since 1970: when it comes back
    archived INTEGER               -- ms since 1970: when it was cleared
) STRICT;
CREATE INDEX notices_at ON notices (at, id) WHERE archived IS NULL AND snoozed IS NULL;
CREATE INDEX notices_open ON notices (kind, read, needs) WHERE archived IS NULL AND snoozed IS NULL;
CREATE INDEX notices_snoozed ON notices (snoozed, id) WHERE archived IS NULL AND snoozed IS NOT NULL;
CREATE INDEX notices_archived ON notices (archived, id) WHERE archived IS NOT NULL;
CREATE INDEX notices_thing ON notices (thing) WHERE thing IS NOT NULL;

-- Which notice goes out where, at most once for the time it is due.
CREATE TABLE deliveries (
    notice BLOB NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    due INTEGER NOT NULL,          -- ms since 1970: that of the notice, or the end of a snooze
    channel TEXT NOT NULL,         -- inbox, system
    done INTEGER,                  -- ms since 1970; NULL: still to go out
    PRIMARY KEY (notice, due, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_open ON deliveries (due) WHERE done IS NULL;

-- When each activity is to be reminded of next.
CREATE TABLE reminders (
    activity BLOB PRIMARY KEY CHECK (length(activity) = 16),
    due INTEGER NOT NULL           -- ms since 1970
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_due ON reminders (due);

-- Kinds that nobody wants to hear of.
CREATE TABLE muted (
    kind TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
