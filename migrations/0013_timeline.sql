-- How much happened on each day, kept with every change of the timeline: reading it costs as much as there are days.

CREATE TABLE timeline_days (
    room TEXT NOT NULL,
    source TEXT NOT NULL,
    own INTEGER NOT NULL,          -- 1: days by the clock of the place, where that is known; 0: days of UTC
    day INTEGER NOT NULL,          -- since 1970
    unit TEXT NOT NULL,            -- '': none
    records INTEGER NOT NULL,
    thousandths INTEGER NOT NULL,  -- sum of the values: whole numbers add up to the same in any order
    PRIMARY KEY (room, source, own, day, unit)
) STRICT, WITHOUT ROWID;

CREATE VIEW timeline_points AS
SELECT key, room, source, offset_minutes IS NOT NULL AS own,
    ((key >> 20) + coalesce(offset_minutes, 0) * 60000 + 86400000000000) / 86400000 - 1000000 AS day,
    coalesce(unit, '') AS unit,
    CAST(max(-1e12, min(1e12, round(coalesce(value, 0) * 1000))) AS INTEGER) AS thousandths
FROM timeline WHERE removed = 0;

INSERT INTO timeline_days SELECT room, source, own, day, unit, count(*), sum(thousandths)
FROM timeline_points GROUP BY room, source, own, day, unit;

CREATE TRIGGER timeline_came AFTER INSERT ON timeline WHEN new.removed = 0 BEGIN
    INSERT INTO timeline_days VALUES (new.room, new.source, new.offset_minutes IS NOT NULL,
        ((new.key >> 20) + coalesce(new.offset_minutes, 0) * 60000 + 86400000000000) / 86400000 - 1000000,
        coalesce(new.unit, ''), 1, CAST(max(-1e12, min(1e12, round(coalesce(new.value, 0) * 1000))) AS INTEGER))
    ON CONFLICT DO UPDATE SET records = records + 1, thousandths = thousandths + excluded.thousandths;
END;

CREATE TRIGGER timeline_goes BEFORE DELETE ON timeline WHEN old.removed = 0 BEGIN
    INSERT INTO timeline_days SELECT room, source, own, day, unit, -1, -thousandths FROM timeline_points WHERE key = old.key
    ON CONFLICT DO UPDATE SET records = records - 1, thousandths = thousandths + excluded.thousandths;
    DELETE FROM timeline_days WHERE records = 0 AND (room, source, own, day, unit) =
        (SELECT room, source, own, day, unit FROM timeline_points WHERE key = old.key);
END;

CREATE TRIGGER timeline_changes BEFORE UPDATE OF key, room, source, offset_minutes, unit, value, removed ON timeline
WHEN old.removed = 0 AND (old.key, old.room, old.source, old.offset_minutes, old.unit, old.value, old.removed)
    IS NOT (new.key, new.room, new.source, new.offset_minutes, new.unit, new.value, new.removed) BEGIN
    INSERT INTO timeline_days SELECT room, source, own, day, unit, -1, -thousandths FROM timeline_points WHERE key = old.key
    ON CONFLICT DO UPDATE SET records = records - 1, thousandths = thousandths + excluded.thousandths;
    DELETE FROM timeline_days WHERE records = 0 AND (room, source, own, day, unit) =
        (SELECT room, source, own, day, unit FROM timeline_points WHERE key = old.key);
END;

CREATE TRIGGER timeline_changed AFTER UPDATE OF key, room, source, offset_minutes, unit, value, removed ON timeline
WHEN new.removed = 0 AND (old.key, old.room, old.source, old.offset_minutes, old.unit, old.value, old.removed)
    IS NOT (new.key, new.room, new.source, new.offset_minutes, new.unit, new.value, new.removed) BEGIN
    INSERT INTO timeline_days SELECT room, source, own, day, unit, 1, thousandths FROM timeline_points WHERE key = new.key
    ON CONFLICT DO UPDATE SET records = records + 1, thousandths = thousandths + excluded.thousandths;
END;
