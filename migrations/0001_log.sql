-- The log, read by both databases as it stands. What only one of them can say is in the folder of its name, under this same number.
-- Ids are lower-case hyphenated UUIDs. Times are RFC 3339 in UTC, always 27 characters with microseconds, so that text order is time order.

CREATE TABLE head (
    name        TEXT   NOT NULL PRIMARY KEY CHECK (name = 'log'), -- One row only: locking it is what puts all writers in one line.
    position    BIGINT NOT NULL CHECK (position >= 0),            -- The last position given; the next event takes the one after it.
    recorded_at TEXT   NOT NULL,                                  -- When that position was given, so that time never runs backwards along positions.
    log_id      TEXT   NOT NULL                                   -- Which log this is, the same in every copy: a position means nothing in another one.
);

CREATE TABLE events (
    position       BIGINT NOT NULL PRIMARY KEY CHECK (position > 0), -- Dense from 1 and in commit order, so that whoever sees n has seen all below n.
    id             TEXT   NOT NULL UNIQUE,                           -- Identity only, never order: corrections and voids name an event by it.
    stream         TEXT   NOT NULL,                                  -- Whose history this is; also the subject whose key seals the personal values of the body.
    version        BIGINT NOT NULL CHECK (version > 0),              -- Dense from 1 within the stream; a writer names the one it has read.
    kind           TEXT   NOT NULL,                                  -- The stable wire name, never the name of a type in the code.
    schema_version BIGINT NOT NULL CHECK (schema_version > 0),       -- The shape of the body, so that old shapes are lifted when read and never rewritten.
    recorded_at    TEXT   NOT NULL,                                  -- Known time: never before that of the position below, so an instant names one position.
    actor          TEXT   NOT NULL,                                  -- Who is answerable for it.
    acting_for     TEXT,                                             -- The organisation on whose behalf, where there is one.
    correlation    TEXT   NOT NULL,                                  -- Groups all that came of one request.
    causation      TEXT,                                             -- The event that led to this one, where one did.
    document       TEXT,                                             -- The decision document (JSON) that a fact of this register rests on.
    body           TEXT   NOT NULL,                                  -- A JSON object kept byte for byte, its personal values sealed; TEXT, because a JSON type would reorder it.
    UNIQUE (stream, version)                                         -- The last fence against a lost update, should anything go round the head row.
);
CREATE INDEX events_by_time ON events (recorded_at, position); -- An instant is turned into a position at each question asked "as known then".

CREATE TABLE claims (
    scope    TEXT   NOT NULL,                                              -- What kind of thing is claimed, such as an identity number.
    key      TEXT   NOT NULL,                                              -- The thing itself; a keyed hash where it is personal.
    holder   TEXT   NOT NULL,                                              -- The stream that claims it.
    state    TEXT   NOT NULL CHECK (state IN ('now', 'ever', 'released')), -- Released claims stay, because "unique ever" asks about the past.
    position BIGINT NOT NULL,                                              -- The last position of the append that brought this state, so that a claim is explained by an event.
    PRIMARY KEY (scope, key, holder)
);
CREATE UNIQUE INDEX claims_held_once ON claims (scope, key) WHERE state <> 'released'; -- The database itself refuses two holders.

CREATE TABLE requests (
    key            TEXT   NOT NULL PRIMARY KEY, -- The idempotency key, made by the caller.
    hash           TEXT   NOT NULL,             -- SHA-256 of the canonical content, so that a key reused for something else is refused.
    first_position BIGINT NOT NULL,             -- What the first try was given …
    last_position  BIGINT NOT NULL,             -- … and what every retry is told again.
    answer         TEXT   NOT NULL              -- JSON kept for the retry, such as the ids the first try made.
);
