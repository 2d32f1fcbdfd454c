-- What belongs to the sample. Nothing of it leaves this device or is fetched, and all of it goes together.
CREATE TABLE sample (
    thing BLOB PRIMARY KEY CHECK (length(thing) = 16)    -- a subscription, an article, a rule, a fact about one of them
) STRICT, WITHOUT ROWID;
