-- What somebody must look at: what its recipient was told, and whether they have answered.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  alert_key TEXT NOT NULL UNIQUE,
  rule TEXT NOT NULL,
  child_id BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  role TEXT NOT NULL,
  purpose TEXT NOT NULL,
  severity TEXT NOT NULL,
  happened TEXT,
  due TEXT,
  ages_out TEXT,
  provider TEXT NOT NULL,
  connection TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  sentence TEXT NOT NULL,
  fields TEXT NOT NULL,
  level TEXT NOT NULL,
  agreement TEXT NOT NULL,
  clause TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  acknowledged_by TEXT,
  acknowledged_note TEXT,
  acknowledged_at BIGINT
);
CREATE INDEX alert_of_child ON alert (child_id);
CREATE INDEX alert_of_recipient ON alert (organisation, role, acknowledged_at);
