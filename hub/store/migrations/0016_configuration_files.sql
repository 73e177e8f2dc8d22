-- The hub's configuration files as they were when a command ran last: what changed since is journalled.
CREATE TABLE configuration_file (
  name TEXT PRIMARY KEY,
  digest TEXT NOT NULL
);
