-- The text of the page that an article leads to, where the person asked for it. It stays on this device.
CREATE TABLE full_texts (
    thing BLOB PRIMARY KEY CHECK (length(thing) = 16),   -- the article
    html TEXT NOT NULL,                                  -- safe, as article_bodies
    minutes INTEGER NOT NULL,
    fetched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
