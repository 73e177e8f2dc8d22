-- Children about whom somebody could be told more once a restriction or a suspension ends. state: what of restrictions and
-- agreements was so when they were reviewed last; empty: not since.
CREATE TABLE review_owed (
  child_id INTEGER PRIMARY KEY,
  state TEXT NOT NULL DEFAULT ''
);
INSERT OR IGNORE INTO review_owed (child_id)
  SELECT DISTINCT child_id FROM alert WHERE standing <> 'withdrawn' AND sentence LIKE '%not shared%';
INSERT OR IGNORE INTO review_owed (child_id)
  SELECT DISTINCT l.child_id FROM restriction r JOIN match_link l ON l.subject_id = r.subject_id;
