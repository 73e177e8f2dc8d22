-- By what a record was mapped, so that a mapping that changed without a new version takes effect.
ALTER TABLE record_version ADD COLUMN mapping_fingerprint BIGINT;

-- How old an input is, and what its reader should know.
ALTER TABLE import_run ADD COLUMN series TEXT;
ALTER TABLE import_run ADD COLUMN stamp TEXT;
ALTER TABLE import_run ADD COLUMN file_time BIGINT;
ALTER TABLE import_run ADD COLUMN scopes TEXT;
ALTER TABLE import_run ADD COLUMN note TEXT;

-- Records that an extract no longer holds, where a person has to say that it is so.
CREATE TABLE vanishing_record (
  record_id BIGINT PRIMARY KEY REFERENCES record (id),
  import_id BIGINT NOT NULL REFERENCES import_run (id)
);
CREATE INDEX vanishing_record_of_import ON vanishing_record (import_id);

-- How many rows each table of an extract had, where a record is made of several tables' rows.
CREATE TABLE extract_table (
  import_id BIGINT NOT NULL REFERENCES import_run (id),
  name TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  accepted BIGINT NOT NULL,  -- 0: it lost more than it may, and a person has to say that it is so
  PRIMARY KEY (import_id, name)
);
