-- What has ended is thrown away a tenant at a time, by that tenant's clock.

DROP INDEX sessions_by_end;
CREATE INDEX sessions_by_end ON sessions (tenant, expires_at);
DROP INDEX devices_by_state;
CREATE INDEX devices_by_state ON devices (tenant, state, retired_at);
DROP INDEX rejected_codes_by_end;
CREATE INDEX rejected_codes_by_end ON rejected_codes (tenant, expires_at);
DROP INDEX throttles_by_change;
CREATE INDEX throttles_by_change ON throttles (tenant, changed_at);
