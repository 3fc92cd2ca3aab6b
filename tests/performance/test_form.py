"""Form II.06a: what it says agrees with a slow count of the same dossiers, and every number is its list."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.blocks.cases.api import Case, State
from tinhso.kernel.clock.api import ZONE
from tinhso.systems.performance import periods
from tinhso.systems.performance.places import LEVELS, level_of
from tinhso.systems.performance.report.form import COLUMNS, Form, behind, fill

from .conftest import AREAS, COMMITTEES, NOW, OCTOBER, Story, Write, at, chance, write_story

pytestmark = pytest.mark.django_db
CHOSEN = periods.chosen("2026-10", today=NOW.date())
CLOSED = (State.DONE, State.RETURNED, State.WITHDRAWN, State.STOPPED, State.NOT_RECEIVED)

hours = st.integers(-400, 1100)
stories = st.builds(
    Story,
    received=st.one_of(st.none(), hours),
    due=st.one_of(st.none(), hours),
    closed=st.one_of(st.none(), hours),
    state=st.sampled_from(CLOSED),
    channel=st.sampled_from([1, 2, 3]),
    agency=st.sampled_from(COMMITTEES),
    area=st.sampled_from(AREAS),
    asked=st.lists(hours, max_size=4, unique=True).map(
        lambda moments: [(one, other) for one, other in pairwise([*sorted(moments), None])][::2]
    ),
)


def came(case: Case, begins: datetime) -> int:
    assert case.received_at is not None
    if case.received_at < begins:
        return 6
    return 4 if case.channel == 2 else 5


def stands(case: Case, at_end: datetime) -> int:
    """Columns 8 to 13, as the notes of the form say it, one dossier at a time."""
    if case.closed_at is not None and case.closed_at < at_end:
        if case.state in (State.WITHDRAWN, State.NOT_RECEIVED) or case.due_at is None:
            return 9
        if case.closed_at > case.due_at:
            return 10
        return 8 if case.closed_at.astimezone(ZONE).date() < case.due_at.astimezone(ZONE).date() else 9
    due = case.due_at
    for request in case.supplement_requests.order_by("-asked_at"):
        if request.asked_at >= at_end:
            due = request.due_before
        elif request.answered_at is None or request.answered_at >= at_end:
            return 12
    return 13 if due is not None and due < at_end else 12


def slowly(begins: datetime, at_end: datetime) -> Counter[tuple[str, str, int]]:
    """Every number of the form by a loop over all dossiers."""
    found: Counter[tuple[str, str, int]] = Counter()
    for case in Case.objects.filter(kind="dossier"):
        if case.received_at is None or case.received_at >= at_end:
            continue
        if case.closed_at is not None and case.closed_at < begins:
            continue
        left, right = came(case, begins), stands(case, at_end)
        sums = {3: True, 7: right in (8, 9, 10), 11: right in (12, 13)}
        for column in (left, right, *(column for column, counts in sums.items() if counts)):
            found[level_of(case.agency), case.field, column] += 1
    return found


def shown(form: Form) -> Counter[tuple[str, str, int]]:
    lines = [line for line in form.lines if line.area is not None]
    return Counter(
        {(line.level, line.area or "", column): line.number_in(column) for line in lines for column in COLUMNS}
    )


def adds_up(form: Form) -> None:
    for line in [*form.lines, form.total]:
        assert (
            line.number_in(3)
            == line.number_in(4) + line.number_in(5) + line.number_in(6)
            == line.number_in(7) + line.number_in(11)
        )
        assert line.number_in(7) == line.number_in(8) + line.number_in(9) + line.number_in(10)
        assert line.number_in(11) == line.number_in(12) + line.number_in(13)
    for column in COLUMNS:
        levels = [line.number_in(column) for line in form.lines if line.area is None]
        areas = [line.number_in(column) for line in form.lines if line.area is not None]
        assert form.total.number_in(column) == sum(levels) == sum(areas)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(stories, min_size=1, max_size=12), now=st.sampled_from([NOW, at("20/10/2026 15:00")]))
def test_identities_hold_and_a_slow_count_agrees(
    reference: None, write: Write, told: list[Story], now: datetime
) -> None:
    with transaction.atomic():
        write(lambda: [write_story(story) for story in told])
        form = fill(Case.objects.all(), CHOSEN, now)
        adds_up(form)
        assert +shown(form) == slowly(OCTOBER[0], min(OCTOBER[1], now))
        for line in [*form.lines, form.total]:
            for column in COLUMNS:
                rows = behind(Case.objects.all(), CHOSEN, now, column=column, level=line.level, area=line.area)
                assert rows.count() == line.number_in(column)
        transaction.set_rollback(True)


def test_every_dossier_counts_where_the_notes_say(reference: None, write: Write) -> None:
    day = 24
    told = {
        (5, 8): Story(received=9, closed=2 * day, due=4 * day, channel=1),
        (5, 9): Story(received=9, closed=4 * day + 9, due=4 * day + 16, channel=3),
        (4, 10): Story(received=9, closed=6 * day, due=4 * day),
        (6, 9): Story(received=-day, closed=9 * day, due=4 * day, state=State.WITHDRAWN),
        (6, 12): Story(received=-day, due=4 * day, asked=[(2 * day, None)]),
        (6, 13): Story(received=-2 * day, due=4 * day),
        # Was in time at the end of October; asked for papers and answered in November.
        (4, 12): Story(received=28 * day, due=33 * day, asked=[(32 * day, 34 * day)]),
    }
    write(lambda: [write_story(story) for story in told.values()])
    form = fill(Case.objects.all(), CHOSEN, NOW)
    expected: Counter[int] = Counter()
    for left, right in told:
        expected.update((left, right))
    assert +form.total.counts == expected
    # Not counted: not received, finished before, received after.
    write(
        lambda: [
            write_story(Story(received=None)),
            write_story(Story(received=-9, closed=-1)),
            write_story(Story(received=745)),
        ]
    )
    assert fill(Case.objects.all(), CHOSEN, NOW).total.number_in(3) == len(told)


MANY = """
INSERT INTO cases_case (id, code, kind, matter, title, field, agency, received_by, helped_at, unit, applicant_name, applicant_phone,
    channel, device, source, state, path, step, desk, role, assignee_name, clock, submitted_at, received_at, due_at, closed_at,
    on_time, supplements, apologies, version, search_text)
SELECT gen_random_uuid(), 'R-' || n, 'dossier', '1.001193', 'Thủ tục', 'Lĩnh vực ' || n % 20, 'ubnd-' || (22300 + n % 65), '', '', '', '', '',
    1 + n % 3, '', 'tinhso', CASE WHEN closed IS NULL THEN 4 WHEN n % 17 = 0 THEN 7 ELSE 10 END, '[]', '', '', '', '', '[]', at, at,
    CASE WHEN n % 29 <> 0 THEN at + random() * interval '20 days' END, closed, NULL, 0, 0, 1, ''
FROM generate_series(1, %s) n
CROSS JOIN LATERAL (SELECT '2026-09-01'::timestamptz + random() * interval '80 days' + n * interval '0 s' AS at) t
CROSS JOIN LATERAL (SELECT CASE WHEN random() < 0.8 THEN at + random() * interval '25 days' END AS closed) c
"""


def test_identities_hold_for_tens_of_thousands_of_random_dossiers(reference: None) -> None:
    """The same over a million: bench/reporting.py."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setseed({chance().random()})")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER trail_record")
        cursor.execute(MANY.replace(" % ", " %% "), [30_000])
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER trail_record")
    form = fill(Case.objects.all(), CHOSEN, NOW)
    adds_up(form)
    assert +shown(form) == slowly(*OCTOBER)
    assert form.total.number_in(3) > 10_000 and set(LEVELS) >= {line.level for line in form.lines}
