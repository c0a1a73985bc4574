-- Keys that are nobody's own: one name, one key, made once and then the same for as long as the log lives, also after the master key
-- was changed. What was hashed or signed with them years ago must still compare and verify.

CREATE TABLE secrets (
    name       TEXT NOT NULL PRIMARY KEY, -- What it is for, such as `hashing` or `checkpoint-signing`.
    suite      TEXT NOT NULL,             -- Which cipher wraps it.
    master     TEXT NOT NULL,             -- A fingerprint of the master key that wraps it; that of `hashing` says under which one the whole store is.
    wrapped    TEXT NOT NULL,             -- The key under the master key, in base64.
    nonce      TEXT NOT NULL,             -- The nonce of the wrapping, in base64.
    created_at TEXT NOT NULL              -- When it was made.
);
