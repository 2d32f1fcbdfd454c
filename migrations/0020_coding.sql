-- What was done in repositories: the row beside each entry of the timeline, made from its record.
CREATE TABLE coding (
    key INTEGER PRIMARY KEY REFERENCES timeline (key) ON DELETE CASCADE,
    kind TEXT NOT NULL,            -- commit, pull_request, review, release, star, issue
    repository TEXT NOT NULL,      -- with its owner: almanac/core
    own INTEGER,                   -- 1: a repository of the account; 0: of somebody else; NULL: not known
    branch TEXT,
    number INTEGER,
    state TEXT,                    -- open, closed, merged, approved …
    opened INTEGER,                -- ms since 1970
    added INTEGER,                 -- lines
    removed INTEGER,               -- lines
    url TEXT,
    hash BLOB NOT NULL             -- of the record it was made from
) STRICT;

-- How much of each kind was done in each hour, kept with every change of `coding`. An hour is one row, and its quarters
-- are apart for zones that begin their days between two hours of Greenwich.
CREATE TABLE coding_hours (
    hour INTEGER NOT NULL,         -- since 1970, of UTC
    kind TEXT NOT NULL,
    own INTEGER NOT NULL,          -- as in `coding`; 2: not known
    total INTEGER NOT NULL,
    second INTEGER NOT NULL,       -- of it in the second quarter of the hour
    third INTEGER NOT NULL,
    fourth INTEGER NOT NULL,
    PRIMARY KEY (hour, kind, own)
) STRICT, WITHOUT ROWID;

CREATE VIEW coding_points AS
SELECT key, ((key >> 20) + 86400000000000) / 3600000 - 24000000 AS hour, kind, coalesce(own, 2) AS own,
    ((key >> 20) + 86400000000000) / 900000 % 4 AS quarter
FROM coding;

CREATE TRIGGER coding_came AFTER INSERT ON coding BEGIN
    INSERT INTO coding_hours SELECT hour, kind, own, 1, quarter = 1, quarter = 2, quarter = 3
        FROM coding_points WHERE key = new.key
    ON CONFLICT DO UPDATE SET total = total + 1, second = second + excluded.second, third = third + excluded.third,
        fourth = fourth + excluded.fourth;
END;

CREATE TRIGGER coding_goes BEFORE DELETE ON coding BEGIN
    INSERT INTO coding_hours SELECT hour, kind, own, -1, -(quarter = 1), -(quarter = 2), -(quarter = 3)
        FROM coding_points WHERE key = old.key
    ON CONFLICT DO UPDATE SET total = total - 1, second = second + excluded.second, third = third + excluded.third,
        fourth = fourth + excluded.fourth;
    DELETE FROM coding_hours WHERE total = 0
        AND (hour, kind, own) = (SELECT hour, kind, own FROM coding_points WHERE key = old.key);
END;
