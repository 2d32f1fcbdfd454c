-- Which incarnations are one device, as it said itself.

ALTER TABLE origins ADD COLUMN device BLOB CHECK (length(device) = 16);    -- the origin it last wrote under; NULL: nobody said
