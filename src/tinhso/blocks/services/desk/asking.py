"""From the address of a work-list to filters and back: the address is the whole state, so it can be kept and shared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tinhso.blocks.cases.api import TITLES, VIEWS, Channel, Filters, State
from tinhso.blocks.people.api import Account, find_person
from tinhso.blocks.units.api import unit_by_code
from tinhso.kernel.access.api import Actor
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.search.api import fold

SORTS = ("due", "new")
KEPT = ("view", "step", "state", "channel", "field", "matter", "unit", "assignee", "source", "from", "to", "q", "sort")


@dataclass(frozen=True)
class Chip:
    """One filter that is on, with the address of the list without it."""

    text: str
    without: str


def view_of(request: HttpRequest) -> str:
    """The view asked for; a search without a view looks through everything of the agency."""
    asked = request.GET.get("view", "")
    if asked in VIEWS:
        return asked
    return "all" if request.GET.get("q", "").strip() else "todo"


def filters_of(query: QueryDict) -> Filters:
    """The filters of an address. What makes no sense is left out, never an error."""
    q = query.get("q", "").strip()[:200]
    digits = re.sub(r"\s", "", q)
    person = find_person(digits) if re.fullmatch(r"\d{12}", digits) else None
    return Filters(
        step=tuple(value for value in query.getlist("step") if re.fullmatch(r"[a-z_]{1,40}", value)),
        state=tuple(int(value) for value in query.getlist("state") if value.isdigit() and int(value) in State.values),
        channel=tuple(int(v) for v in query.getlist("channel") if v.isdigit() and int(v) in Channel.values),
        field=query.get("field", "")[:300],
        matter=query.get("matter", "").strip()[:60],
        unit=query.get("unit", "")[:10],
        assignee=_assignee(query.get("assignee", "")),
        source=query.get("source", "")[:20],
        start=_day(query.get("from", "")),
        end=_next(_day(query.get("to", ""))),
        words=() if person else tuple(fold(q).split()),
        applicant=person.pk if person else None,
        sort=query.get("sort", "") if query.get("sort") in SORTS else "",
    )


def _assignee(text: str) -> str:
    if text in ("me", "none"):
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZONE)
    except ValueError:
        return None


def _next(day: datetime | None) -> datetime | None:
    return day + timedelta(days=1) if day else None


def address(query: QueryDict, **changes: str | None) -> str:
    """The address of the list with some parameters changed; paging starts anew."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = [value for value in query.getlist(name) if value]
        if name in changes:
            values = [changes[name] or ""] if changes[name] else []
        if values:
            kept.setlist(name, values)
    return "?" + kept.urlencode()


def chips_of(query: QueryDict, actor: Actor) -> list[Chip]:
    """The filters that are on, in words."""
    found = filters_of(query)
    chips: list[Chip] = []

    def add(name: str, label: str, text: str) -> None:
        chips.append(Chip(f"{label}: {text}", address(query, **{name: None})))

    if found.step:
        add("step", _("Bước"), ", ".join(str(TITLES.get(code, code)) for code in found.step))
    if found.state:
        add("state", _("Tình trạng"), ", ".join(str(State(value).label) for value in found.state))
    if found.channel:
        add("channel", _("Cách nộp"), ", ".join(str(Channel(value).label) for value in found.channel))
    for name, label in (("field", _("Lĩnh vực")), ("matter", _("Thủ tục")), ("source", _("Nguồn"))):
        if value := getattr(found, name):
            add(name, label, value)
    if found.unit:
        unit = unit_by_code(found.unit)
        add("unit", _("Địa bàn"), unit.full_name if unit else found.unit)
    if found.assignee:
        add("assignee", _("Người xử lý"), _who(found.assignee))
    for name, label in (("from", _("Nộp từ")), ("to", _("Nộp đến"))):
        if day := _day(query.get(name, "")):
            add(name, label, f"{day:%d/%m/%Y}")
    if found.words or found.applicant:
        shown = _("số định danh") if found.applicant else query.get("q", "").strip()[:60]
        add("q", _("Tìm"), shown)
    return chips


def _who(assignee: str) -> str:
    if assignee == "me":
        return _("Tôi")
    if assignee == "none":
        return _("Chưa giao")
    account = Account.objects.filter(pk=assignee).first()
    return str(account) if account else assignee
