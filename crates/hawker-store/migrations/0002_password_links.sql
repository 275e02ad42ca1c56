-- A member of staff is invited before having a password, so the column may be empty. SQLite cannot
-- take NOT NULL from a column, and making the table anew would drag along everything that refers
-- to it; a new column in the old one's place is the same on both databases.
ALTER TABLE users RENAME COLUMN password_hash TO required_password_hash;
ALTER TABLE users ADD COLUMN password_hash TEXT;
UPDATE users SET password_hash = required_password_hash;
ALTER TABLE users DROP COLUMN required_password_hash;

-- What lets somebody set a password once, without knowing another. Only the token's hash is kept.
CREATE TABLE password_links (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL CONSTRAINT password_links_token_hash_unique UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_links_by_user ON password_links (user_id);
CREATE INDEX password_links_by_expiry ON password_links (expires_at);

-- The manager's list of a stall's staff.
CREATE INDEX users_by_vendor ON users (vendor_id) WHERE vendor_id IS NOT NULL;
