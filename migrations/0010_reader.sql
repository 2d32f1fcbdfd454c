-- What the document of a folder says of its place; `path` follows from all of them together.
ALTER TABLE folders ADD COLUMN name TEXT;      -- NULL: the last level of `first`
ALTER TABLE folders ADD COLUMN parent TEXT;    -- first path of the folder it is in; NULL: the levels before in `first`

-- The words of a folder went with a purge in one place only.
UPDATE subscriptions SET folder_first = '' WHERE folder = '' AND folder_first <> '';
