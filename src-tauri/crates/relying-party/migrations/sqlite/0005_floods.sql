-- Refusals that cost nothing to cause: the first of a minute are entries of the journal, the others are counted here and
-- become one entry when the minute is over.

CREATE TABLE floods (
    tenant TEXT NOT NULL,
    minute BIGINT NOT NULL,
    source TEXT NOT NULL,
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    event TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seen BIGINT NOT NULL,
    more BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_request_id TEXT NOT NULL,
    PRIMARY KEY (tenant, minute, source, scope, reason)
);
