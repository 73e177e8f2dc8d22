-- Records that could not go on. identity: the source key, else the place, so that the same bytes are held once.
CREATE TABLE held (
  id INTEGER PRIMARY KEY,
  connection_id BIGINT NOT NULL REFERENCES connection (id),
  import_id BIGINT REFERENCES import_run (id),
  identity TEXT NOT NULL,
  digest BLOB NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  rule TEXT NOT NULL,
  place_file TEXT NOT NULL,
  place_line BIGINT NOT NULL,
  place_column BIGINT NOT NULL,
  place_path TEXT NOT NULL,
  source_key TEXT NOT NULL,
  media_type TEXT NOT NULL,
  raw BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'replayed', 'skipped')),
  attempts BIGINT NOT NULL DEFAULT 0,
  held_at BIGINT NOT NULL,
  closed_at BIGINT,
  closed_by TEXT NOT NULL DEFAULT '',
  closing_reason TEXT NOT NULL DEFAULT '',
  UNIQUE (connection_id, identity, digest)
);
CREATE INDEX held_by_state ON held (state, id);
CREATE INDEX held_by_import ON held (import_id);

-- What must still reach a connection.
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  connection_id BIGINT NOT NULL REFERENCES connection (id),
  dedupe_key TEXT NOT NULL,
  media_type TEXT NOT NULL,
  raw BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'held')),
  attempts BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE (connection_id, dedupe_key)
);
CREATE INDEX delivery_due ON delivery (state, due_at, id);

-- Who did or saw what. hash covers the entry and the hash of the one before. 0 stands for no id; nothing is referenced,
-- for entries outlive what they tell of.
CREATE TABLE audit_entry (
  sequence INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  action TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  organisation TEXT NOT NULL,
  purpose TEXT NOT NULL,
  child_id BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  agreement TEXT NOT NULL,
  details TEXT NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL
);
CREATE INDEX audit_by_child ON audit_entry (child_id, sequence);

-- Where the journal ends: without it, a removed tail would leave no trace.
CREATE TABLE audit_head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  sequence BIGINT NOT NULL,
  hash BLOB NOT NULL
);
INSERT INTO audit_head (only, sequence, hash) VALUES (1, 0, '');

CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER audit_entry_is_not_removed BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head WHEN NEW.sequence <= OLD.sequence
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER audit_head_is_not_removed BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
