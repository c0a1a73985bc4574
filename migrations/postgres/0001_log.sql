INSERT INTO head (name, position, recorded_at, log_id)
VALUES ('log', 0, '0001-01-01T00:00:00.000000Z', replace(gen_random_uuid()::TEXT, '-', ''));

-- Byte order for every text that is compared or indexed: it is what the other database does, it makes text order time order under any
-- locale, and an index then outlives an upgrade of the system's collations.
ALTER TABLE head
    ALTER COLUMN recorded_at TYPE TEXT COLLATE "C";
ALTER TABLE events
    ALTER COLUMN id TYPE TEXT COLLATE "C",
    ALTER COLUMN stream TYPE TEXT COLLATE "C",
    ALTER COLUMN kind TYPE TEXT COLLATE "C",
    ALTER COLUMN recorded_at TYPE TEXT COLLATE "C";
ALTER TABLE claims
    ALTER COLUMN scope TYPE TEXT COLLATE "C",
    ALTER COLUMN key TYPE TEXT COLLATE "C",
    ALTER COLUMN holder TYPE TEXT COLLATE "C";
ALTER TABLE requests
    ALTER COLUMN key TYPE TEXT COLLATE "C";

-- The log is append-only, and the database says so, also to a session that calls itself a replica.
CREATE FUNCTION refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_never_changed;

CREATE TRIGGER the_head_never_goes_back BEFORE UPDATE ON head
    FOR EACH ROW
    WHEN (NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at OR (OLD.position > 0 AND NEW.log_id <> OLD.log_id))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER the_head_is_never_deleted BEFORE DELETE OR TRUNCATE ON head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Appends a group of requests in one statement, so that the head row is never held across a client's round trip. Each request is judged
-- against what is committed and what those before it in the group have staged; one that is refused writes nothing and takes no position.
-- A request is {"key", "hash", "answer": idempotency, or null; "expect": [[stream, version]], in the order in which they are judged;
-- "releases": [[scope, key, holder]]; "takes": [[scope, key, holder, "now" or "ever"]]; "events": [[id, stream, version, kind,
-- schema_version, actor, acting_for, correlation, causation, document, body]]}. Sequential scans are off because a plan made while the
-- tables were small would be kept while an import makes them large.
CREATE FUNCTION append_group(p_now TEXT, p_requests TEXT) RETURNS TEXT
LANGUAGE plpgsql VOLATILE
SET lock_timeout = '30s'
SET enable_seqscan = off
AS $$
DECLARE
    v_head     BIGINT;
    v_start    BIGINT;
    v_at       TEXT;
    v_count    BIGINT;
    v_request  JSONB;
    v_outcome  JSONB;
    v_outcomes JSONB := '[]';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_group needs read committed, because what it reads must be newer than the lock it waited for';
    END IF;
    SELECT h.position, greatest(h.recorded_at, p_now)
      INTO STRICT v_start, v_at
      FROM head AS h
     WHERE h.name = 'log'
       FOR UPDATE;
    v_head := v_start;

    FOR v_request IN
        SELECT r.value FROM jsonb_array_elements(p_requests::JSONB) WITH ORDINALITY AS r (value, n) ORDER BY r.n
    LOOP
        v_outcome := NULL;
        IF v_request ->> 'key' IS NOT NULL THEN
            SELECT CASE WHEN q.hash = v_request ->> 'hash'
                        THEN jsonb_build_object('outcome', 'already_appended', 'first', q.first_position,
                                                'last', q.last_position, 'answer', q.answer)
                        ELSE jsonb_build_object('outcome', 'key_reused', 'key', q.key) END
              INTO v_outcome
              FROM requests AS q
             WHERE q.key = v_request ->> 'key';
        END IF;

        IF v_outcome IS NULL THEN
            SELECT jsonb_build_object('outcome', 'conflict', 'stream', x.value ->> 0,
                                      'expected', (x.value ->> 1)::BIGINT, 'actual', s.version)
              INTO v_outcome
              FROM jsonb_array_elements(v_request -> 'expect') WITH ORDINALITY AS x (value, n)
             CROSS JOIN LATERAL (SELECT coalesce(max(e.version), 0) AS version FROM events AS e
                                  WHERE e.stream = x.value ->> 0) AS s
             WHERE s.version <> (x.value ->> 1)::BIGINT
             ORDER BY x.n
             LIMIT 1;
        END IF;

        IF v_outcome IS NULL AND jsonb_array_length(v_request -> 'takes') > 0 THEN
            SELECT jsonb_build_object('outcome', 'claim_taken', 'scope', c.scope, 'key', c.key, 'holder', c.holder)
              INTO v_outcome
              FROM jsonb_array_elements(v_request -> 'takes') WITH ORDINALITY AS t (value, n)
              JOIN claims AS c ON c.scope = t.value ->> 0 AND c.key = t.value ->> 1 AND c.holder <> t.value ->> 2
             WHERE c.state = 'ever'
                OR t.value ->> 3 = 'ever'
                OR (c.state = 'now'
                    AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(v_request -> 'releases') AS r (value)
                                     WHERE r.value ->> 0 = c.scope AND r.value ->> 1 = c.key AND r.value ->> 2 = c.holder))
             ORDER BY t.n, (c.state = 'released'), c.position DESC, c.holder
             LIMIT 1;
        END IF;

        IF v_outcome IS NULL THEN
            INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                                actor, acting_for, correlation, causation, document, body)
            SELECT v_head + e.n, e.value ->> 0, e.value ->> 1, (e.value ->> 2)::BIGINT, e.value ->> 3, (e.value ->> 4)::BIGINT, v_at,
                   e.value ->> 5, e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9, e.value ->> 10
              FROM jsonb_array_elements(v_request -> 'events') WITH ORDINALITY AS e (value, n);
            GET DIAGNOSTICS v_count = ROW_COUNT;

            UPDATE claims AS c
               SET state = 'released', position = v_head + v_count
              FROM jsonb_array_elements(v_request -> 'releases') AS r (value)
             WHERE c.scope = r.value ->> 0 AND c.key = r.value ->> 1 AND c.holder = r.value ->> 2 AND c.state = 'now';
            INSERT INTO claims (scope, key, holder, state, position)
            SELECT t.value ->> 0, t.value ->> 1, t.value ->> 2, t.value ->> 3, v_head + v_count
              FROM jsonb_array_elements(v_request -> 'takes') AS t (value)
                ON CONFLICT (scope, key, holder) DO UPDATE
               SET state = CASE WHEN claims.state = 'ever' THEN 'ever' ELSE excluded.state END, position = excluded.position;

            IF v_request ->> 'key' IS NOT NULL THEN
                INSERT INTO requests (key, hash, first_position, last_position, answer)
                VALUES (v_request ->> 'key', v_request ->> 'hash', v_head + 1, v_head + v_count, v_request ->> 'answer');
            END IF;
            v_outcome := jsonb_build_object('outcome', 'appended', 'first', v_head + 1, 'last', v_head + v_count);
            v_head := v_head + v_count;
        END IF;
        v_outcomes := v_outcomes || jsonb_build_array(v_outcome);
    END LOOP;

    IF v_head > v_start THEN
        UPDATE head SET position = v_head, recorded_at = v_at WHERE name = 'log';
        PERFORM pg_notify('liangshi_log', v_head::TEXT);
    END IF;
    RETURN v_outcomes::TEXT;
END;
$$;
