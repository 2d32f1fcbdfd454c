-- What enters the index where that is not the text itself: letters that are words of their own stand apart, and signs are
-- letters. Most texts have no row here.
CREATE TABLE search_forms (
    key INTEGER PRIMARY KEY REFERENCES timeline (key) ON DELETE CASCADE,
    title TEXT,                    -- NULL: as the timeline has it
    text TEXT                      -- NULL: as search_texts has it
) STRICT;

DROP VIEW search_content;
CREATE VIEW search_content AS
SELECT timeline.key AS key, coalesce(search_forms.title, timeline.title) AS title,
    coalesce(search_forms.text, search_texts.text) AS text
FROM timeline LEFT JOIN search_texts ON search_texts.key = timeline.key
    LEFT JOIN search_forms ON search_forms.key = timeline.key;

-- What is here already gets its form in the background. All other words are found meanwhile as they were before.
INSERT INTO jobs (kind, key, due) SELECT 'forms', zeroblob(16), 0 WHERE EXISTS (SELECT 1 FROM timeline);
