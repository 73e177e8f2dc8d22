-- A delivery that is not to go out any more is withdrawn.
CREATE TABLE delivery_with_withdrawn (
  id INTEGER PRIMARY KEY,
  connection_id BIGINT NOT NULL REFERENCES connection (id),
  dedupe_key TEXT NOT NULL,
  media_type TEXT NOT NULL,
  raw BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'held', 'withdrawn')),
  attempts BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  alert_id BIGINT NOT NULL DEFAULT 0,
  UNIQUE (connection_id, dedupe_key)
);
INSERT INTO delivery_with_withdrawn (id, connection_id, dedupe_key, media_type, raw, state, attempts, created_at, due_at,
  reason, alert_id)
  SELECT id, connection_id, dedupe_key, media_type, raw, state, attempts, created_at, due_at, reason, alert_id FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_with_withdrawn RENAME TO delivery;
CREATE INDEX delivery_due ON delivery (state, due_at, id);
CREATE INDEX delivery_of_alert ON delivery (alert_id);

-- What became of an alert after it was raised. subject_id: whose record asked for it; 0 and empty texts: not known yet.
ALTER TABLE alert ADD COLUMN subject_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN standing TEXT NOT NULL DEFAULT 'stands';
ALTER TABLE alert ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN revised_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN because TEXT NOT NULL DEFAULT '';
CREATE INDEX alert_of_subject ON alert (subject_id);
