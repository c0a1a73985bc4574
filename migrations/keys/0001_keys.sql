-- The keys that seal personal values, in a place of their own with a backup of its own: a copy of the log must not bring back
-- what was erased, and a copy of the keys alone says nothing.

CREATE TABLE subject_keys (
    key_id       TEXT NOT NULL PRIMARY KEY, -- Stands beside every sealed value; random, so that it says nothing of the subject.
    subject      TEXT NOT NULL,             -- The stream whose personal values this key seals.
    suite        TEXT NOT NULL,             -- Which cipher this key is for, so that another can be added and old values still be read.
    master       TEXT NOT NULL,             -- A fingerprint of the master key that wraps it, so that a wrong one is told from a damaged row.
    wrapped      TEXT NOT NULL,             -- The key under the master key, in base64; empty once destroyed.
    nonce        TEXT NOT NULL,             -- The nonce of the wrapping, in base64; empty once destroyed.
    created_at   TEXT NOT NULL,             -- When it was made.
    destroyed_at TEXT,                      -- When the subject was erased; the row stays, so that "erased" is never taken for "lost".
    destroyed_by TEXT,                      -- Who erased the subject …
    reason       TEXT                       -- … and on what ground.
);
CREATE UNIQUE INDEX subject_keys_one_alive ON subject_keys (subject) WHERE destroyed_at IS NULL; -- Two processes making a key at once end with one.
