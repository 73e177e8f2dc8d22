-- The latest time that was recorded anywhere: no later one may be less, whatever the machine's clock says.
CREATE TABLE recorded_until (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  at BIGINT NOT NULL
);
INSERT INTO recorded_until (only, at)
SELECT 1, coalesce(max(at), 0) FROM (
  SELECT max(at) AS at FROM audit_entry
  UNION ALL SELECT max(recorded_at) FROM record_version
  UNION ALL SELECT max(superseded_at) FROM record_version
  UNION ALL SELECT max(not_reported_since) FROM record
  UNION ALL SELECT max(started_at) FROM import_run
  UNION ALL SELECT max(finished_at) FROM import_run
  UNION ALL SELECT max(at) FROM match_event
  UNION ALL SELECT max(made_at) FROM match_proposal
  UNION ALL SELECT max(raised_at) FROM alert
  UNION ALL SELECT max(acknowledged_at) FROM alert
  UNION ALL SELECT max(held_at) FROM held
  UNION ALL SELECT max(closed_at) FROM held
  UNION ALL SELECT max(created_at) FROM delivery
) AS recorded;
