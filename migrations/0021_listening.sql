-- What was heard: the row beside each entry of the timeline, made from its record.
CREATE TABLE plays (
    key INTEGER PRIMARY KEY REFERENCES timeline (key) ON DELETE CASCADE,
    track TEXT NOT NULL,
    artist TEXT NOT NULL,          -- the first of them; '': not known
    artists TEXT NOT NULL,         -- JSON: all of them
    album TEXT NOT NULL,           -- '': not known
    ms INTEGER NOT NULL,
    url TEXT,
    hash BLOB NOT NULL             -- of the record it was made from
) STRICT;
CREATE INDEX plays_artist ON plays (artist, key);
CREATE INDEX plays_track ON plays (track, artist, key);

-- How much was heard in each hour, kept with every change of `plays`. The quarters are apart for zones that begin their
-- days between two hours of Greenwich.
CREATE TABLE heard_hours (
    hour INTEGER PRIMARY KEY,      -- since 1970, of UTC
    plays INTEGER NOT NULL,
    total INTEGER NOT NULL,        -- ms
    second INTEGER NOT NULL,       -- of it in the second quarter of the hour
    third INTEGER NOT NULL,
    fourth INTEGER NOT NULL
) STRICT;

-- How much was heard of each artist, album and track in each year, and ever.
CREATE TABLE heard (
    year INTEGER NOT NULL,         -- of UTC; 0: ever
    kind TEXT NOT NULL,            -- artist, album, track
    title TEXT NOT NULL,
    artist TEXT NOT NULL,          -- '' for an artist
    plays INTEGER NOT NULL,
    ms INTEGER NOT NULL,
    PRIMARY KEY (year, kind, title, artist)
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_longest ON heard (kind, ms, plays, title, artist) WHERE year = 0;
CREATE INDEX heard_oftenest ON heard (kind, plays, ms, title, artist) WHERE year = 0;

-- When each artist and each track was heard first.
CREATE TABLE heard_first (
    kind TEXT NOT NULL,            -- artist, track
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    first INTEGER NOT NULL,        -- key of the play
    PRIMARY KEY (kind, title, artist)
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_first_when ON heard_first (kind, first);

CREATE VIEW plays_points AS
SELECT key, ms, ((key >> 20) + 86400000000000) / 3600000 - 24000000 AS hour,
    ((key >> 20) + 86400000000000) / 900000 % 4 AS quarter,
    CAST(strftime('%Y', (key >> 20) / 1000, 'unixepoch') AS INTEGER) AS year, track, artist, album
FROM plays;

-- What a play adds to `heard`.
CREATE VIEW plays_shares AS
SELECT key, year, 'artist' AS kind, artist AS title, '' AS artist, ms FROM plays_points WHERE artist <> ''
UNION ALL SELECT key, 0, 'artist', artist, '', ms FROM plays WHERE artist <> ''
UNION ALL SELECT key, year, 'album', album, artist, ms FROM plays_points WHERE album <> ''
UNION ALL SELECT key, 0, 'album', album, artist, ms FROM plays WHERE album <> ''
UNION ALL SELECT key, year, 'track', track, artist, ms FROM plays_points
UNION ALL SELECT key, 0, 'track', track, artist, ms FROM plays;

CREATE TRIGGER plays_came AFTER INSERT ON plays BEGIN
    INSERT INTO heard_hours
        SELECT hour, 1, ms, iif(quarter = 1, ms, 0), iif(quarter = 2, ms, 0), iif(quarter = 3, ms, 0)
        FROM plays_points WHERE key = new.key
    ON CONFLICT DO UPDATE SET plays = plays + 1, total = total + excluded.total, second = second + excluded.second,
        third = third + excluded.third, fourth = fourth + excluded.fourth;
    INSERT INTO heard SELECT year, kind, title, artist, 1, ms FROM plays_shares WHERE key = new.key
    ON CONFLICT DO UPDATE SET plays = plays + 1, ms = ms + excluded.ms;
    INSERT INTO heard_first SELECT 'artist', new.artist, '', new.key WHERE new.artist <> ''
    ON CONFLICT DO UPDATE SET first = excluded.first WHERE excluded.first < first;
    INSERT INTO heard_first VALUES ('track', new.track, new.artist, new.key)
    ON CONFLICT DO UPDATE SET first = excluded.first WHERE excluded.first < first;
END;

CREATE TRIGGER plays_goes BEFORE DELETE ON plays BEGIN
    INSERT INTO heard_hours
        SELECT hour, -1, -ms, -iif(quarter = 1, ms, 0), -iif(quarter = 2, ms, 0), -iif(quarter = 3, ms, 0)
        FROM plays_points WHERE key = old.key
    ON CONFLICT DO UPDATE SET plays = plays - 1, total = total + excluded.total, second = second + excluded.second,
        third = third + excluded.third, fourth = fourth + excluded.fourth;
    DELETE FROM heard_hours WHERE plays = 0 AND hour = (SELECT hour FROM plays_points WHERE key = old.key);
    INSERT INTO heard SELECT year, kind, title, artist, -1, -ms FROM plays_shares WHERE key = old.key
    ON CONFLICT DO UPDATE SET plays = plays - 1, ms = ms + excluded.ms;
    DELETE FROM heard WHERE plays = 0 AND kind = 'artist' AND title = old.artist AND artist = ''
        AND year IN (0, (SELECT year FROM plays_points WHERE key = old.key));
    DELETE FROM heard WHERE plays = 0 AND kind = 'album' AND title = old.album AND artist = old.artist
        AND year IN (0, (SELECT year FROM plays_points WHERE key = old.key));
    DELETE FROM heard WHERE plays = 0 AND kind = 'track' AND title = old.track AND artist = old.artist
        AND year IN (0, (SELECT year FROM plays_points WHERE key = old.key));
    UPDATE heard_first SET first = coalesce(
            (SELECT min(key) FROM plays WHERE artist = old.artist AND key <> old.key), -9223372036854775808)
        WHERE kind = 'artist' AND title = old.artist AND artist = '' AND first = old.key;
    DELETE FROM heard_first WHERE kind = 'artist' AND title = old.artist AND artist = ''
        AND first = -9223372036854775808;
    UPDATE heard_first SET first = coalesce(
            (SELECT min(key) FROM plays WHERE track = old.track AND artist = old.artist AND key <> old.key),
            -9223372036854775808)
        WHERE kind = 'track' AND title = old.track AND artist = old.artist AND first = old.key;
    DELETE FROM heard_first WHERE kind = 'track' AND title = old.track AND artist = old.artist
        AND first = -9223372036854775808;
END;
