-- What sources said, unchanged, and what the mappings made of it. Instants are microseconds since 1970 in UTC.
CREATE TABLE connection (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL
);

-- One person as one connection knows them.
CREATE TABLE subject (
  id INTEGER PRIMARY KEY,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  source_key TEXT NOT NULL,
  UNIQUE (connection_id, source_key)
);

-- One run of reading an input, with its balance: received = stored + unchanged + held + refused.
CREATE TABLE import_run (
  id INTEGER PRIMARY KEY,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  input TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  received BIGINT NOT NULL DEFAULT 0,
  stored BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  held BIGINT NOT NULL DEFAULT 0,
  refused BIGINT NOT NULL DEFAULT 0,
  no_longer_reported BIGINT NOT NULL DEFAULT 0,
  failure TEXT
);

-- One document of a source over all its versions. not_reported_since: a full extract no longer held it.
CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  source_key TEXT NOT NULL,
  subject_id INTEGER NOT NULL REFERENCES subject (id),
  not_reported_since BIGINT,
  UNIQUE (connection_id, source_key)
);
CREATE INDEX record_of_subject ON record (subject_id);

-- Each version of a record, and when the hub held it to be true: the bytes as they came and what the mapping made of
-- them, as zstd. observations: one line of JSON each; kinds: their kinds, in the same order, a line each.
CREATE TABLE record_version (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL REFERENCES record (id),
  import_id INTEGER NOT NULL REFERENCES import_run (id),
  digest BLOB NOT NULL,
  media_type TEXT NOT NULL,
  mapping TEXT NOT NULL,
  mapping_version TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  superseded_at BIGINT,
  kinds TEXT NOT NULL,
  observations BLOB NOT NULL,
  raw BLOB NOT NULL
);
CREATE INDEX version_of_record ON record_version (record_id);

-- What the records of a mapping have in common: frames of record_version name theirs by id, so none is ever removed.
CREATE TABLE dictionary (
  id BIGINT PRIMARY KEY,
  mapping TEXT NOT NULL UNIQUE,
  bytes BLOB NOT NULL
);
