-- Which child each subject is, and how that came to be. Children and events are never deleted, so their ids are
-- never given twice. redirect_to: the elder child that this one was joined to.
CREATE TABLE match_child (
  id INTEGER PRIMARY KEY,
  made_at BIGINT NOT NULL,
  redirect_to BIGINT REFERENCES match_child (id)
);

-- Where each subject is now. features: what its records say for matching, packed.
CREATE TABLE match_link (
  subject_id INTEGER PRIMARY KEY,
  connection_id BIGINT NOT NULL,
  child_id BIGINT NOT NULL REFERENCES match_child (id),
  features BLOB NOT NULL
);
CREATE INDEX link_of_child ON match_link (child_id);

-- Rows are only ever added. what: 0 placed, 1 joined, 2 split, 3 locked, 4 decided, 5 undone. A subject that is placed
-- moves from no child to child_id; all other changes of an event stand in match_change.
CREATE TABLE match_event (
  id INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  what INTEGER NOT NULL,
  subject_id BIGINT,
  other_id BIGINT,
  child_id BIGINT,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  model TEXT NOT NULL,
  evidence TEXT NOT NULL,
  undoes BIGINT REFERENCES match_event (id)
);
CREATE INDEX event_of_child ON match_event (child_id);
CREATE UNIQUE INDEX event_that_undoes ON match_event (undoes) WHERE undoes IS NOT NULL;

-- what: 0 a subject moved (a) from child to child, 1 a child (a) redirects, 2 a lock between subjects a and b
-- (0 none, 1 must link, 2 never link), 3 a proposal (a) in a new state.
CREATE TABLE match_change (
  id INTEGER PRIMARY KEY,
  event_id BIGINT NOT NULL REFERENCES match_event (id),
  what INTEGER NOT NULL,
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  before BIGINT NOT NULL,
  after BIGINT NOT NULL
);
CREATE INDEX change_of_event ON match_change (event_id);
CREATE INDEX change_from ON match_change (before, what);
CREATE INDEX change_to ON match_change (after, what);

-- The locks that stand now; a is the smaller id. kind: 1 must link, 2 never link.
CREATE TABLE match_lock (
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (a, b)
);
CREATE INDEX lock_of_second ON match_lock (b);

-- Questions for a person. state: 0 open, 1 same, 2 different, 3 withdrawn.
CREATE TABLE match_proposal (
  id INTEGER PRIMARY KEY,
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  state INTEGER NOT NULL,
  why INTEGER NOT NULL,
  bits DOUBLE PRECISION NOT NULL,
  evidence TEXT NOT NULL,
  model TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  decided_by BIGINT REFERENCES match_event (id)
);
CREATE INDEX proposal_in_state ON match_proposal (state, id);
CREATE INDEX proposal_of_first ON match_proposal (a, state);
CREATE INDEX proposal_of_second ON match_proposal (b, state);
