-- Every time a row of match_link was written, since the snapshot in match_snapshot. Numbers are never given twice:
-- the last row is never deleted.
CREATE TABLE match_subject_change (
  id INTEGER PRIMARY KEY,
  subject_id BIGINT NOT NULL
);

-- The one snapshot of the matching engine that holds, by the name of its file in the data folder, and the last change
-- that is in it. No row: none holds.
CREATE TABLE match_snapshot (
  name TEXT NOT NULL,
  change_id BIGINT NOT NULL
);
