-- What adapters left unread of inputs, each with an entry in `held`; start: the offset in the stream.
CREATE TABLE held_rest (
  held_id BIGINT PRIMARY KEY REFERENCES held (id),
  input TEXT NOT NULL,
  stream BIGINT NOT NULL,
  start BIGINT NOT NULL,
  file TEXT NOT NULL
);

-- The imports whose balance it is missing from: the same input may be tried more than once.
CREATE TABLE held_rest_import (
  import_id BIGINT NOT NULL REFERENCES import_run (id),
  held_id BIGINT NOT NULL REFERENCES held (id),
  PRIMARY KEY (import_id, held_id)
);

-- The whole input, in pieces of a mebibyte, until the entry is closed.
CREATE TABLE held_input (
  held_id BIGINT NOT NULL REFERENCES held (id),
  stream BIGINT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (held_id, stream)
);
CREATE TABLE held_input_piece (
  held_id BIGINT NOT NULL REFERENCES held (id),
  stream BIGINT NOT NULL,
  piece BIGINT NOT NULL,
  raw BLOB NOT NULL,
  PRIMARY KEY (held_id, stream, piece)
);
CREATE TRIGGER held_input_goes_with_its_entry AFTER UPDATE OF state ON held
WHEN OLD.state = 'waiting' AND NEW.state <> 'waiting'
BEGIN
  DELETE FROM held_input_piece WHERE held_id = NEW.id;
  DELETE FROM held_input WHERE held_id = NEW.id;
END;

-- Where each connection's source goes on, by the adapter that said so.
CREATE TABLE connection_cursor (
  connection_id BIGINT PRIMARY KEY REFERENCES connection (id),
  adapter TEXT NOT NULL,
  cursor BLOB NOT NULL,
  kept_at BIGINT NOT NULL
);
