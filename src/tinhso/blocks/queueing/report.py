"""The figures of a day at a centre: numbers, waiting and service times, appointments, dossiers, money taken."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from tinhso.blocks.cases.api import Case, Channel
from tinhso.blocks.payments.api import Charge
from tinhso.kernel.clock.api import ZONE
from tinhso.web.formats import day as day_text
from tinhso.web.formats import number

from .models import Appointment, Call, Ticket


@dataclass(frozen=True)
class Times:
    """How long it took, in minutes: how many were measured, the median, and what 90 % did not exceed."""

    n: int
    median: float | None
    most: float | None


@dataclass(frozen=True)
class OfficerDay:
    """What one officer did: numbers called, served, not shown up, sent on, and the times of service."""

    name: str
    counters: tuple[int, ...]
    called: int
    served: int
    no_shows: int
    sent_on: int
    service: Times


@dataclass(frozen=True)
class Day:
    """The figures of one day. `received` and `returned` count dossiers by channel (code of KenhThucHien)."""

    tickets: int
    by_via: Mapping[str, int]
    by_group: Mapping[str, int]
    priority: int
    served: int
    no_shows: int
    unserved: int
    waiting: Times
    service: Times
    appointments: Mapping[str, int]
    received: Mapping[str, int]
    returned: Mapping[str, int]
    money: int
    money_count: int
    officers: tuple[OfficerDay, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Day:
        officers = tuple(
            OfficerDay(**{**row, "counters": tuple(row["counters"]), "service": Times(**row["service"])})
            for row in data["officers"]
        )
        times = {name: Times(**data[name]) for name in ("waiting", "service")}
        return cls(**{**data, **times, "officers": officers})


def times_of(spans: Iterable[timedelta]) -> Times:
    """Median and 90th percentile in minutes, to one decimal (nearest rank: a time that somebody really had)."""
    minutes = sorted(span.total_seconds() / 60 for span in spans)
    if not minutes:
        return Times(0, None, None)

    def rank(share: int) -> float:
        return round(minutes[max(0, -(-len(minutes) * share // 100) - 1)], 1)

    return Times(len(minutes), rank(50), rank(90))


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day and of the next one."""
    start = datetime.combine(day, time.min, ZONE)
    return start, start + timedelta(days=1)


def figures(agency: str, day: date) -> Day:
    """The figures of a centre on a day, computed from its records. The caller sees to it that the reader may see them."""
    tickets = list(Ticket.objects.filter(agency=agency, day=day))
    calls = list(Call.objects.filter(agency=agency, day=day).order_by("called_at"))
    start, end = bounds(day)
    booked = Appointment.objects.filter(agency=agency, starts_at__gte=start, starts_at__lt=end)
    cases = Case.objects.filter(received_by=agency)
    paid = Charge.objects.filter(agency=agency, status="paid", online=False, paid_at__gte=start, paid_at__lt=end)
    states = Count(ticket.state for ticket in tickets)
    return Day(
        tickets=len(tickets),
        by_via=dict(Count(ticket.via for ticket in tickets)),
        by_group=dict(sorted(Count(ticket.group for ticket in tickets).items())),
        priority=sum(1 for ticket in tickets if ticket.priority),
        served=states[Ticket.State.DONE],
        no_shows=states[Ticket.State.NO_SHOW],
        unserved=states[Ticket.State.WAITING],
        waiting=times_of(ticket.called_at - ticket.taken_at for ticket in tickets if ticket.called_at),
        service=times_of(_served(calls)),
        appointments=dict(Count(booked.values_list("state", flat=True))),
        received=_channels(cases.filter(received_at__gte=start, received_at__lt=end).values_list("channel", flat=True)),
        returned=_channels(cases.filter(returned_at__gte=start, returned_at__lt=end).values_list("channel", flat=True)),
        money=paid.aggregate(total=Sum("amount"))["total"] or 0,
        money_count=paid.count(),
        officers=tuple(_officers(calls)),
    )


def _channels(values: Iterable[int]) -> dict[str, int]:
    return {str(channel): n for channel, n in sorted(Count(values).items())}


def _served(calls: Iterable[Call]) -> list[timedelta]:
    """Times of service that ended with the matter done or sent on."""
    return [call.ended_at - call.started_at for call in calls if call.ended_at and call.started_at]


def _officers(calls: list[Call]) -> Iterable[OfficerDay]:
    by_officer: dict[Any, list[Call]] = {}
    for call in calls:
        by_officer.setdefault(call.officer, []).append(call)
    for own in sorted(by_officer.values(), key=lambda rows: rows[0].officer_name):
        outcomes = Count(call.outcome for call in own)
        yield OfficerDay(
            name=own[0].officer_name,
            counters=tuple(sorted({call.counter for call in own})),
            called=len(own),
            served=outcomes[Call.Outcome.DONE],
            no_shows=outcomes[Call.Outcome.NO_SHOW],
            sent_on=outcomes[Call.Outcome.SENT_ON],
            service=times_of(_served(own)),
        )


def minutes_text(value: float | None) -> str:
    """Minutes to one decimal; a dash where nothing was measured."""
    return "–" if value is None else number(value, 1)


def sheet(name: str, day: date, found: Day) -> list[list[str]]:
    """The report as rows of a table file."""

    def line(label: str, *cells: Any) -> list[str]:
        return [label, *(cell if isinstance(cell, str) else number(cell) for cell in cells)]

    rows = [
        line(_("Báo cáo cuối ngày"), name, day_text(day)),
        line(_("Số đã cấp"), found.tickets),
        *(line(str(Ticket.Via(via).label), n) for via, n in found.by_via.items()),
        line(_("Thuộc diện ưu tiên"), found.priority),
        line(_("Đã phục vụ xong"), found.served),
        line(_("Gọi không đến"), found.no_shows),
        line(_("Chưa được gọi"), found.unserved),
        line(_("Chờ, trung vị (phút)"), minutes_text(found.waiting.median)),
        line(_("Chờ, 90% không quá (phút)"), minutes_text(found.waiting.most)),
        line(_("Phục vụ, trung vị (phút)"), minutes_text(found.service.median)),
        line(_("Phục vụ, 90% không quá (phút)"), minutes_text(found.service.most)),
        *(line(_("Lịch hẹn") + f": {Appointment.State(state).label}", n) for state, n in found.appointments.items()),
        *(line(_("Hồ sơ tiếp nhận") + f": {Channel(int(code)).label}", n) for code, n in found.received.items()),
        *(line(_("Kết quả đã trả") + f": {Channel(int(code)).label}", n) for code, n in found.returned.items()),
        line(_("Phí, lệ phí thu tại quầy (đồng)"), found.money),
        [],
        [
            _("Cán bộ"), _("Quầy"), _("Đã gọi"), _("Đã xong"), _("Gọi không đến"), _("Chuyển quầy"),
            _("Phục vụ, trung vị (phút)"), _("Phục vụ, 90% không quá (phút)"),
        ],
    ]  # fmt: skip
    for one in found.officers:
        cells = (one.called, one.served, one.no_shows, one.sent_on)
        times = (minutes_text(one.service.median), minutes_text(one.service.most))
        rows.append(line(one.name, ", ".join(map(str, one.counters)), *cells, *times))
    return rows
