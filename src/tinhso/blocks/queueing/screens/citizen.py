"""Appointments on the phone: book, see, move, cancel; with an account, or by phone number and code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.blocks.people.api import Person
from tinhso.blocks.services.api import version_on
from tinhso.blocks.units.api import Agency
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import AlreadyDone, NotAllowed, Refused
from tinhso.kernel.clock.api import ZONE
from tinhso.web.api import Phone, actor_of

from ..booking import book, cancel, free_slots, move
from ..centres import centre_of, hours_of, plan_of
from ..models import Appointment
from ..plan import Group, Plan, open_days
from . import common
from .common import key_of, new_key

KNOWN = "queueing.known"
"""In the session: the code of each appointment that this reader proved to hold, with its phone number."""


class Who(forms.Form):
    """Who comes; filled in for who is signed in."""

    name = forms.CharField(
        label=_("Họ tên người đến"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = Phone(label=_("Số điện thoại"), help_text=_("Cần số này và mã hẹn để xem, đổi hoặc hủy."))


class Find(forms.Form):
    """The proof of who has no account."""

    no_optional_mark = True
    code = forms.CharField(
        label=_("Mã lịch hẹn"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "w-14", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    phone = Phone(label=_("Số điện thoại đã ghi khi đặt"))

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split()).upper()


def _group(plan: Plan, procedure: str, chosen: str) -> tuple[Group | None, Any]:
    """The group for a procedure (its version too), or the one that was chosen by hand."""
    version = version_on(procedure, common.today()) if procedure else None
    if version is not None:
        return plan.group_of_field(version.field.name), version
    group = plan.group(chosen)
    return (group if group is not None and group.seats else None), None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), ZONE)
    except (ValueError, OverflowError, OSError):
        return None


def _hours(request: HttpRequest, centre: Agency, plan: Plan, group: Group) -> dict[str, Any]:
    """The days one can come, and the free hours of the chosen one (the first with any, unless chosen)."""
    days = open_days(plan, common.today(), hours_of(centre))
    free = {day: free_slots(centre, plan, group, day, now=common.now()) for day in days}
    wanted = common.day_of(request.GET.get("day", ""))
    day = wanted if wanted in free else next((day for day in days if free[day]), None)
    return {
        "days": [{"day": one, "free": sum(left for _at, left in free[one])} for one in days],
        "day": day,
        "slots": [{"at": at, "value": int(at.timestamp()), "left": left} for at, left in free.get(day, ())]
        if day
        else [],
    }


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest) -> HttpResponse:
    """Where, for what, when, who: each answer is in the address, so that going back loses nothing."""
    code, procedure = request.GET.get("centre", ""), request.GET.get("procedure", "")
    centre = centre_of(code) if code else None
    actor = actor_of(request)
    person = visible(actor, Person).filter(pk=actor.person).first() if actor.person and not actor.is_official else None
    context: dict[str, Any] = {"centre": centre, "procedure": procedure, "key": new_key(), "problem": ""}
    if centre is None:
        home = f"ttpvhcc-{person.unit.code}" if person and person.unit else ""
        version = version_on(procedure, common.today()) if procedure else None
        context |= {"choices": common.choices(), "home": home, "matter": version.title if version else ""}
        return render(request, "queueing/book_centre.html", context)
    plan = plan_of(centre.code)
    group, version = _group(plan, procedure, request.GET.get("group", ""))
    context |= {"plan": plan, "group": group, "version": version}
    if group is None or not group.seats:
        context["groups"] = [own for own in plan.groups if own.seats]
        return render(request, "queueing/book_group.html", context)
    form = Who(request.POST or None, initial={"name": person.full_name, "phone": person.phone} if person else None)
    status = 200
    if request.method == "POST":
        answer = _book(request, centre, group, version, form, context)
        if answer is not None:
            return answer
        status = 422
    about = {"procedure": procedure} if version else {"group": group.code}
    context |= {"base": f"?{urlencode({'centre': centre.code, **about})}", "form": form}
    context |= {"chosen": request.POST.get("slot", ""), **_hours(request, centre, plan, group)}
    return render(request, "queueing/book.html", context, status=status)


def _book(
    request: HttpRequest, centre: Agency, group: Group, version: Any, form: Who, context: dict[str, Any]
) -> HttpResponse | None:
    """Book and lead to the appointment; None when something has to be mended first."""
    at = _moment(request.POST.get("slot", ""))
    context["key"] = request.POST.get("key") or context["key"]
    if common.too_often(request):
        context["problem"] = _t("Quá nhiều yêu cầu từ mạng này. Hãy thử lại sau mười phút.")
    elif at is None:
        context["problem"] = _t("Hãy chọn một giờ.")
    if not form.is_valid() or context["problem"]:
        return None
    assert at is not None
    try:
        made = book(
            actor_of(request),
            centre,
            group=group.code,
            starts_at=at,
            procedure=version.procedure.code if version else "",
            matter=version.title if version else group.title,
            language=get_language() or "vi",
            key=key_of(request),
            **form.cleaned_data,
        )
    except Refused as no:
        if no.field in form.fields:
            form.add_error(no.field, str(no))
        else:
            context["problem"] = str(no)
        context["key"] = new_key()
        return None
    _know(request, made)
    return redirect("queue-appointment", code=made.code)


def _know(request: HttpRequest, appointment: Appointment) -> None:
    request.session[KNOWN] = {**request.session.get(KNOWN, {}), appointment.code: appointment.phone}


def _proof(request: HttpRequest, code: str) -> str:
    """The phone number that this reader gave for an appointment, if they did."""
    return str(request.session.get(KNOWN, {}).get(code, ""))


def _own(request: HttpRequest, code: str) -> Appointment:
    """The appointment, for its holder (by account, or by phone and code in this session). Raises Http404."""
    found = Appointment.objects.filter(code=code.upper()).first()
    actor = actor_of(request)
    if found is None or not (
        (_proof(request, found.code) and _proof(request, found.code) == found.phone)
        or (actor.person is not None and found.person == actor.person)
    ):
        raise Http404
    return found


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """My appointments; without an account by phone number and code."""
    actor = actor_of(request)
    form = Find(request.POST or None, initial={"code": request.GET.get("code", "")})
    problem = ""
    if request.method == "POST" and form.is_valid():
        code, phone = form.cleaned_data["code"], form.cleaned_data["phone"]
        if common.too_often(request):
            problem = _t("Quá nhiều yêu cầu từ mạng này. Hãy thử lại sau mười phút.")
        else:
            found = Appointment.objects.filter(code=code, phone=phone).first()
            if found is not None:
                _know(request, found)
                return redirect("queue-appointment", code=found.code)
            problem = _t("Không có lịch hẹn nào với mã và số điện thoại này.")
    rows = visible(actor, Appointment).order_by("-starts_at") if actor.person and not actor.is_official else []
    lines = [{"own": own, "centre": centre_of(own.agency)} for own in rows[:20]]
    context = {"form": form, "problem": problem, "lines": lines}
    return render(request, "queueing/find.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@login_not_required
@require_GET
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """One appointment: when, where, the code to show at the door. Somebody else's leads to the page that asks for proof."""
    try:
        own = _own(request, code)
    except Http404:
        return redirect(f"{reverse('queue-appointments')}?code={code.upper()[:12]}")
    return render(request, "queueing/appointment.html", _context(request, own))


def _context(request: HttpRequest, own: Appointment, **more: Any) -> dict[str, Any]:
    ahead = own.state == Appointment.State.BOOKED and own.starts_at > common.now()
    context: dict[str, Any] = {
        "own": own,
        "centre": centre_of(own.agency),
        "ahead": ahead,
        "qr": common.qr(reverse("queue-appointment", args=[own.code])),
        "key": new_key(),
        "problem": "",
        "moving": False,
        "ticket": getattr(own, "ticket", None) if own.state == Appointment.State.ARRIVED else None,
    }
    if ahead and ("move" in request.GET or "move" in more):
        plan = plan_of(own.agency)
        group = plan.group(own.group)
        if group is not None and context["centre"] is not None:
            context |= {"moving": True, "base": "?move=1", **_hours(request, context["centre"], plan, group)}
    return {**context, **{name: value for name, value in more.items() if name != "move"}}


@login_not_required
@require_POST
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Move or cancel."""
    own = _own(request, code)
    actor, phone, key = actor_of(request), _proof(request, own.code), key_of(request)
    try:
        if what == "cancel":
            cancel(actor, own, phone=phone, key=key)
            messages.success(request, _t("Đã hủy lịch hẹn. Cảm ơn anh/chị đã báo trước."))
        else:
            at = _moment(request.POST.get("slot", ""))
            if at is None:
                raise Refused(_t("Hãy chọn một giờ."), code="no-slot")
            move(actor, own, starts_at=at, phone=phone, key=key)
            messages.success(request, _t("Đã đổi giờ hẹn."))
    except NotAllowed:
        raise Http404 from None
    except AlreadyDone:
        pass
    except Refused as no:
        context = _context(request, own, problem=str(no), **({"move": True} if what == "move" else {}))
        return render(request, "queueing/appointment.html", context, status=422)
    return redirect("queue-appointment", code=own.code)
