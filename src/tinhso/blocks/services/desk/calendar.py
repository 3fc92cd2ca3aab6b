"""The working calendar: the year for everybody, its changes for who keeps it, and the reports of what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.blocks.cases.api import Recount, keeps_calendar
from tinhso.blocks.units.api import agencies_on, agency_name
from tinhso.kernel.access.api import either, visible
from tinhso.kernel.actions.api import AlreadyDone, Refused
from tinhso.kernel.clock.api import ZONE, Holiday, Schedule, WorkingTime, today, working_time_of
from tinhso.web.api import actor_of, page_of
from tinhso.web.sheets import CSV, XLSX, as_csv, as_xlsx

from .calendar_plans import DAYS, PLANS, Announce, Hours, Week, Withdraw
from .gate import WORKERS, key_of, new_key, officials

READERS = either(WORKERS, keeps_calendar)
SHOWN = 30


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2020 <= int(asked) <= 2100 else today().year


def year_of(year: int) -> dict[str, Any]:
    """A year as it is worked: each month's working days, the announced days, and the weeks of the agencies."""
    hours = working_time_of("")
    days = list(Holiday.objects.filter(day__year=year))
    used = Counter(agency.schedule for agency in agencies_on())
    weeks = [
        {"schedule": schedule, "days": zip(DAYS, _hours_of(schedule), strict=True), "agencies": used[schedule.name]}
        for schedule in Schedule.objects.order_by("name")
    ]
    return {
        "year": year, "months": [_month(year, month, hours) for month in range(1, 13)], "days": days, "weeks": weeks,
        "day_names": DAYS, "today": today(), "years": range(today().year - 1, today().year + 3),
    }  # fmt: skip


def _month(year: int, month: int, hours: WorkingTime) -> dict[str, Any]:
    first = date(year, month, 1)
    after = (first + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(days=n) for n in range((after - first).days)]
    return {
        "first": first,
        "working": sum(hours.counts(day) for day in days),
        "off": [day for day in days if hours.holidays.off(day)],
        "worked": [day for day in days if day in hours.holidays.working],
    }


def _hours_of(schedule: Schedule) -> list[str]:
    """The hours of each weekday in words; "" where nobody works."""
    return [" ".join(f"{a}–{b}" for a, b in schedule.periods.get(str(number), [])) for number in range(7)]


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The working calendar for everybody."""
    return render(request, "services/desk/public_calendar.html", year_of(_year(request)))


@never_cache
@require_safe
@officials(READERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """The year, with what may be announced for who keeps it, and the latest reports."""
    keeps = keeps_calendar(actor_of(request), None)
    context = {
        **year_of(_year(request)), "keeps": keeps, "key": new_key(), "changes": _reports(request)[:5],
        "announce": Announce(initial={"day": today()}), "hours": Hours(), "withdraw": Withdraw(), "edits": _edits(),
    }  # fmt: skip
    return render(request, "services/desk/calendar.html", context)


def _edits() -> list[Week]:
    """A form for each working week, filled with what it is."""
    forms = []
    for schedule in Schedule.objects.order_by("name"):
        hours = _hours_of(schedule)
        initial = {"name": schedule.name, "title": schedule.title, **{f"day{n}": text for n, text in enumerate(hours)}}
        form = Week(initial={name: str(text).replace("–", "-") for name, text in initial.items()})
        form.auto_id = f"week-{schedule.name}-%s"
        form.fields["name"].widget.attrs["readonly"] = True
        forms.append(form)
    return [*forms, Week(initial={"title": _("Lịch mới")})]


@never_cache
@require_POST
@officials(keeps_calendar)
def check(request: HttpRequest, name: str) -> HttpResponse:
    """What would move, before anything is announced. With `sure` it is announced."""
    plan = PLANS.get(name)
    if plan is None:
        raise Http404
    form, problem = plan(request.POST), ""
    if form.is_valid() and "sure" in request.POST:
        try:
            form.perform(actor_of(request), key=key_of(request))
        except AlreadyDone:
            pass
        except Refused as refused:
            problem = str(refused)
        if not problem:
            messages.success(request, _("Đã công bố. Hạn của các hồ sơ đang chạy được tính lại ngay."))
            return redirect("desk-changes")
    found = form.rehearsal(timezone.now()) if form.is_valid() else None
    context = {
        "form": form, "name": name, "problem": problem, "found": found, "key": new_key(),
        "says": form.says() if found else "",
        "by_days": sorted(found.by_days.items()) if found else [],
        "by_agency": [(agency_name(code), n) for code, n in found.by_agency.most_common()] if found else [],
    }  # fmt: skip
    return render(request, "services/desk/calendar_check.html", context, status=200 if found and not problem else 422)


def _reports(request: HttpRequest) -> Any:
    """Reports that did something, or are not finished."""
    did = Q(later__gt=0) | Q(earlier__gt=0) | Q(kept__gt=0) | Q(finished_at=None)
    return visible(actor_of(request), Recount).filter(did)


@never_cache
@require_safe
@officials(READERS)
def changes(request: HttpRequest) -> HttpResponse:
    """The reports, newest first, with how far unfinished ones are."""
    page = page_of(_reports(request).order_by("-asked_at", "-id"), request, SHOWN)
    return render(
        request, "services/desk/changes.html", {"page": page, "running": any(r.finished_at is None for r in page)}
    )


@never_cache
@require_safe
@officials(READERS)
def change(request: HttpRequest, pk: Any) -> HttpResponse:
    """One report: how many moved by agency, and each case with its date before and after."""
    recount = get_object_or_404(visible(actor_of(request), Recount), pk=pk)
    moves = visible(actor_of(request), recount.moves.all())
    by_agency = [
        {**row, "name": agency_name(row["agency"])}
        for row in moves.order_by().values("agency").annotate(
            later=Count("pk", filter=Q(due_after__gt=F("due_before"))), earlier=Count("pk", filter=Q(due_after__lt=F("due_before"))),
            told=Count("pk", filter=Q(told=True)),
        ).order_by("-later", "agency")
    ]  # fmt: skip
    chosen = request.GET.get("agency", "")
    rows = moves.filter(agency=chosen) if chosen else moves
    page = page_of(rows.select_related("case").order_by("id"), request, SHOWN, total=rows.count())
    context = {
        "recount": recount,
        "by_agency": by_agency,
        "page": page,
        "chosen": chosen,
        "chosen_name": agency_name(chosen),
    }
    return render(request, "services/desk/change.html", context)


@never_cache
@require_safe
@officials(READERS)
def change_file(request: HttpRequest, pk: Any, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The report as a file, for who must tell people."""
    recount = get_object_or_404(visible(actor_of(request), Recount), pk=pk)
    rows = _lines(visible(actor_of(request), recount.moves.all()).select_related("case").order_by("id"))
    name = f"doi-han-{recount.asked_at.astimezone(ZONE):%Y%m%d-%H%M}.{kind}"
    answer: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        answer = StreamingHttpResponse(as_csv(rows), content_type=CSV)
    else:
        answer = HttpResponse(as_xlsx(list(rows), title="Doi han"), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(moves: Any) -> Iterator[list[str]]:
    yield [_("Mã hồ sơ"), _("Thủ tục"), _("Cơ quan giải quyết"), _("Hạn trước"), _("Hạn mới"), _("Đã báo người nộp")]
    for move in moves.iterator(chunk_size=1000):
        told = _("Có") if move.told else _("Không")
        dates = (f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" for moment in (move.due_before, move.due_after))
        yield [move.case.code, move.case.title, agency_name(move.agency), *dates, told]
