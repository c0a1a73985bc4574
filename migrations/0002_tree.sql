-- What makes the log tamper-evident: a Merkle tree over the stored rows by position (RFC 6962), and what was signed of it. None of it
-- is written while an event is; it follows the log, and could be made again from the rows, but not to other roots than were signed.
-- BYTEA is the word of one database for bytes; the other takes any word for a type and keeps bytes as they are.

CREATE TABLE tiles (
    level  BIGINT NOT NULL CHECK (level >= 0),              -- 0 holds the hashes of rows; each level above, the roots of whole tiles of the level below.
    number BIGINT NOT NULL CHECK (number >= 0),             -- Tile n of level 0 is of the positions 256 n + 1 to 256 n + 256.
    hashes BYTEA  NOT NULL CHECK (length(hashes) = 8192),   -- 256 hashes of 32 bytes, in order. Only whole tiles are kept, so that one is never changed.
    PRIMARY KEY (level, number)
);

CREATE TABLE checkpoints (
    size      BIGINT NOT NULL PRIMARY KEY CHECK (size > 0), -- It speaks of the positions 1 to this one.
    text      TEXT   NOT NULL,                              -- A signed note in the form that transparency logs share, so that other programs can check it too.
    tail      BYTEA  NOT NULL CHECK (length(tail) % 32 = 0), -- Hashes of the last rows up to this size that no tile and no smaller checkpoint holds, so that a changed row is named and not only noticed.
    signed_at TEXT   NOT NULL                               -- When it was signed, as this log tells time; the note does not vouch for it.
);
