-- How rare the matching engine takes names for, as of when it weighed them last: one row, or none before that. epoch
-- counts how often they were weighed; weights: the engine's own text, compressed.
CREATE TABLE match_name_weights (
  epoch BIGINT NOT NULL,
  weights BLOB NOT NULL
);
