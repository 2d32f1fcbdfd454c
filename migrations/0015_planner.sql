-- Tasks and events. What a document says of one is its body; the other columns are what is asked for.
CREATE TABLE activities (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,            -- JSON
    first INTEGER,                 -- the days since 1970 that it may touch, in whatever zone; NULL: it stands nowhere
    last INTEGER,
    planned INTEGER NOT NULL,      -- 1: it has a start
    repeats INTEGER NOT NULL,
    done INTEGER,                  -- ms since 1970
    rank INTEGER NOT NULL,         -- start, else due, in ms since 1970; the largest number where there is neither
    over INTEGER,                  -- ms since 1970: when the next of its events will be over
    removed INTEGER                -- ms since 1970
) STRICT;
CREATE INDEX activities_last ON activities (last, first) WHERE removed IS NULL;
CREATE INDEX activities_rank ON activities (rank, id) WHERE removed IS NULL;
CREATE INDEX activities_done ON activities (done, id) WHERE removed IS NULL AND done IS NOT NULL;
CREATE INDEX activities_over ON activities (over) WHERE over IS NOT NULL;

-- Rows of the timeline that stand for an activity or an occurrence of it. Those that have not happened have 2 in
-- `timeline.removed`: lists and counts pass them over, the search finds them.
CREATE TABLE planner_entries (
    entry BLOB PRIMARY KEY CHECK (length(entry) = 16),    -- id in the timeline
    activity BLOB NOT NULL,
    occurrence INTEGER                                    -- day since 1970; NULL: the activity itself
) STRICT, WITHOUT ROWID;
CREATE INDEX planner_entries_activity ON planner_entries (activity);
