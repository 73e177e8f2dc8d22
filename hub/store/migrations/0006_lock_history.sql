-- Who was ever locked to whom, found by either of the two.
CREATE INDEX lock_of_one ON match_change (a) WHERE what = 2;
CREATE INDEX lock_of_other ON match_change (b) WHERE what = 2;
