-- An instant is turned into a position by halving, since time never runs backwards along positions; an index for it cost every event.
DROP INDEX events_by_time;

-- Appends a group of requests in one statement, as append_group does, but for the whole group at once: what costs is the number of
-- statements, not of rows. The requests of a group must have nothing in common: no key, no claimed name, and no stream that one
-- of them writes, so that none is judged by what another of them stages. Whoever calls sees to that. append_group stays for programs from before this one.
--
-- Whoever calls has set lock_timeout, enable_seqscan = off and plan_cache_mode = force_generic_plan for the session: a plan made while the
-- tables were small would be kept while an import makes them large, and planning anew costs more than what is planned.
--
-- Each list has one entry for each thing of its kind; `of` says to which request it belongs, counted from 1. What is refused writes nothing
-- and takes no position. The answer is {"head": the position before the group, "refused": {"3": {"outcome": …}, …}}; those that are not
-- refused follow each other from the head on, in their order.
CREATE FUNCTION append_batch(
    p_now             TEXT,
    p_count           BIGINT[], -- Events of each request,
    p_key             TEXT[],   -- its idempotency key, or null,
    p_hash            TEXT[],   -- the hash of its content,
    p_answer          TEXT[],   -- and what a retry is told.
    p_expect_of       BIGINT[], -- Streams that must be at a version, in the order in which they are judged.
    p_expect_stream   TEXT[],
    p_expect_version  BIGINT[],
    p_release_of      BIGINT[], -- Names given back.
    p_release_scope   TEXT[],
    p_release_key     TEXT[],
    p_release_holder  TEXT[],
    p_take_of         BIGINT[], -- Names taken, `now` or `ever`.
    p_take_scope      TEXT[],
    p_take_key        TEXT[],
    p_take_holder     TEXT[],
    p_take_state      TEXT[],
    p_sealed_of       BIGINT[], -- The keys that personal values are sealed with.
    p_sealed_key      TEXT[],
    p_of              BIGINT[], -- The events, request by request.
    p_id              TEXT[],
    p_stream          TEXT[],
    p_version         BIGINT[],
    p_kind            TEXT[],
    p_schema_version  BIGINT[],
    p_actor           TEXT[],
    p_acting_for      TEXT[],
    p_correlation     TEXT[],
    p_causation       TEXT[],
    p_document        TEXT[],
    p_body            TEXT[]
) RETURNS TEXT
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    v_head    BIGINT;
    v_at      TEXT;
    v_last    BIGINT[];
    v_out     BIGINT[] := '{}';
    v_more    BIGINT[];
    v_refused JSONB := '{}';
    v_found   JSONB;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs read committed, because what it reads must be newer than the lock it waited for';
    END IF;
    SELECT h.position, greatest(h.recorded_at, p_now)
      INTO STRICT v_head, v_at
      FROM head AS h
     WHERE h.name = 'log'
       FOR UPDATE;

    SELECT array_agg(k.n),
           jsonb_object_agg(k.n, CASE WHEN q.hash = k.hash
                                      THEN jsonb_build_object('outcome', 'already_appended', 'first', q.first_position,
                                                              'last', q.last_position, 'answer', q.answer)
                                      ELSE jsonb_build_object('outcome', 'key_reused', 'key', q.key) END)
      INTO v_more, v_found
      FROM unnest(p_key, p_hash) WITH ORDINALITY AS k (key, hash, n)
      JOIN requests AS q ON q.key = k.key;
    IF v_more IS NOT NULL THEN
        v_out := v_more;
        v_refused := v_found;
    END IF;

    SELECT array_agg(c.request), jsonb_object_agg(c.request, c.outcome)
      INTO v_more, v_found
      FROM (SELECT DISTINCT ON (x.request) x.request,
                   jsonb_build_object('outcome', 'conflict', 'stream', x.stream, 'expected', x.version, 'actual', s.version) AS outcome
              FROM unnest(p_expect_of, p_expect_stream, p_expect_version) WITH ORDINALITY AS x (request, stream, version, n)
             CROSS JOIN LATERAL (SELECT coalesce(max(e.version), 0) AS version FROM events AS e WHERE e.stream = x.stream) AS s
             WHERE s.version <> x.version
               AND x.request <> ALL (v_out)
             ORDER BY x.request, x.n) AS c;
    IF v_more IS NOT NULL THEN
        v_out := v_out || v_more;
        v_refused := v_refused || v_found;
    END IF;

    -- A key is made by a transaction of its own that does not wait for the disk: this one waits for both, because the server writes
    -- them in order. Should it lose the key and not the program that made it, or should the person be erased meanwhile, nothing may be
    -- kept that nobody could open. What is destroyed is empty; asking by destroyed_at would let a plan walk the index of all that is not.
    IF cardinality(p_sealed_of) > 0 THEN
        SELECT array_agg(DISTINCT s.request), jsonb_object_agg(s.request, jsonb_build_object('outcome', 'key_gone'))
          INTO v_more, v_found
          FROM unnest(p_sealed_of, p_sealed_key) AS s (request, key)
         WHERE s.request <> ALL (v_out)
           AND coalesce((SELECT k.wrapped FROM liangshi_keys.subject_keys AS k WHERE k.key_id = s.key), '') = '';
        IF v_more IS NOT NULL THEN
            v_out := v_out || v_more;
            v_refused := v_refused || v_found;
        END IF;
    END IF;

    IF cardinality(p_take_of) > 0 THEN
        SELECT array_agg(c.request), jsonb_object_agg(c.request, c.outcome)
          INTO v_more, v_found
          FROM (SELECT DISTINCT ON (t.request) t.request,
                       jsonb_build_object('outcome', 'claim_taken', 'scope', c.scope, 'key', c.key, 'holder', c.holder) AS outcome
                  FROM unnest(p_take_of, p_take_scope, p_take_key, p_take_holder, p_take_state) WITH ORDINALITY
                       AS t (request, scope, key, holder, state, n)
                  JOIN claims AS c ON c.scope = t.scope AND c.key = t.key AND c.holder <> t.holder
                 WHERE t.request <> ALL (v_out)
                   AND (c.state = 'ever'
                        OR t.state = 'ever'
                        OR (c.state = 'now'
                            AND NOT EXISTS (SELECT 1
                                              FROM unnest(p_release_of, p_release_scope, p_release_key, p_release_holder)
                                                   AS r (request, scope, key, holder)
                                             WHERE r.request = t.request AND r.scope = c.scope AND r.key = c.key AND r.holder = c.holder)))
                 ORDER BY t.request, t.n, (c.state = 'released'), c.position DESC, c.holder) AS c;
        IF v_more IS NOT NULL THEN
            v_out := v_out || v_more;
            v_refused := v_refused || v_found;
        END IF;
    END IF;

    IF cardinality(v_out) < cardinality(p_count) THEN
        SELECT array_agg(s.last ORDER BY s.n)
          INTO v_last
          FROM (SELECT c.n, v_head + (sum(CASE WHEN c.n = ANY (v_out) THEN 0 ELSE c.events END) OVER (ORDER BY c.n))::BIGINT AS last
                  FROM unnest(p_count) WITH ORDINALITY AS c (events, n)) AS s;

        INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at,
                            actor, acting_for, correlation, causation, document, body)
        SELECT v_head + row_number() OVER (ORDER BY e.n), e.id, e.stream, e.version, e.kind, e.schema_version, v_at,
               e.actor, e.acting_for, e.correlation, e.causation, e.document, e.body
          FROM unnest(p_of, p_id, p_stream, p_version, p_kind, p_schema_version, p_actor, p_acting_for, p_correlation,
                      p_causation, p_document, p_body) WITH ORDINALITY
               AS e (request, id, stream, version, kind, schema_version, actor, acting_for, correlation, causation, document, body, n)
         WHERE e.request <> ALL (v_out);

        IF cardinality(p_release_of) > 0 THEN
            UPDATE claims AS c
               SET state = 'released', position = v_last[r.request]
              FROM unnest(p_release_of, p_release_scope, p_release_key, p_release_holder) AS r (request, scope, key, holder)
             WHERE c.scope = r.scope AND c.key = r.key AND c.holder = r.holder AND c.state = 'now'
               AND r.request <> ALL (v_out);
        END IF;
        IF cardinality(p_take_of) > 0 THEN
            INSERT INTO claims (scope, key, holder, state, position)
            SELECT t.scope, t.key, t.holder, t.state, v_last[t.request]
              FROM unnest(p_take_of, p_take_scope, p_take_key, p_take_holder, p_take_state) AS t (request, scope, key, holder, state)
             WHERE t.request <> ALL (v_out)
                ON CONFLICT (scope, key, holder) DO UPDATE
               SET state = CASE WHEN claims.state = 'ever' THEN 'ever' ELSE excluded.state END, position = excluded.position;
        END IF;
        INSERT INTO requests (key, hash, first_position, last_position, answer)
        SELECT k.key, k.hash, v_last[k.n] - p_count[k.n] + 1, v_last[k.n], k.answer
          FROM unnest(p_key, p_hash, p_answer) WITH ORDINALITY AS k (key, hash, answer, n)
         WHERE k.key IS NOT NULL AND k.n <> ALL (v_out);

        UPDATE head SET position = v_last[cardinality(v_last)], recorded_at = v_at WHERE name = 'log';
        PERFORM pg_notify('liangshi_log', v_last[cardinality(v_last)]::TEXT);
    END IF;
    RETURN jsonb_build_object('head', v_head, 'refused', v_refused)::TEXT;
END;
$$;
