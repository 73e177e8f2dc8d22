-- How many of a delivery's attempts may have reached its receiver. Of those that were made before this was counted, all may.
ALTER TABLE delivery ADD COLUMN handed BIGINT NOT NULL DEFAULT 0;
UPDATE delivery SET handed = CASE WHEN state = 'delivered' THEN max(attempts, 1) ELSE attempts END;
