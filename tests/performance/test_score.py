"""Decision 766: the points agree with an independent recount, one dossier at a time; nothing measured is nothing, not zero."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.blocks.cases.api import Case, Proposal, State
from tinhso.blocks.payments.api import Charge
from tinhso.blocks.people.api import Account
from tinhso.blocks.services.api import SERVICES, Complaint, Dossier, DossierPaper, ProcedureVersion, in_force
from tinhso.blocks.units.api import agency_by_code, schedule_of
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import ACTIONS, Act, action
from tinhso.kernel.clock.api import Duration, due, working_time_of
from tinhso.kernel.outbox.api import announce, replay, run_readers
from tinhso.systems.performance import periods
from tinhso.systems.performance.models import Observed
from tinhso.systems.performance.score import formulas, marks, mending
from tinhso.systems.performance.score.formulas import Rate
from tinhso.systems.performance.score.indicators import ALL, GROUPS, PARAMETERS, group_points, share_of
from tinhso.systems.performance.score.score import Material, league, material, score

from .conftest import COMMITTEES, NOW, Story, Write, at, chance, write_story

pytestmark = pytest.mark.django_db
CHOSEN = periods.chosen("2026-10", today=NOW.date())
BEGINS, ENDS = CHOSEN.begins, CHOSEN.days.ends
UNITS = {"day": "days", "working_day": "working_days", "hour": "hours", "month": "months", "": "working_days"}


def random_dossier(dice: Random, versions: list[ProcedureVersion]) -> None:
    """Anything that can happen to a dossier, so that every mark is sometimes there and sometimes not."""
    received = dice.randint(-300, 740)
    closed = received + dice.randint(1, 500) if dice.random() < 0.7 else None
    moments = sorted(dice.sample(range(received - 20, received + 300), 4))
    asked: list[tuple[int, int | None]] = []
    if dice.random() < 0.4:
        asked = [(moments[0], moments[1])]
        if dice.random() < 0.3:
            asked.append((moments[2], moments[3]))
        elif dice.random() < 0.3:
            asked = [(moments[0], None)]
    version = dice.choice(versions)
    case = write_story(
        Story(
            received=received, closed=closed, due=received + dice.randint(10, 400) if dice.random() < 0.85 else None,
            state=dice.choice([State.DONE, State.RETURNED, State.RETURNED, State.WITHDRAWN, State.STOPPED]),
            channel=dice.choice([1, 2, 2, 3]), agency=dice.choice(COMMITTEES), asked=asked, matter=version.procedure.code,
        )
    )  # fmt: skip
    fee = dice.choice([0, 0, 50_000])
    dossier = Dossier.objects.create(
        case=case, procedure_version=version, fee=fee, not_asked=dice.choice([0, 0, 2]), rating=dice.choice([None, None, 1, 2, 5]),
    )  # fmt: skip
    for _n in range(dice.randint(0, 2)):
        source = dice.choice(list(DossierPaper.Source))
        has_file = source in (DossierPaper.Source.UPLOADED, DossierPaper.Source.DIGITISED)
        held = uuid4() if source == DossierPaper.Source.HELD else None
        DossierPaper.objects.create(
            dossier=dossier, name="Giấy tờ", source=source, file=uuid4() if has_file else None, paper=held, added_at=NOW
        )
    if case.closed_at is not None and dice.random() < 0.7:
        paper = uuid4() if dice.random() < 0.8 else None
        Proposal.objects.create(
            case=case,
            outcome="grant",
            proposed_by="Người thử",
            proposed_at=case.closed_at,
            decided_at=case.closed_at,
            paper=paper,
        )
    if dice.random() < 0.1:
        Complaint.objects.create(
            case=case, kind="feedback", about="late", text="Chậm", agency=case.agency, person=uuid4(), person_name="Người thử",
            filed_at=BEGINS, due_on=NOW.date(),
        )  # fmt: skip
    if fee and dice.random() < 0.7:
        Charge.objects.create(
            subject_type="cases_case", subject_id=str(case.pk), code=case.code, reference=uuid4().hex[:20], agency=case.agency,
            amount=fee, status=dice.choice(["paid", "paid", "open"]), online=dice.random() < 0.7, created_at=NOW,
        )  # fmt: skip
    for indicator in ("1.4", "4.4"):
        if dice.random() < 0.5:
            Observed.objects.create(
                indicator=indicator, code=case.code, agency=case.agency, at=BEGINS, good=dice.random() < 0.8
            )


@pytest.fixture
def filled(reference: None, write: Write) -> list[Case]:
    dice = chance()
    versions = list(in_force(NOW.date()).select_related("procedure").order_by("procedure__code")[:40])
    write(lambda: [random_dossier(dice, versions) for _n in range(400)])
    return list(Case.objects.all())


def in_hand(case: Case) -> bool:
    return (
        case.received_at is not None
        and case.received_at < ENDS
        and (case.closed_at is None or case.closed_at >= BEGINS)
    )


def received(case: Case) -> bool:
    return in_hand(case) and case.received_at is not None and case.received_at >= BEGINS


def finished(case: Case) -> bool:
    done = case.state in (State.DONE, State.RETURNED)
    return in_hand(case) and done and case.closed_at is not None and case.closed_at < ENDS


def promised(case: Case) -> datetime | None:
    """The day of return to compare with: as promised before the one supplement; else the statutory maximum."""
    asks = [
        one for one in case.supplement_requests.all() if case.received_at and case.received_at <= one.asked_at < ENDS
    ]
    if case.due_at is not None:
        return asks[0].due_before if asks else case.due_at
    version = case.dossier.procedure_version
    if version.time_value is None or case.received_at is None:
        return None
    limit = Duration(version.time_value, UNITS[version.time_unit])
    return due(case.received_at, limit, working_time_of(schedule_of(case.agency))).moment


def is_late(case: Case) -> bool | None:
    """2.1 for one dossier: None when nothing says by when."""
    assert case.received_at is not None
    limit = promised(case)
    asks = [one for one in case.supplement_requests.all() if case.received_at <= one.asked_at < ENDS]
    if limit is None:
        return None
    if len(asks) > 1:
        return True
    end = case.closed_at if case.closed_at is not None and case.closed_at < ENDS else ENDS
    if asks:
        answered = asks[0].answered_at
        end = end - (answered - asks[0].asked_at) if answered is not None and answered < ENDS else asks[0].asked_at
    return end > limit


def has_result(case: Case) -> bool:
    return any(one.paper and one.decided_at and one.decided_at < ENDS for one in case.proposals.all())


def is_digital(case: Case) -> bool:
    return any((paper.file or paper.paper) and paper.replaced_by_id is None for paper in case.dossier.papers.all())


def is_reused(case: Case) -> bool:
    return case.dossier.not_asked > 0 or any(paper.source == "held" for paper in case.dossier.papers.all())


def is_paid(case: Case) -> bool:
    return Charge.objects.filter(code=case.code, status="paid", online=True).exists()


def told(case: Case, indicator: str) -> bool:
    return Observed.objects.filter(indicator=indicator, code=case.code, good=True).exists()


def share(part: int, whole: int) -> Decimal | None:
    return formulas.rounded(Decimal(100) * part / whole) if whole else None


def recount(cases: list[Case]) -> dict[str, Decimal | None]:
    """Every rate over dossiers, straight from the words of the decision."""
    new = [case for case in cases if received(case)]
    done = [case for case in cases if finished(case)]
    verdicts = [is_late(case) for case in cases if in_hand(case)]
    judged = [verdict for verdict in verdicts if verdict is not None]
    owing = [case for case in new if case.dossier.fee > 0]
    online = [case for case in new if case.channel == 2 and (not finished(case) or has_result(case))]
    synced = sum(told(case, "1.4") for case in new)
    unhappy = sum(case.dossier.rating in (1, 2) or case.complaints.exists() for case in done)
    found = {
        "1.4": share(synced, len(new)),
        "2.1": share(judged.count(False), len(judged)),
        "3.3": formulas.rounded(Decimal(100) * len(online) / len(new) * synced / len(new)) if new else None,
        "3.6": share(sum(map(is_paid, owing)), len(owing)),
        "4.1": share(sum(map(has_result, done)), len(done)),
        "4.2": share(sum(has_result(case) and is_digital(case) for case in done), len(done)),
        "4.3": share(sum(map(is_reused, new)), len(new)),
        "4.4": share(sum(told(case, "4.4") for case in new), len(new)),
        "5.4": None,
    }
    if done:
        bad = Decimal(100) * unhappy / len(done) + (Decimal(100) * judged.count(True) / len(judged) if judged else 0)
        found["5.4"] = formulas.rounded(max(Decimal(0), 100 - bad))
    return found


def test_rates_agree_with_an_independent_recount(filled: list[Case]) -> None:
    found = material(CHOSEN, NOW)
    for unit in (*COMMITTEES, "tinh"):
        own = score(found, unit)
        expected = recount([case for case in filled if unit in (case.agency, "tinh")])
        assert {code: own.of(code).rate.value for code in expected} == expected
        assert all(own.of(code).points is not None for code in expected), "These are all measured here."


def test_procedures_count_for_who_answers_for_them(filled: list[Case]) -> None:
    found = material(CHOSEN, NOW)
    rows = list(in_force(CHOSEN.days.last).select_related("procedure"))
    commune = [row for row in rows if "xa" in row.level]
    own = score(found, COMMITTEES[0])
    parts = ("title", "executing_agency", "channels", "documents", "subjects")
    complete = [
        row for row in commune
        if all(getattr(row, name) for name in parts) and row.time_value is not None and (row.steps or "steps" in row.elsewhere)
    ]  # fmt: skip
    assert own.of("1.3").rate == Rate(len(complete), len(commune))
    online = [
        row for row in commune
        if "online" in row.channels or row.online_level in ("part", "whole") or row.procedure.code in SERVICES
    ]  # fmt: skip
    assert own.of("3.1").rate == Rate(len(online), len(commune))
    used = {case.matter for case in filled if case.agency == COMMITTEES[0] and case.channel == 2 and received(case)}
    assert own.of("3.2").rate == Rate(len(used & {row.procedure.code for row in online}), len(online))
    department = score(found, COMMITTEES[2])
    assert department.of("1.3").rate.whole == sum(
        "tinh" in row.level and row.lead_agency == COMMITTEES[2] for row in rows
    )
    assert score(found, "tinh").of("1.3").rate.whole == len(rows)


def test_lists_are_the_numbers(filled: list[Case]) -> None:
    found = material(CHOSEN, NOW)
    for having, lacking in (
        (("judged", "late"), ()),
        (("received", "online"), ("result",)),
        (("finished",), ("digital",)),
    ):
        rows = marks.marked(Case.objects.all(), CHOSEN, NOW, *having, lacking=lacking)
        assert rows.count() == score(found, "tinh").counts(*having, lacking=lacking) > 0


def test_what_is_not_measured_counts_for_nothing(reference: None, write: Write) -> None:
    write(lambda: Dossier.objects.create(
        case=write_story(Story(received=0, closed=10, due=50)), procedure_version=in_force(NOW.date())[0]
    ))  # fmt: skip
    own = score(material(CHOSEN, NOW), COMMITTEES[0])
    waiting = {"1.1", "1.2", "1.4", "4.4", "4.5", "5.1", "5.2", "5.3"}
    unmeasured = {one.indicator.code for group in own.groups for one in group.indicators if one.points is None}
    assert unmeasured == waiting | {"3.6"}, "3.6 has nothing to divide by: no dossier owes a fee."
    assert own.measurable == 100 - sum(share_of(ALL[code], own_day()) for code in unmeasured)
    assert own.value == formulas.rounded(100 * own.points / own.measurable)
    assert own.of("2.1").points == own.of("2.1").maximum == 20
    # The first dossier that is synchronised makes 1.4 measurable, and 3.3 is multiplied by it.
    code = Case.objects.get().code
    Observed.objects.create(indicator="1.4", code=code, agency=COMMITTEES[0], at=BEGINS, good=True)
    assert score(material(CHOSEN, NOW), COMMITTEES[0]).of("1.4").points == Decimal("4.50")


def own_day() -> object:
    return CHOSEN.days.last


def test_points_follow_the_thresholds() -> None:
    maximum = Decimal(4)
    assert formulas.points(Rate(40, 100), maximum=maximum, full=Decimal(80)) == Decimal("2.00")
    assert formulas.points(Rate(80, 100), maximum=maximum, full=Decimal(80)) == Decimal("4.00")
    assert formulas.points(Rate(99, 100), maximum=maximum, full=Decimal(80)) == Decimal("4.00")
    assert formulas.points(Rate(1, 3), maximum=maximum) == Decimal("1.33")
    assert formulas.points(Rate(0, 0), maximum=maximum) is None
    assert formulas.satisfied(unhappy=8, finished=10, punctual=Rate(5, 10)).value == 0
    assert formulas.filed_online(online=50, received=100, sync=Rate(1, 2)).value == 25
    assert formulas.filed_online(online=50, received=100, sync=None).value == 50


def test_groups_make_a_hundred_and_their_shares_say_they_are_illustrative() -> None:
    day = CHOSEN.days.last
    assert sum(group_points(code, day) for code in GROUPS) == 100
    assert sum(share_of(one, day) for one in ALL.values()) == 100
    assert PARAMETERS["shares"].illustrative and not PARAMETERS["group_points"].illustrative


def test_the_league_ranks_one_two_two_four(filled: list[Case]) -> None:
    found = material(CHOSEN, NOW)
    good, bad = marks.mask("judged"), marks.mask("judged", "late")
    dossiers = {
        "ubnd-22366": {good: 2, bad: 1},
        "ubnd-22333": {good: 2, bad: 1},
        "ubnd-22402": {good: 1},
        "ubnd-22345": {bad: 1},
    }
    plain = Material(
        **{
            **{name: value for name, value in vars(found).items() if name != "owned"},
            "dossiers": dossiers,
            "used": {},
            "observed": {},
            "known": frozenset(),
        }
    )
    listed = league(plain)
    assert [one.rank for one in listed if one.rank] == [1, 2, 2, 4]
    assert [listed[0].unit, listed[3].unit] == ["ubnd-22402", "ubnd-22345"]
    quiet = [one for one in listed if not one.rank]
    assert quiet and all(not one.dossiers for one in quiet)


def test_mending_the_first_of_the_list_wins_what_it_says(filled: list[Case], write: Write) -> None:
    before = score(material(CHOSEN, NOW), COMMITTEES[0])
    rows = mending.winnable(Case.objects.filter(agency=COMMITTEES[0]), CHOSEN, NOW, before).order_by("-gain", "id")
    assert rows.count() > 1
    best = rows[0]
    assert best.gain >= rows[1].gain > 0 and mending.says(best)

    def mend() -> None:
        if not has_result(best):
            Proposal.objects.create(
                case=best, outcome="grant", proposed_by="x", proposed_at=BEGINS, decided_at=BEGINS, paper=uuid4()
            )
        if not is_digital(best):
            DossierPaper.objects.create(
                dossier=best.dossier, name="Đơn", source="digitised", file=uuid4(), added_at=NOW
            )
        if best.wins_1 or best.wins_4:
            DossierPaper.objects.create(dossier=best.dossier, name="Đơn", source="held", paper=uuid4(), added_at=NOW)
            Charge.objects.filter(code=best.code).delete()
            Charge.objects.create(
                subject_type="x", subject_id="1", code=best.code, reference="R1", agency=best.agency, amount=1, status="paid",
                created_at=NOW,
            )  # fmt: skip

    write(mend)
    after = score(material(CHOSEN, NOW), COMMITTEES[0])
    assert float(after.points - before.points) == pytest.approx(best.gain, abs=0.03)


def test_other_systems_tell_by_events(reference: None) -> None:
    @action("tests.observe", "Thử", allow=is_system, purpose="Thử nghiệm")
    def observe(act: Act, subject: None, *, good: bool) -> None:
        act.announce(
            "score.observed", agency=COMMITTEES[0], indicator="5.1", code="PA-1", at=BEGINS.isoformat(), good=good
        )

    try:
        for good in (False, True):
            observe(system_actor("Thử nghiệm", via="job"), None, good=good)
    finally:
        ACTIONS.pop("tests.observe")
    run_readers()
    own = score(material(CHOSEN, NOW), COMMITTEES[0])
    assert own.of("5.1").rate == Rate(1, 1)
    assert own.of("5.1").points == own.of("5.1").maximum
    replay("performance")
    assert Observed.objects.count() == 1


def test_what_the_portal_took_is_synchronised(reference: None) -> None:
    with transaction.atomic():
        announce("portal.dossier_synced", act=None, at=BEGINS, agency=COMMITTEES[0], payload={"code": "H32-1"})
    run_readers()
    assert Observed.objects.get().indicator == "1.4"


def test_counting_takes_few_queries(filled: list[Case]) -> None:
    agency_by_code(COMMITTEES[0])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        material(CHOSEN, NOW)
    assert len([one for one in asked if "units_edition" not in one["sql"] and "trail_change" not in one["sql"]]) <= 8
    assert Account.objects.exclude(issuer="").count() == 0
    assert at("01/10/2026 00:00") == BEGINS
