"""The ladder of a running clock: who has it is reminded, its head is told when it is late, then the province's office."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tinhso.blocks.notices.api import Message, send_many
from tinhso.blocks.units.api import agencies_on, schedule_of
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, Action, action
from tinhso.kernel.clock.api import ZONE, WorkingTime, short, working_time_of
from tinhso.kernel.law.api import parameters

from .clock_reports import Escalation
from .heads import PROVINCE_OFFICE, Official, holders, leaders
from .models import Case

RULES = parameters(__file__, "escalation.yaml")
MOST = 500
SOON, HEAD, PROVINCE = Escalation.Level.SOON, Escalation.Level.HEAD, Escalation.Level.PROVINCE
NOTICES = {SOON: "desk.due_soon", HEAD: "desk.late", PROVINCE: "desk.long_late"}
PURPOSE = "Theo dõi thời hạn giải quyết hồ sơ"


def _step(level: Escalation.Level, name: str) -> Action[..., Escalation]:
    """The action of one step of the ladder: it stands in the life of the case under its own title."""

    @action(name, level.label, allow=is_system, purpose=PURPOSE)
    def escalate(act: Act, case: Case, *, to: list[Official]) -> Escalation:
        """Remember who is told, and tell them. Each step is taken once for a due date."""
        assert case.due_at is not None, "only a case with a due date goes up the ladder"
        known = Escalation.objects.filter(case=case, level=level, due_at=case.due_at).first()
        if known is not None:
            return known
        made = act.create(
            Escalation, case=case, level=level, due_at=case.due_at, at=act.now, told=[person.name for person in to]
        )
        act.announce("case.escalated", subject=case, agency=case.agency, code=case.code, level=str(level.value))
        send_many([_message(act, case, level, person) for person in to], now=act.now)
        return made

    return escalate


def _message(act: Act, case: Case, level: Escalation.Level, person: Official) -> Message:
    assert case.due_at is not None
    return Message(
        NOTICES[level], person.person, key=f"escalation:{level}:{case.pk}:{case.due_at.timestamp():.0f}", at=act.now,
        code=case.code, facts={"code": case.code, "when": short(case.due_at)}, detail=case.title,
        link=f"/desk/cases/{case.code}/", agency=case.agency,
    )  # fmt: skip


STEPS = {
    SOON: _step(SOON, "cases.remind"),
    HEAD: _step(HEAD, "cases.tell_head"),
    PROVINCE: _step(PROVINCE, "cases.tell_province"),
}


def days_ago(moment: datetime, days: int, hours: WorkingTime) -> datetime:
    """What was due by then is late by so many whole working days."""
    day = moment.astimezone(ZONE).date()
    if not hours.counts(day) or moment < hours.end_of(day):
        day = _counted_before(day, hours)
    for _n in range(days):
        day = _counted_before(day, hours)
    return hours.end_of(day)


def _counted_before(day: date, hours: WorkingTime) -> date:
    for n in range(1, 3660):
        if hours.counts(day - timedelta(days=n)):
            return day - timedelta(days=n)
    raise ValueError("This schedule has no working day that counts.")


Window = Callable[[datetime, WorkingTime], Q]


def _soon(now: datetime, hours: WorkingTime) -> Q:
    ahead = hours.add(now, timedelta(hours=RULES["remind_hours"].on(now.astimezone(ZONE).date())))
    return Q(due_at__gt=now, due_at__lte=ahead)


def _late(now: datetime, hours: WorkingTime) -> Q:
    return Q(due_at__lt=now)


def _long_late(now: datetime, hours: WorkingTime) -> Q:
    days = RULES["province_days"].on(now.astimezone(ZONE).date())
    return Q(due_at__lte=days_ago(now, days, hours))


WINDOWS: dict[Escalation.Level, Window] = {SOON: _soon, HEAD: _late, PROVINCE: _long_late}


def waiting(level: Escalation.Level, *, now: datetime, limit: int = MOST) -> list[Case]:
    """Running cases for which a step of the ladder is due and not taken; by the working time of each agency."""
    taken = Escalation.objects.filter(case=OuterRef("pk"), level=level, due_at=OuterRef("due_at"))
    found: list[Case] = []
    by_schedule: dict[str, list[str]] = {}
    for agency in agencies_on(now.astimezone(ZONE).date()):
        by_schedule.setdefault(schedule_of(agency.code), []).append(agency.code)
    for schedule, agencies in by_schedule.items():
        where = WINDOWS[level](now, working_time_of(schedule))
        rows = Case.objects.filter(where, closed_at=None, paused_since=None, agency__in=agencies).exclude(Exists(taken))
        found += rows.order_by("due_at", "pk")[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def climb(*, now: datetime) -> int:
    """Take every step that is due; returns how many. Safe at any time: a step taken is not taken again."""
    day = now.astimezone(ZONE).date()
    heads = leaders(on=day)
    steps = 0
    for level in (SOON, HEAD, PROVINCE):
        cases = waiting(level, now=now)
        workers = holders(case.assignee for case in cases if case.assignee)
        for case in cases:
            STEPS[level](system_actor("Đồng hồ pháp lý"), case, now=now, to=told_of(case, level, workers, heads))
            steps += 1
    return steps


def told_of(
    case: Case, level: Escalation.Level, workers: dict[UUID, Official], heads: dict[str, list[Official]]
) -> list[Official]:
    """Who is told at a step: who has the case (its head where nobody has), the head, the province's office."""
    if level == SOON:
        worker = workers.get(case.assignee) if case.assignee else None
        return [worker] if worker else heads.get(case.desk or case.agency, [])
    if level == HEAD:
        return heads.get(case.agency, [])
    return heads.get(PROVINCE_OFFICE, [])


def ladder_of(case: Case) -> Iterable[Escalation]:
    """The steps that a case has gone up, oldest first."""
    return case.escalations.all()
