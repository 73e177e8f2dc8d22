-- content_digest: of kinds and observations, so that what was changed outside the hub is not shown; null: stored before
-- there was one.
ALTER TABLE record_version ADD COLUMN content_digest BLOB;
ALTER TABLE dictionary ADD COLUMN digest BLOB;

-- Versions that were found to be other than what was stored. Importing their source again replaces them.
CREATE TABLE damaged_version (
  version_id INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  found_at BIGINT NOT NULL
);
