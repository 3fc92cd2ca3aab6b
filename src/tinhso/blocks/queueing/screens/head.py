"""What the head of a centre sets, and the report of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.blocks.cases.api import Channel
from tinhso.blocks.services.api import Field
from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import DateField, actor_of
from tinhso.web.sheets import XLSX, as_xlsx

from .. import heading
from ..centres import kiosk_key, plan_of
from ..models import Appointment, DayReport, Ticket
from ..plan import LENGTHS, LETTERS, OTHERS, Plan
from ..report import Day, figures, minutes_text, sheet
from ..rights import heads, works_here
from . import common
from .common import key_of, new_key


class GroupForm(forms.Form):
    """A group of matters as its head fills it in."""

    code = forms.ChoiceField(label=_("Chữ cái"), choices=[(letter, letter) for letter in LETTERS])
    title = forms.CharField(label=_("Tên nhóm"), max_length=80)
    title_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=80, required=False)
    minutes = forms.TypedChoiceField(
        label=_("Độ dài một khung giờ hẹn (phút)"), choices=[(n, str(n)) for n in LENGTHS], coerce=int
    )
    seats = forms.IntegerField(
        label=_("Số người mỗi khung"), min_value=0, max_value=20, help_text=_("0: nhóm này không nhận hẹn.")
    )
    others = forms.BooleanField(label=_("Nhận mọi lĩnh vực còn lại"), required=False)
    fields_served = forms.MultipleChoiceField(
        label=_("Lĩnh vực"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        names = Field.objects.order_by("sort_key").values_list("name", flat=True)
        chosen: Any = self.fields["fields_served"]
        chosen.choices = [(name, name) for name in names]

    def inputs(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        names = tuple(values.pop("fields_served")) + ((OTHERS,) if values.pop("others") else ())
        return {**values, "fields": names}


class CloseForm(forms.Form):
    day = DateField(label=_("Nghỉ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Người đã hẹn ngày này đọc câu này."))


def _centre(request: HttpRequest) -> Agency:
    centre = common.own_centre(request, request.GET.get("centre", ""))
    if not heads(actor_of(request), centre):
        raise Http404
    return centre


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Groups, counters, closed days, the kiosk. One form at a time; what is wrong comes back with everything typed."""
    centre = _centre(request)
    plan = plan_of(centre.code)
    form, close, problem = GroupForm(plan=plan, initial=_initial(plan, request)), CloseForm(), ""
    if request.method == "POST":
        what = request.POST.get("what", "")
        form = GroupForm(request.POST, plan=plan) if what == "group" else form
        close = CloseForm(request.POST) if what == "close" else close
        try:
            if _change(request, centre, what, form, close):
                messages.success(request, _t("Đã lưu."))
                return redirect(f"{reverse('queue-settings')}?{urlencode({'centre': centre.code})}")
        except NotAllowed:
            raise Http404 from None
        except Refused as no:
            problem = str(no)
    context = {
        "centre": centre,
        "plan": plan,
        "rows": [{"group": group, "others": OTHERS in group.fields} for group in plan.groups],
        "numbers": [
            {"counter": counter, "marks": [(group, group.code in counter.groups) for group in plan.groups]}
            for counter in plan.counters
        ],
        "new_number": max(counter.number for counter in plan.counters) + 1,
        "form": form,
        "close": close,
        "editing": request.GET.get("group", "") or (request.POST.get("code", "") if form.is_bound else ""),
        "closed": [(day, why) for day, why in sorted(plan.closed.items()) if day >= common.today()],
        "kiosk": kiosk_key(centre.code, plan.edition),
        "key": new_key(),
        "problem": problem,
    }
    return render(request, "queueing/settings.html", context, status=422 if request.method == "POST" else 200)


def _initial(plan: Plan, request: HttpRequest) -> dict[str, Any]:
    """What the form of a group shows first: the chosen group, or the next free letter."""
    group = plan.group(request.GET.get("group", ""))
    if group is None:
        used = {own.code for own in plan.groups}
        return {"code": next(letter for letter in LETTERS if letter not in used), "minutes": 30, "seats": 2}
    return {
        "code": group.code,
        "title": group.title,
        "title_en": group.title_en,
        "minutes": group.minutes,
        "seats": group.seats,
        "others": OTHERS in group.fields,
        "fields_served": [name for name in group.fields if name != OTHERS],
    }


def _change(request: HttpRequest, centre: Agency, what: str, form: GroupForm, close: CloseForm) -> bool:
    """Carry one form out; False if it has mistakes."""
    actor, key = actor_of(request), key_of(request)
    if what == "group":
        if not form.is_valid():
            return False
        heading.set_group(actor, centre, key=key, **form.inputs())
    elif what == "drop":
        heading.drop_group(actor, centre, code=request.POST.get("code", ""), key=key)
    elif what == "counters":
        heading.set_counters(actor, centre, counters=_counters(request), key=key)
    elif what == "close":
        if not close.is_valid():
            return False
        heading.close_day(actor, centre, key=key, now=common.now(), **close.cleaned_data)
    elif what == "reopen":
        day = common.day_of(request.POST.get("day", ""))
        if day is not None:
            heading.open_day(actor, centre, day=day, key=key)
    elif what == "kiosk":
        heading.renew_kiosk(actor, centre, key=key)
    else:
        raise Http404
    return True


def _counters(request: HttpRequest) -> dict[int, tuple[str, ...]]:
    """The ticked boxes: c3=A, c3=B says that counter 3 serves A and B. A counter without any is gone."""
    found: dict[int, tuple[str, ...]] = {}
    for name in request.POST:
        if name.startswith("c") and name[1:].isdecimal() and len(name) < 5:
            found[int(name[1:])] = tuple(request.POST.getlist(name))
    return found


def _day(request: HttpRequest) -> date:
    wanted = common.day_of(request.GET.get("day", ""))
    return wanted if wanted is not None and wanted <= common.today() else common.today()


@never_cache
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The day in figures: as signed off, else as it stands."""
    actor = actor_of(request)
    if not works_here(actor, None):
        raise Http404
    centre = common.own_centre(request, request.GET.get("centre", ""))
    return render(request, "queueing/report.html", _report(request, centre, _day(request)))


def _report(request: HttpRequest, centre: Agency, day: date, **more: Any) -> dict[str, Any]:
    actor = actor_of(request)
    signed = visible(actor, DayReport).filter(agency=centre.code, day=day).first()
    found = Day.from_json(signed.figures) if signed else figures(centre.code, day)
    plan = plan_of(centre.code)
    names = {group.code: group.name for group in plan.groups}
    return {
        "centre": centre,
        "day": day,
        "found": found,
        "signed": signed,
        "by_via": [(Ticket.Via(via).label, n) for via, n in found.by_via.items()],
        "by_group": [(code, names.get(code, ""), n) for code, n in found.by_group.items()],
        "appointments": [(Appointment.State(state).label, n) for state, n in found.appointments.items()],
        "received": [(Channel(int(code)).label, n) for code, n in found.received.items()],
        "returned": [(Channel(int(code)).label, n) for code, n in found.returned.items()],
        "received_total": sum(found.received.values()),
        "returned_total": sum(found.returned.values()),
        "times": [
            (_t("Chờ đến lượt"), found.waiting.n, minutes_text(found.waiting.median), minutes_text(found.waiting.most)),
            (_t("Phục vụ"), found.service.n, minutes_text(found.service.median), minutes_text(found.service.most)),
        ],
        "officers": [
            {
                "one": one,
                "counters": ", ".join(map(str, one.counters)),
                "median": minutes_text(one.service.median),
                "most": minutes_text(one.service.most),
            }
            for one in found.officers
        ],
        "may_sign": signed is None and heads(actor, centre),
        "key": new_key(),
        "problem": "",
        "remark": "",
        **more,
    }


@never_cache
@require_safe
def report_xlsx(request: HttpRequest) -> HttpResponse:
    """The same report as a table file."""
    if not works_here(actor_of(request), None):
        raise Http404
    centre = common.own_centre(request, request.GET.get("centre", ""))
    context = _report(request, centre, _day(request))
    rows = sheet(centre.title, context["day"], context["found"])
    answer = HttpResponse(as_xlsx(rows, title=f"{context['day']:%Y-%m-%d}"), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{centre.code}-{context["day"]:%Y-%m-%d}.xlsx"'
    return answer


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """The head signs the day off."""
    centre, day = _centre(request), _day(request)
    remark = request.POST.get("remark", "")
    try:
        heading.sign_day(actor_of(request), centre, day=day, remark=remark, key=key_of(request), now=common.now())
    except NotAllowed:
        raise Http404 from None
    except Refused as no:
        context = _report(request, centre, day, problem=str(no), remark=remark)
        return render(request, "queueing/report.html", context, status=422)
    messages.success(request, _t("Đã xác nhận báo cáo ngày."))
    return redirect(f"{reverse('queue-report')}?{urlencode({'centre': centre.code, 'day': day.isoformat()})}")
