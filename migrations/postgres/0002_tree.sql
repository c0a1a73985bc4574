-- Byte order for the one text that is a time, as in the log itself.
ALTER TABLE checkpoints
    ALTER COLUMN signed_at TYPE TEXT COLLATE "C";

-- Hashes do not compress, so no time is spent on trying.
ALTER TABLE tiles
    ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE checkpoints
    ALTER COLUMN tail SET STORAGE EXTERNAL;

-- What was signed is append-only like the log itself, and the database says so, also to a session that calls itself a replica.
CREATE TRIGGER tiles_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE tiles ENABLE ALWAYS TRIGGER tiles_are_never_changed;

CREATE TRIGGER checkpoints_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoints ENABLE ALWAYS TRIGGER checkpoints_are_never_changed;
