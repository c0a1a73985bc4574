-- What was signed is append-only like the log itself, and the database says so.

CREATE TRIGGER tiles_are_never_updated BEFORE UPDATE ON tiles
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: tiles are never updated');
END;

CREATE TRIGGER tiles_are_never_deleted BEFORE DELETE ON tiles
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: tiles are never deleted');
END;

-- REPLACE deletes without asking the trigger above, so what it would replace is looked for here.
CREATE TRIGGER tiles_are_never_replaced BEFORE INSERT ON tiles
WHEN EXISTS (SELECT 1 FROM tiles WHERE level = NEW.level AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: tiles are never replaced');
END;

CREATE TRIGGER checkpoints_are_never_updated BEFORE UPDATE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: checkpoints are never updated');
END;

CREATE TRIGGER checkpoints_are_never_deleted BEFORE DELETE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: checkpoints are never deleted');
END;

CREATE TRIGGER checkpoints_are_never_replaced BEFORE INSERT ON checkpoints
WHEN EXISTS (SELECT 1 FROM checkpoints WHERE size = NEW.size)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: checkpoints are never replaced');
END;
