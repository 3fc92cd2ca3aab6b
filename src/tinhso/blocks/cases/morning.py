"""What the head of an agency must see in the morning, grouped by who has it and at which step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.notices.api import Message, send_many
from tinhso.blocks.units.api import schedule_of
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, AlreadyDone, action
from tinhso.kernel.clock.api import ZONE, WorkingTime, working_time_of

from .clock_reports import Outlook
from .escalation import RULES
from .heads import Official, leaders
from .models import Apology, Case, Consultation, State
from .worklist import due_today, late

SHOWN = 60
RISKY = 0.5


@dataclass(frozen=True)
class Part:
    """One part of the list: `total` is exact, `rows` are the first of them, `groups` count all by person and step."""

    code: str
    title: str | Promise
    tone: str
    icon: str
    total: int
    rows: list[Case] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Where:
    """Where a part looks: which cases, in which order, and what it adds to each."""

    code: str
    title: str | Promise
    tone: str
    icon: str
    rows: QuerySet[Case]
    order: tuple[str, ...] = ("due_at", "pk")


def working_hours_ago(moment: datetime, amount: timedelta, hours: WorkingTime) -> datetime:
    """The moment from which so much working time has gone by until now."""
    local = moment.astimezone(ZONE)
    day, left = local.date(), amount
    for _n in range(3660):
        for opens, closes in reversed(hours.periods(day)):
            start, end = datetime.combine(day, opens, ZONE), min(datetime.combine(day, closes, ZONE), local)
            if end <= start:
                continue
            if left <= end - start:
                return end - left
            left -= end - start
        day -= timedelta(days=1)
    raise ValueError("This schedule has too little working time.")


def _parts(agency: str, now: datetime, cases: QuerySet[Case]) -> list[Where]:
    mine = cases.filter(agency=agency, closed_at=None)
    hours = working_time_of(schedule_of(agency))
    patience = timedelta(hours=RULES["reception_hours"].on(now.astimezone(ZONE).date()))
    asked = Consultation.objects.filter(case=OuterRef("pk"), answered_at=None, recalled_at=None, due_at__lt=now)
    signed = Apology.objects.filter(case=OuterRef("pk"), signed_at__isnull=False)
    ahead = Outlook.objects.filter(agency=agency, chance__gte=RISKY, due_at__gt=now)
    is_late = mine.filter(late(now))
    risky = mine.filter(pk__in=ahead.values("case"), paused_since=None).exclude(due_today(now))
    return [
        Where("late", _("Quá hạn"), "bad", "flame", is_late),
        Where("today", _("Đến hạn hôm nay"), "warn", "clock-alert", mine.filter(due_today(now))),
        Where("risk", _("Có thể quá hạn"), "warn", "trending-up", risky.annotate(chance=F("outlook__chance")), ("-chance", "due_at", "pk")),
        Where("asked", _("Chờ ý kiến quá hạn trả lời"), "warn", "message-circle-question-mark", mine.filter(Exists(asked)).annotate(
            asked_due=Subquery(asked.order_by("due_at").values("due_at")[:1]), asked_agency=Subquery(asked.order_by("due_at").values("agency")[:1]),
        )),
        Where("reception", _("Chờ tiếp nhận quá lâu"), "warn", "ticket", cases.filter(
            Q(agency=agency) | Q(received_by=agency), closed_at=None, step="receive", state=State.SUBMITTED,
            submitted_at__lt=working_hours_ago(now, patience, hours),
        ), ("submitted_at", "pk")),
        Where("sorry", _("Cần xin lỗi người nộp"), "bad", "hand-heart", is_late.exclude(Exists(signed))),
    ]  # fmt: skip


def morning(agency: str, *, now: datetime, cases: QuerySet[Case]) -> list[Part]:
    """The parts that hold something, of the cases given (those that the reader may see)."""
    return [part for where in _parts(agency, now, cases) if (part := _part(where)) is not None]


def _part(where: Where) -> Part | None:
    counted = (
        where.rows.order_by()
        .values("assignee_name", "step")
        .annotate(n=Count("pk"))
        .order_by("-n", "assignee_name", "step")
    )
    groups: list[dict[str, Any]] = [dict(group) for group in counted]
    total = sum(group["n"] for group in groups)
    if not total:
        return None
    rows = list(where.rows.select_related("outlook").order_by(*where.order)[:SHOWN])
    return Part(where.code, where.title, where.tone, where.icon, total, rows, groups)


def morning_counts(agency: str, *, now: datetime) -> Mapping[str, int]:
    """How many cases each part holds. An apology is due for what is late anyway, so it is not counted twice."""
    found = {where.code: where.rows.order_by().count() for where in _parts(agency, now, Case.objects.all())}
    return {code: n for code, n in found.items() if n and code != "sorry"}


@action(
    "cases.send_morning", _("Gửi danh sách sáng nay"), allow=is_system, purpose=_("Theo dõi thời hạn giải quyết hồ sơ")
)
def send_morning(act: Act, _subject: None, *, agency: str, to: list[Official], number: int) -> None:
    """Tell the leaders of an agency that there is something to see."""
    send_many(
        [
            Message("desk.morning", person.person, key=f"morning:{agency}:{act.today}", at=act.now,
                    facts={"number": number}, link="/desk/morning/", agency=agency)
            for person in to
        ],
        now=act.now,
    )  # fmt: skip


def good_morning(*, now: datetime) -> list[str]:
    """Tell the leaders of each agency whose working day has begun, once a day and only if there is something to see.

    Returns the agencies that were told now.
    """
    day, told = now.astimezone(ZONE).date(), []
    for agency, heads in leaders(on=day).items():
        periods = working_time_of(schedule_of(agency)).periods(day)
        if not periods or now < datetime.combine(day, periods[0][0], ZONE):
            continue
        number = sum(morning_counts(agency, now=now).values())
        if not number:
            continue
        try:
            send_morning(
                system_actor("Đồng hồ pháp lý"), None, now=now, key=f"morning:{agency}:{day}",
                agency=agency, to=heads, number=number,
            )  # fmt: skip
        except AlreadyDone:
            continue
        told.append(agency)
    return told
