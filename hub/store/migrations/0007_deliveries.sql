-- Which alert a delivery tells of; 0: none. What is sent is checked against it at the moment of sending.
ALTER TABLE delivery ADD COLUMN alert_id BIGINT NOT NULL DEFAULT 0;
UPDATE delivery SET alert_id = CAST(substr(dedupe_key, 7) AS BIGINT) WHERE dedupe_key LIKE 'alert-%';
CREATE INDEX delivery_of_alert ON delivery (alert_id);
