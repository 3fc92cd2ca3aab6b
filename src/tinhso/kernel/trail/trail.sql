-- The trail. Nothing here is ever changed or removed: triggers refuse it.

-- One row for each act: who did what to which subject, for what purpose, and how it ended.
CREATE TABLE trail_act (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent       bigint REFERENCES trail_act (id),
    action       text NOT NULL,
    outcome      text NOT NULL CHECK (outcome IN ('done', 'refused')),
    account      uuid,
    person       uuid,
    actor        text NOT NULL,
    agency       text,
    post         text,
    via          text NOT NULL,
    purpose      text NOT NULL CHECK (purpose <> ''),
    subject_type text,
    subject_id   text,
    inputs       jsonb,
    reason       text,
    law          text,
    key          text,
    at           timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX trail_act_key ON trail_act (key) WHERE key IS NOT NULL;
CREATE INDEX trail_act_subject ON trail_act (subject_type, subject_id, id);
CREATE INDEX trail_act_account ON trail_act (account, id) WHERE account IS NOT NULL;

-- One row for each row of a protected table that an act inserted, updated or deleted, chained by hash per record.
CREATE TABLE trail_change (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    act_id    bigint NOT NULL REFERENCES trail_act (id),
    rel       text NOT NULL,
    record_id text NOT NULL,
    seq       integer NOT NULL,
    op        char(1) NOT NULL CHECK (op IN ('I', 'U', 'D')),
    before    jsonb,
    after     jsonb,
    at        timestamptz NOT NULL,
    prev      bytea,
    hash      bytea NOT NULL,
    UNIQUE (rel, record_id, seq)
);
CREATE INDEX trail_change_act ON trail_change (act_id);

-- Which record an act with a key returned, so that the same request sent twice gets the same answer.
CREATE TABLE trail_result (
    key       text PRIMARY KEY,
    rel       text NOT NULL,
    record_id text NOT NULL
);

-- One row for each look at somebody's personal data by somebody else: what the person sees in the mirror.
CREATE TABLE trail_read (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person       uuid NOT NULL,
    account      uuid,
    actor        text NOT NULL,
    agency       text,
    post         text,
    via          text NOT NULL,
    purpose      text NOT NULL CHECK (purpose <> ''),
    subject_type text,
    subject_id   text,
    subject_name text,
    fields       text[] NOT NULL DEFAULT '{}',
    at           timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX trail_read_person ON trail_read (person, id);

-- One row for each sealed stretch of changes: a Merkle root over their hashes, chained to the seal before.
CREATE TABLE trail_seal (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size  integer NOT NULL,
    root  bytea NOT NULL,
    prev  bytea,
    hash  bytea NOT NULL,
    at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Which seal covers which change. Transactions commit out of order, so a range of ids would leave holes.
CREATE TABLE trail_sealed (
    change bigint PRIMARY KEY,
    seal   bigint NOT NULL REFERENCES trail_seal (id)
);
CREATE INDEX trail_sealed_seal ON trail_sealed (seal);

CREATE FUNCTION trail_act_digest(a trail_act) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        a.id, a.parent, a.action, a.outcome, a.account, a.person, a.actor, a.agency, a.post, a.via, a.purpose,
        a.subject_type, a.subject_id, a.inputs, a.reason, a.law, a.key, extract(epoch FROM a.at))::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION trail_change_hash(
    prev bytea, digest text, rel text, record_id text, seq integer, op char, before jsonb, after jsonb
) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(coalesce(prev, ''::bytea) || convert_to(
        jsonb_build_array(digest, rel, record_id, seq, op, before, after)::text, 'UTF8'))
$$;

-- Sign the running transaction (or a nested act within it). Returns the act, or null if the key was used before.
CREATE FUNCTION trail_sign(
    p_action text, p_account uuid, p_person uuid, p_actor text, p_agency text, p_post text, p_via text,
    p_purpose text, p_subject_type text, p_subject_id text, p_inputs jsonb, p_key text, p_at timestamptz,
    p_parent bigint
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    act trail_act;
BEGIN
    INSERT INTO trail_act (parent, action, outcome, account, person, actor, agency, post, via, purpose,
                           subject_type, subject_id, inputs, key, at)
    VALUES (p_parent, p_action, 'done', p_account, p_person, p_actor, p_agency, p_post, p_via, p_purpose,
            p_subject_type, p_subject_id, p_inputs, p_key, p_at)
    ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
    RETURNING * INTO act;
    IF act.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('tinhso.act', act.id::text, true);
    PERFORM set_config('tinhso.digest', trail_act_digest(act), true);
    RETURN act.id;
END
$$;

-- Go back to the outer act when a nested one is over.
CREATE FUNCTION trail_resume(p_act bigint) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('tinhso.act', a.id::text, true), set_config('tinhso.digest', trail_act_digest(a), true)
    FROM trail_act a WHERE a.id = p_act
$$;

-- Trigger of every protected table. Arguments: key column, secret columns, columns that are not trailed.
CREATE FUNCTION trail_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_act    bigint := nullif(current_setting('tinhso.act', true), '')::bigint;
    v_digest text := current_setting('tinhso.digest', true);
    v_was    jsonb;
    v_now jsonb;
    v_before jsonb;
    v_after  jsonb;
    v_key    text;
    v_secret text;
    v_last_hash bytea;
    v_last_seq  integer;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        v_was := to_jsonb(OLD) - string_to_array(TG_ARGV[2], ',');
    END IF;
    IF TG_OP <> 'DELETE' THEN
        v_now := to_jsonb(NEW) - string_to_array(TG_ARGV[2], ',');
    END IF;
    IF TG_OP = 'UPDATE' AND v_was = v_now THEN
        RETURN NULL;
    END IF;
    IF v_act IS NULL THEN
        RAISE EXCEPTION 'Unsigned change of %: every change goes through an action.', TG_TABLE_NAME
            USING ERRCODE = 'TS001', HINT = 'Thay đổi không có chữ ký: mọi thay đổi phải đi qua một hành động.';
    END IF;
    v_key := coalesce(v_now, v_was) ->> TG_ARGV[0];
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, v_now -> o.key)
        INTO v_before, v_after
        FROM jsonb_each(v_was) o WHERE o.value IS DISTINCT FROM v_now -> o.key;
    ELSE
        v_before := v_was;
        v_after := v_now;
    END IF;
    FOREACH v_secret IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF v_before ? v_secret THEN v_before := jsonb_set(v_before, ARRAY[v_secret], '"***"'); END IF;
        IF v_after ? v_secret THEN v_after := jsonb_set(v_after, ARRAY[v_secret], '"***"'); END IF;
    END LOOP;
    SELECT c.hash, c.seq INTO v_last_hash, v_last_seq
    FROM trail_change c WHERE c.rel = TG_TABLE_NAME AND c.record_id = v_key ORDER BY c.seq DESC LIMIT 1;
    v_last_seq := coalesce(v_last_seq, 0) + 1;
    INSERT INTO trail_change (act_id, rel, record_id, seq, op, before, after, at, prev, hash)
    SELECT v_act, TG_TABLE_NAME, v_key, v_last_seq, left(TG_OP, 1), v_before, v_after, a.at, v_last_hash,
           trail_change_hash(v_last_hash, v_digest, TG_TABLE_NAME::text, v_key, v_last_seq, left(TG_OP, 1)::char, v_before, v_after)
    FROM trail_act a WHERE a.id = v_act;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Unsigned change of %: act % does not exist.', TG_TABLE_NAME, v_act USING ERRCODE = 'TS001';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('tinhso.allow_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% may not be changed (%).', TG_TABLE_NAME, TG_OP USING ERRCODE = 'TS002';
END
$$;

-- Protect one table; may be called again at any time.
CREATE FUNCTION trail_protect(rel text, key text, secret text, untrailed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER trail_record AFTER INSERT OR UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION trail_record(%L, %L, %L)', rel, key, secret, untrailed);
    EXECUTE format('CREATE OR REPLACE TRIGGER trail_truncate BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()', rel);
END
$$;

-- Make a table append-only.
CREATE FUNCTION trail_append_only(rel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER trail_keep BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION trail_refuse()', rel);
    EXECUTE format('CREATE OR REPLACE TRIGGER trail_truncate BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()', rel);
END
$$;

SELECT trail_append_only(rel) FROM unnest(ARRAY['trail_act', 'trail_change', 'trail_read', 'trail_seal', 'trail_sealed', 'trail_result']) rel;
