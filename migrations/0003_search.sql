-- Full text over titles and texts of every room.

CREATE TABLE search_texts (
    key INTEGER PRIMARY KEY REFERENCES timeline (key) ON DELETE CASCADE,
    text TEXT NOT NULL
) STRICT;

CREATE VIEW search_content AS
SELECT timeline.key AS key, timeline.title AS title, search_texts.text AS text
FROM timeline LEFT JOIN search_texts ON search_texts.key = timeline.key;

CREATE VIRTUAL TABLE search USING fts5 (
    title, text,
    content = 'search_content', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2'
);
