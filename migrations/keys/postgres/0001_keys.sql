ALTER TABLE subject_keys
    ALTER COLUMN key_id TYPE TEXT COLLATE "C",
    ALTER COLUMN subject TYPE TEXT COLLATE "C";

-- A destroyed key is a record of its own: it is neither deleted nor revived.
CREATE FUNCTION refuse_key_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'key rows are destroyed once, never deleted and never revived';
END;
$$;
CREATE TRIGGER subject_keys_are_never_deleted BEFORE DELETE OR TRUNCATE ON subject_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_key_change();
CREATE TRIGGER destroyed_keys_stay_destroyed BEFORE UPDATE ON subject_keys
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION refuse_key_change();
