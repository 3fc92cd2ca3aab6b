-- One row of differences for each kind that a statement touched. Reads nothing, locks nothing, cannot deadlock.
CREATE FUNCTION cases_month(closed timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', closed AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
$$;

CREATE FUNCTION cases_count_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_tally (agency, received_by, state, channel, month, on_time, n)
    SELECT agency, received_by, state, channel, cases_month(closed_at), on_time, count(*)
    FROM new_rows GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END
$$;

CREATE FUNCTION cases_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_tally (agency, received_by, state, channel, month, on_time, n)
    SELECT agency, received_by, state, channel, cases_month(closed_at), on_time, sum(d) FROM (
        SELECT agency, received_by, state, channel, closed_at, on_time, 1 AS d FROM new_rows
        UNION ALL
        SELECT agency, received_by, state, channel, closed_at, on_time, -1 FROM old_rows
    ) both_rows GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(d) <> 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION cases_count_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_tally (agency, received_by, state, channel, month, on_time, n)
    SELECT agency, received_by, state, channel, cases_month(closed_at), on_time, -count(*)
    FROM old_rows GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END
$$;

CREATE TRIGGER cases_tally_insert AFTER INSERT ON cases_case REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cases_count_new();
CREATE TRIGGER cases_tally_update AFTER UPDATE ON cases_case REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cases_count_changed();
CREATE TRIGGER cases_tally_delete AFTER DELETE ON cases_case REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cases_count_gone();

-- Add the differences up. Readers see the rows before or after, never between.
CREATE FUNCTION cases_tally_fold() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    left_over bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('cases_tally_fold'));
    WITH gone AS (DELETE FROM cases_tally RETURNING agency, received_by, state, channel, month, on_time, n)
    INSERT INTO cases_tally (agency, received_by, state, channel, month, on_time, n)
    SELECT agency, received_by, state, channel, month, on_time, sum(n) FROM gone GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0;
    SELECT count(*) INTO left_over FROM cases_tally;
    RETURN left_over;
END
$$;

-- What was there before.
INSERT INTO cases_tally (agency, received_by, state, channel, month, on_time, n)
SELECT agency, received_by, state, channel, cases_month(closed_at), on_time, count(*) FROM cases_case GROUP BY 1, 2, 3, 4, 5, 6;
