-- What protects children, as sources and people said it, found by the subject that it is about. Rows are never removed:
-- what ended one stands beside it. lifts: it takes back what was said before. scope: empty where it was not understood.
-- subject_id, record_id, held_id: 0 where there is none; neither record nor held entry: a person made it. features: of a
-- held record, packed, for finding whom it could be about. stated: the source's record says so now.
CREATE TABLE restriction (
  id INTEGER PRIMARY KEY,
  subject_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  held_id BIGINT NOT NULL,
  digest BLOB NOT NULL,
  features BLOB NOT NULL,
  lifts BIGINT NOT NULL,
  scope TEXT NOT NULL,
  wording TEXT NOT NULL,
  about TEXT NOT NULL,
  household BIGINT NOT NULL,
  reason TEXT NOT NULL,
  authority TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  made_by TEXT NOT NULL,
  told_at BIGINT NOT NULL,
  stated BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_reason TEXT NOT NULL DEFAULT '',
  ended_authority TEXT NOT NULL DEFAULT ''
);
CREATE INDEX restriction_of_subject ON restriction (subject_id);
CREATE INDEX restriction_of_record ON restriction (record_id);
CREATE INDEX restriction_of_held ON restriction (held_id);
CREATE INDEX restriction_of_household ON restriction (id) WHERE household = 1;

-- A row: the records that are older than the table above were read into it.
CREATE TABLE restriction_filled (
  at BIGINT NOT NULL
);
