-- Without these, one user's devices that count were looked for among everybody's, and their sessions among all that have
-- not ended: since the indexes by state and by end name the tenant, SQLite took those.

DROP INDEX devices_by_user;
CREATE INDEX devices_by_user ON devices (tenant, user_id, state);
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (tenant, user_id, expires_at);
