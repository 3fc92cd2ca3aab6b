-- The outbox: what happened, told once, after the commit.
--
-- Writers insert without a position (an identity number alone would show gaps that fill later, because transactions
-- commit out of order). One sequencer at a time gives the committed events their positions: 1, 2, 3 … without gaps,
-- in the order of their ids among those visible. Events of one record are inserted under that record's row lock, so
-- their order of ids is the order of their changes. Every reader, now or at replay, sees the same order.
CREATE TABLE outbox_event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position     bigint UNIQUE,
    name         text NOT NULL,
    act_id       bigint REFERENCES trail_act (id),
    agency       text,
    subject_type text,
    subject_id   text,
    payload      jsonb NOT NULL DEFAULT '{}',
    at           timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_event_waiting ON outbox_event (id) WHERE position IS NULL;
CREATE INDEX outbox_event_subject ON outbox_event (subject_type, subject_id, id);

CREATE TABLE outbox_reader (
    name     text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    problem  text,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION outbox_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
       AND to_jsonb(OLD) - 'position' = to_jsonb(NEW) - 'position' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'outbox_event may not be changed (%).', TG_OP USING ERRCODE = 'TS002';
END
$$;
CREATE TRIGGER outbox_keep BEFORE UPDATE OR DELETE ON outbox_event FOR EACH ROW EXECUTE FUNCTION outbox_keep();
CREATE TRIGGER trail_truncate BEFORE TRUNCATE ON outbox_event FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();

-- Give positions to the committed events that have none. Returns how many, or -1 if another process is doing it.
CREATE FUNCTION outbox_sequence(p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    first bigint;
    n     integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('outbox_sequence')) THEN
        RETURN -1;
    END IF;
    SELECT coalesce(max(position), 0) INTO first FROM outbox_event;
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY id) AS n
        FROM (SELECT id FROM outbox_event WHERE position IS NULL ORDER BY id LIMIT p_limit) w
    )
    UPDATE outbox_event e SET position = first + w.n FROM waiting w WHERE e.id = w.id;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
