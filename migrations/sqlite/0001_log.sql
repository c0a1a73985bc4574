INSERT INTO head (name, position, recorded_at, log_id)
VALUES ('log', 0, '0001-01-01T00:00:00.000000Z', lower(hex(randomblob(16))));

-- The log is append-only, and the database says so.

CREATE TRIGGER events_are_never_updated BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: events are never updated');
END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: events are never deleted');
END;

-- REPLACE deletes without asking the trigger above, so what it would replace is looked for here.
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
  OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: events are never replaced');
END;

CREATE TRIGGER the_head_never_goes_back BEFORE UPDATE ON head
WHEN NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at OR (OLD.position > 0 AND NEW.log_id <> OLD.log_id)
BEGIN
    SELECT RAISE(ABORT, 'the head of the log never goes back');
END;

CREATE TRIGGER the_head_is_never_deleted BEFORE DELETE ON head
BEGIN
    SELECT RAISE(ABORT, 'the head of the log is never deleted');
END;
