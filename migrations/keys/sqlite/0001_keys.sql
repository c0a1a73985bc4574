-- A destroyed key is a record of its own: it is neither deleted nor revived.
CREATE TRIGGER subject_keys_are_never_deleted BEFORE DELETE ON subject_keys
BEGIN
    SELECT RAISE(ABORT, 'key rows are destroyed, never deleted');
END;

CREATE TRIGGER destroyed_keys_stay_destroyed BEFORE UPDATE ON subject_keys WHEN OLD.destroyed_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a destroyed key stays destroyed');
END;
