-- Every table names its tenant. Times are whole seconds since 1970; flags are 0 or 1. Only BIGINT, TEXT and BLOB are
-- used, and no statement of the program is SQLite's alone, so that the same can be written for PostgreSQL.

CREATE TABLE users (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    must_enrol BIGINT NOT NULL DEFAULT 0,
    without_device BIGINT NOT NULL DEFAULT 0,
    groups TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX users_by_name ON users (tenant, name_key);

CREATE TABLE sessions (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    password_checked_at BIGINT NOT NULL,
    factor_checked_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_by_token ON sessions (tenant, token_hash);
CREATE INDEX sessions_by_user ON sessions (tenant, user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE devices (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    digits BIGINT NOT NULL,
    period BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    retired_at BIGINT NOT NULL DEFAULT 0,
    last_step BIGINT NOT NULL DEFAULT -1,
    last_used_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);
CREATE INDEX devices_by_user ON devices (tenant, user_id);
CREATE INDEX devices_by_state ON devices (state, retired_at);

CREATE TABLE backup_codes (
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    slot TEXT NOT NULL,
    set_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, user_id, slot),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);

CREATE TABLE addresses (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);
CREATE INDEX addresses_by_user ON addresses (tenant, user_id);

-- One live code a user and purpose.
CREATE TABLE sent_codes (
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    address_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, user_id, purpose),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_user ON outbox (tenant, user_id, id);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    at BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    device_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    source TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX journal_by_user ON journal (tenant, user_id, id);
CREATE INDEX journal_by_tenant ON journal (tenant, id);
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Apart from the journal, sealed under the journal entry's number, and soon gone.
CREATE TABLE rejected_codes (
    tenant TEXT NOT NULL,
    journal_id BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, journal_id)
);
CREATE INDEX rejected_codes_by_user ON rejected_codes (tenant, user_id, journal_id);
CREATE INDEX rejected_codes_by_end ON rejected_codes (expires_at);

CREATE TABLE throttles (
    tenant TEXT NOT NULL,
    scope TEXT NOT NULL,
    failures BIGINT NOT NULL,
    consecutive BIGINT NOT NULL,
    window_start BIGINT NOT NULL,
    next_allowed_at BIGINT NOT NULL,
    locked BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, scope)
);
CREATE INDEX throttles_by_change ON throttles (changed_at);
