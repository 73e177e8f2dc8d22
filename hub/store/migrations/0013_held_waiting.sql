-- What still waits, found by what could be it when it comes again.
CREATE INDEX held_waiting_by_key ON held (connection_id, source_key) WHERE state = 'waiting';
CREATE INDEX held_waiting_by_bytes ON held (connection_id, digest) WHERE state = 'waiting';
CREATE INDEX held_waiting_by_place ON held (connection_id, place_file, place_line) WHERE state = 'waiting';
