"""The comparison: every kind of difference, and that nothing is ever lost or counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.blocks.payments.reconciliation.compare import MATCHED, Booked, Line, Owed, Row, compare, totals

REFERENCES = st.lists(st.text(alphabet="ABCDE0123456789", min_size=1, max_size=5), unique=True, max_size=30)
AMOUNTS = st.integers(-(10**9), 10**9).filter(bool)
FAULTS = st.sampled_from(["", "unknown", "wrong_amount", "overpaid", "cancelled"])


@st.composite
def booked(draw: st.DrawFn) -> list[Booked]:
    found = []
    for reference in draw(REFERENCES):
        amount, fault = draw(AMOUNTS), draw(FAULTS)
        settled = draw(st.sampled_from([0, amount])) if not fault else 0
        found.append(Booked(reference, amount, settled, charge=draw(st.sampled_from(["", "c1", "c2"])), fault=fault))
    return found


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    return [
        Line(reference, draw(AMOUNTS), charge=draw(st.sampled_from(["", "c1", "c2", "c3"])), paid=draw(st.booleans()))
        for reference in draw(REFERENCES)
    ]


OWED = st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True).flatmap(
    lambda keys: st.tuples(*(st.builds(Owed, st.just(key), st.integers(1, 10**9)) for key in keys))
)


@settings(deadline=None)
@given(booked(), lines(), OWED)
def test_the_rows_add_up_to_each_side_whatever_came(
    ours: list[Booked], theirs: list[Line], owed: tuple[Owed, ...]
) -> None:
    rows = compare(ours, theirs, owed)
    found = totals(rows)
    assert found.payments == sum(one.amount for one in ours)
    assert found.statement == sum(line.amount for line in theirs)
    assert found.charges == sum(one.settled for one in ours) + sum(charge.amount for charge in owed)
    assert len([row for row in rows if row.reference]) == len(
        {*(o.reference for o in ours), *(t.reference for t in theirs)}
    )


@settings(deadline=None)
@given(booked(), lines())
def test_money_that_is_matched_is_the_same_on_both_sides(ours: list[Booked], theirs: list[Line]) -> None:
    for row in compare(ours, theirs):
        if row.kind == MATCHED:
            assert row.payment_amount == row.statement_amount != 0
            assert row.charge_amount in ((row.payment_amount,) if row.payment_amount > 0 else (0, row.payment_amount))
        else:
            assert (row.charge_amount, row.payment_amount, row.statement_amount) != (0, 0, 0)


@pytest.mark.parametrize(
    ("own", "line", "owed", "kind", "amounts"),
    [
        (Booked("R", 100, 100), Line("R", 100), None, "matched", (100, 100, 100)),
        (Booked("R", 100, 100), None, None, "not_on_statement", (100, 100, 0)),
        (None, Line("R", 100, charge="c"), None, "no_notice", (0, 0, 100)),
        (None, Line("R", 100, charge="c"), Owed("c", 100), "no_notice", (100, 0, 100)),
        (None, Line("R", 100), None, "unknown", (0, 0, 100)),
        (None, Line("R", 100, charge="c", paid=True), None, "doubled", (0, 0, 100)),
        (Booked("R", 100, 100), Line("R", 90), None, "amount", (100, 100, 90)),
        (Booked("R", 80, 0, fault="wrong_amount"), Line("R", 80), None, "wrong_amount", (0, 80, 80)),
        (Booked("R", 100, 0), Line("R", 100), None, "wrong_amount", (0, 100, 100)),
        (Booked("R", -60, 0), Line("R", -60), None, "matched", (0, -60, -60)),
        (Booked("R", 100, 0, fault="overpaid"), Line("R", 100), None, "doubled", (0, 100, 100)),
        (Booked("R", 100, 0, fault="unknown"), Line("R", 100), None, "unknown", (0, 100, 100)),
        (Booked("R", 100, 0, fault="cancelled"), Line("R", 100), None, "cancelled", (0, 100, 100)),
        (Booked("R", -60, -60), None, None, "refund_missing", (-60, -60, 0)),
        (Booked("R", -60, -60), Line("R", -60), None, "matched", (-60, -60, -60)),
        (None, Line("R", -60), None, "refund_unknown", (0, 0, -60)),
        (None, None, Owed("c", 100), "no_payment", (100, 0, 0)),
    ],
)
def test_each_kind_of_difference_is_told_apart(
    own: Booked | None, line: Line | None, owed: Owed | None, kind: str, amounts: tuple[int, int, int]
) -> None:
    (row,) = compare([own] if own else [], [line] if line else [], [owed] if owed else [])
    assert isinstance(row, Row)
    assert (row.kind, (row.charge_amount, row.payment_amount, row.statement_amount)) == (kind, amounts)


def test_a_reference_that_occurs_twice_on_one_side_is_said() -> None:
    with pytest.raises(ValueError, match="occurs twice"):
        compare([Booked("R", 1, 1), Booked("R", 1, 1)], [])
