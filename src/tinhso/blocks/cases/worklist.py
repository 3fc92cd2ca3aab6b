"""Work-lists: which cases an official sees in each view, in which order, and exactly how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.clock.api import ZONE

from . import tally
from .models import Apology, Case, Consultation, State

CLOSED_STATES = (State.NOT_RECEIVED, State.WITHDRAWN, State.STOPPED, State.DONE, State.RETURNED)
INSIDE = frozenset({"handling_officer", "leader", "clerk", "record_keeper"})
Where = Callable[[Actor, datetime], Q]


@dataclass(frozen=True)
class View:
    """One view of the work-list: `where` says which cases, `order` how they come, `mine` that it is a part of "to do"."""

    code: str
    title: str | Promise
    where: Where
    order: tuple[str, ...] = ("due_at", "id")
    mine: bool = False


def place(actor: Actor) -> Q:
    """The cases of the actor's agency: received there for its counter, to be decided there for the others."""
    at_counter = "counter_officer" in actor.roles
    inside = not actor.roles.isdisjoint(INSIDE)
    rows = Q(pk__in=[])
    if inside:
        rows |= Q(agency=actor.agency)
    if at_counter:
        rows |= Q(received_by=actor.agency)
    return rows


def _open(actor: Actor) -> Q:
    return place(actor) & Q(closed_at=None)


def to_do(actor: Actor) -> Q:
    """What waits for the actor: at a step of their role in their agency, given to them or to nobody yet.

    What waits for the applicant (papers, a fee) is not theirs to do.
    """
    free = Q(assignee=None) | Q(assignee=actor.account)
    turn = Q(desk=actor.agency, closed_at=None, role__in=sorted(actor.roles))
    return turn & free & ~Q(state__in=(State.SUPPLEMENT, State.PAYMENT))


def late(now: datetime) -> Q:
    return Q(due_at__lt=now, paused_since=None)


def due_today(now: datetime) -> Q:
    local = now.astimezone(ZONE)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), ZONE)
    return Q(due_at__gte=now, due_at__lt=tomorrow, paused_since=None)


FRESH = Q(state__in=(State.SUBMITTED, State.RECEIVED), supplements=0)
SUPPLEMENTED = Q(supplements__gt=0)


def asked(actor: Actor) -> Q:
    """Cases about which another agency wants the opinion of the actor's."""
    waiting = Consultation.objects.filter(case=OuterRef("pk"), agency=actor.agency, answered_at=None, recalled_at=None)
    return Q(Exists(waiting))


def needs_apology(actor: Actor, now: datetime) -> Q:
    """Late cases of the agency whose applicant has no signed letter of apology yet."""
    signed = Apology.objects.filter(case=OuterRef("pk"), signed_at__isnull=False)
    return Q(agency=actor.agency, closed_at=None) & late(now) & ~Q(Exists(signed))


VIEWS: dict[str, View] = {
    view.code: view
    for view in (
        View("todo", _("Cần xử lý"), lambda actor, now: to_do(actor), mine=True),
        View("late", _("Quá hạn"), lambda actor, now: to_do(actor) & late(now), mine=True),
        View("today", _("Đến hạn hôm nay"), lambda actor, now: to_do(actor) & due_today(now), mine=True),
        View("fresh", _("Mới đến"), lambda actor, now: to_do(actor) & FRESH, mine=True),
        View("supplemented", _("Đã bổ sung"), lambda actor, now: to_do(actor) & SUPPLEMENTED, mine=True),
        View("reception", _("Chờ tiếp nhận"), lambda actor, now: Q(desk=actor.agency, closed_at=None, step="receive"), ("submitted_at", "id")),
        View("waiting", _("Chờ bổ sung"), lambda actor, now: _open(actor) & Q(state=State.SUPPLEMENT)),
        View("signing", _("Chờ ký số"), lambda actor, now: Q(desk=actor.agency, closed_at=None, step="sign")),
        View("returning", _("Chờ trả kết quả"), lambda actor, now: Q(received_by=actor.agency, state=State.DONE), ("closed_at", "id")),
        View("asked", _("Hỏi ý kiến"), lambda actor, now: asked(actor), ("submitted_at", "id")),
        View("sorry", _("Quá hạn cần xin lỗi"), needs_apology),
        View("done", _("Đã xong"), lambda actor, now: place(actor) & Q(closed_at__isnull=False), ("-closed_at", "-id")),
        View("all", _("Cả cơ quan"), lambda actor, now: place(actor), ("-submitted_at", "-id")),
    )
}  # fmt: skip


TALLIED = ("state", "channel", "sort")


@dataclass(frozen=True)
class Filters:
    """What narrows a list down. Several values of one kind are alternatives."""

    step: tuple[str, ...] = ()
    state: tuple[int, ...] = ()
    channel: tuple[int, ...] = ()
    field: str = ""
    matter: str = ""
    unit: str = ""
    assignee: str = ""
    source: str = ""
    start: datetime | None = None
    end: datetime | None = None
    words: tuple[str, ...] = ()
    applicant: Any = None
    sort: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name != "sort")

    @property
    def tallied(self) -> bool:
        """Whether only state and channel are asked for: then the tally knows the number."""
        return not any(getattr(self, name) for name in self.__dataclass_fields__ if name not in TALLIED)

    def where(self, actor: Actor) -> Q:
        """The filter as a condition."""
        rows = Q()
        for name in ("step", "state", "channel"):
            if values := getattr(self, name):
                rows &= Q(**{f"{name}__in": values})
        for name in ("field", "matter", "unit", "source"):
            if value := getattr(self, name):
                rows &= Q(**{name: value})
        if self.assignee:
            whose = {"me": actor.account, "none": None}
            rows &= Q(assignee=whose.get(self.assignee, self.assignee))
        if self.start:
            rows &= Q(submitted_at__gte=self.start)
        if self.end:
            rows &= Q(submitted_at__lt=self.end)
        if self.applicant is not None:
            rows &= Q(applicant=self.applicant)
        for word in self.words:
            rows &= Q(search_text__contains=word)
        return rows


def cases_in(view: str, actor: Actor, *, now: datetime, filters: Filters | None = None) -> QuerySet[Case]:
    """The cases of a view, narrowed and ordered; never one that the actor may not see."""
    chosen = VIEWS[view]
    wanted = filters or Filters()
    rows = visible(actor, Case).filter(chosen.where(actor, now)).filter(wanted.where(actor))
    order = {"new": ("-submitted_at", "-id"), "due": ("due_at", "id")}.get(wanted.sort, chosen.order)
    return rows.order_by(*order)


@dataclass(frozen=True)
class Counts:
    """The exact number of cases in each view, and how much was in time this month."""

    of: Mapping[str, int] = field(default_factory=dict)
    month: tally.OnTime = field(default_factory=lambda: tally.OnTime(0, 0))

    def __getitem__(self, view: str) -> int:
        return self.of[view]


def counts(actor: Actor, *, now: datetime) -> Counts:
    """All counts in four queries: open cases by partial indexes, closed ones by the tally."""
    if actor.agency is None:
        return Counts(dict.fromkeys(VIEWS, 0))
    states = tally.by_state(place(actor))
    here = Case.objects.filter(desk=actor.agency, closed_at=None).aggregate(
        todo=_number(to_do(actor)),
        late=_number(to_do(actor) & late(now)),
        today=_number(to_do(actor) & due_today(now)),
        fresh=_number(to_do(actor) & FRESH),
        supplemented=_number(to_do(actor) & SUPPLEMENTED),
        signing=_number(Q(step="sign")),
        reception=_number(Q(step="receive")),
    )
    return Counts(
        {
            **here,
            "waiting": states.get(State.SUPPLEMENT, 0),
            "returning": tally.by_state(Q(received_by=actor.agency)).get(State.DONE, 0),
            "asked": Consultation.objects.filter(agency=actor.agency, answered_at=None, recalled_at=None).values("case").distinct().count(),
            "sorry": Case.objects.filter(needs_apology(actor, now)).count(),
            "done": sum(states.get(state, 0) for state in CLOSED_STATES),
            "all": sum(states.values()),
        },
        tally.on_time_in(place(actor), now),
    )  # fmt: skip


def _number(where: Q) -> Count:
    return Count("pk", filter=where)


def count_in(view: str, actor: Actor, *, now: datetime, filters: Filters, known: Counts) -> int:
    """The exact number of cases in a narrowed view; without filters the number that is known already."""
    if not filters:
        return known[view]
    if view in ("all", "done") and filters.tallied:
        closed = Q(state__in=CLOSED_STATES) if view == "done" else Q()
        return tally.total(place(actor) & closed & filters.where(actor))
    return cases_in(view, actor, now=now, filters=filters).order_by().count()
