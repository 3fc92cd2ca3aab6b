"""The counter: a person comes in, is found or registered, and leaves with a receipt. Keyboard first, under a minute."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.blocks.cases.api import ONE_STOP, Case, Channel, clock_of
from tinhso.blocks.payments.api import charge_of, pay_at_counter
from tinhso.blocks.people.api import Person, find_person, register_person, search_people
from tinhso.blocks.units.api import agency_by_code, agency_name, communes, schedule_of, unit_by_code
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.clock.api import working_time_of
from tinhso.web.api import DateField, DayMonthYear, IdNumber, Phone, actor_of

from ..catalogue import queries, say
from ..catalogue.models import ProcedureVersion
from ..catalogue.queries import version_on
from ..declared.service import service_of
from ..dossiers.filing import Request, agency_of, fee_of, file_request, place_of, questions_of
from ..dossiers.models import Dossier
from ..dossiers.receiving import receive
from .bars import bars_for
from .forms import offer
from .gate import COUNTER, case_of, key_of, new_key, officials
from .intake import Intake
from .lines import line_of
from .reception import carried_from, expected_return, own_unit, passed_on, received_today, serves_itself, stated_agency

TEMPLATE = "services/desk/counter.html"
CARD = re.compile(r"^(\d{12})\|(\d*)\|([^|]+)\|(\d{2})(\d{2})(\d{4})\|([^|]*)\|([^|]*)\|(\d*)")
SEX = {"nam": "male", "nữ": "female"}


class NewPerson(forms.Form):
    """A person whom the province does not know yet; the chip of the identity card fills it in."""

    no_optional_mark = True
    full_name = forms.CharField(label=_("Họ, chữ đệm và tên"), max_length=120)
    personal_id = IdNumber(label=_("Số định danh cá nhân"), required=False)
    birth_date = DateField(label=_("Ngày sinh"), required=False, widget=DayMonthYear(birth=True))
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=[("", _("Chọn")), ("male", _("Nam")), ("female", _("Nữ"))], required=False
    )
    phone = Phone(label=_("Số điện thoại"), required=False)
    address_line = forms.CharField(label=_("Số nhà, đường, thôn"), max_length=200, required=False)
    unit = forms.ChoiceField(label=_("Xã, phường, đặc khu"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "unit").choices = [("", _("Chọn"))] + [(unit.code, unit.full_name) for unit in communes()]

    def values(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        code = cleaned.pop("unit")
        return {**cleaned, "unit": unit_by_code(code) if code else None, "personal_id": cleaned["personal_id"] or None}


def read_card(text: str) -> dict[str, Any]:
    """What the QR code of an identity card says: number, name, birth date, sex, address. Empty for anything else."""
    found = CARD.match(text.strip())
    if found is None:
        return {}
    number, _old, name, day, month, year, sex, address, _issued = found.groups()
    try:
        born: date | None = date(int(year), int(month), int(day))
    except ValueError:
        born = None
    return {
        "personal_id": number,
        "full_name": name,
        "birth_date": born,
        "sex": SEX.get(sex.lower(), ""),
        "address_line": address[:200],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officials(COUNTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Who is here, and for what. Looking for a person is sent in the body: identity numbers stay out of addresses.

    A number that is known leads straight to the person; then each answer is in the address, so going back loses nothing.
    """
    if request.method == "POST":
        q = request.POST.get("q", "").strip()
        number = read_card(q).get("personal_id") or re.sub(r"\s", "", q)
        known = find_person(number) if re.fullmatch(r"\d{12}", number) else None
        if known is not None:
            return redirect(_address(person=known.pk))
    return render(request, TEMPLATE, _context(request))


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    actor, q, wish = (
        actor_of(request),
        request.POST.get("q", "").strip()[:300],
        request.GET.get("wish", "").strip()[:200],
    )
    card = read_card(q)
    person = _person(actor, request.GET.get("person", ""))
    version = version_on(request.GET.get("procedure", ""), timezone.localdate()) if person else None
    found = [] if person or not q else _find(actor, card.get("personal_id", q))
    context: dict[str, Any] = {
        "q": "" if card else q,
        "asked": bool(q),
        "found": found,
        "person": person,
        "new_person": NewPerson(initial=card or _guess(q)),
        "open_new": bool(q) and not found,
        "wish": wish,
        "procedures": [say.line_of(item) for item in queries.search(wish).items[:8]] if person and not version else [],
        "version": version,
        "line": say.line_of(version) if version else None,
        "fee": fee_of(version, timezone.localdate()) if version else 0,
        "form": _form(actor, person, version) if person and version else None,
        "key": new_key(),
        "problem": "",
        "bars": bars_for(request),
        "today": received_today(actor, person.pk, timezone.localdate()) if person else [],
        "here": agency_name(actor.agency or ""),
        "stated": stated_agency(version) if version else "",
        "expected": None,
    }
    if version is not None:
        competent = context["stated"] or f"ubnd-{own_unit(actor)}"
        context["expected"] = expected_return(version, competent, timezone.now())
    context.update(more)
    form = context["form"]
    wanted = getattr(form, "competent", "") or context["stated"]
    context["competent"] = wanted if wanted and not serves_itself(actor, wanted) else ""
    context["competent_name"] = agency_name(wanted) if wanted else ""
    return context


def _guess(q: str) -> dict[str, Any]:
    """What was typed goes into the right field of a new person."""
    digits = re.sub(r"\s", "", q)
    if digits.isdecimal():
        return {"personal_id": digits} if len(digits) == 12 else {"phone": digits}
    return {"full_name": q}


def _find(actor: Actor, q: str) -> list[Person]:
    return list(search_people(actor, q).select_related("unit")[:8])


def _person(actor: Actor, key: str) -> Person | None:
    if not re.fullmatch(r"[0-9a-f-]{36}", key):
        return None
    return visible(actor, Person).select_related("unit").filter(pk=key).first()


def _form(actor: Actor, person: Person, version: ProcedureVersion, *data: Any) -> Intake:
    agency = agency_by_code(actor.agency or "")
    unit = agency.unit.code if agency and agency.unit.kind == "commune" else ""
    return Intake(
        *data,
        questions=questions_of(version),
        person=person,
        actor=actor,
        unit=unit,
        fee=fee_of(version, timezone.localdate()),
        carried=carried_from(received_today(actor, person.pk, timezone.localdate())),
    )


def _choose_agency(actor: Actor, person: Person, version: ProcedureVersion, form: Intake) -> None:
    """Reception for another agency is chosen, never slipped into: the officer confirms which agency will decide."""
    place = place_of(version, service_of(version.procedure.code), form.answers, person)
    form.competent = agency_of(version, place, today=timezone.localdate())
    if not serves_itself(actor, form.competent) and form.cleaned_data.get("elsewhere") != form.competent:
        form.add_error(
            None,
            _("Hồ sơ này do %(agency)s giải quyết. Hãy đánh dấu nhận thay cơ quan đó rồi nộp.")
            % {"agency": agency_name(form.competent)},
        )


def _address(**parts: Any) -> str:
    return f"{reverse('desk-counter')}?{urlencode(parts)}"


@require_POST
@officials(COUNTER)
def register(request: HttpRequest) -> HttpResponse:
    """Register the person who is here, then go on with the procedure."""
    form = NewPerson(request.POST)
    if form.is_valid():
        try:
            person = register_person(actor_of(request), None, key=key_of(request), **form.values())
        except NotAllowed:
            raise Http404 from None
        except Refused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            return redirect(_address(person=person.pk))
    return render(request, TEMPLATE, _context(request, new_person=form, open_new=True, asked=True), status=422)


@require_http_methods(["POST"])
@officials(COUNTER)
def file(request: HttpRequest) -> HttpResponse:
    """File the request for the person, take the fee, receive: all of it or nothing."""
    actor = actor_of(request)
    person = _person(actor, request.GET.get("person", ""))
    version = version_on(request.GET.get("procedure", ""), timezone.localdate())
    if person is None or version is None:
        raise Http404
    form = _form(actor, person, version, request.POST, request.FILES)
    problem = ""
    if form.is_valid():
        _choose_agency(actor, person, version, form)
    if form.is_valid():
        try:
            case = _take_in(actor, person, version, form, key=key_of(request))
        except NotAllowed:
            raise Http404 from None
        except Refused as refusal:
            problem = str(refusal)
            name = refusal.field or ""
            where = name if name in form.fields else f"{name}_file" if f"{name}_file" in form.fields else None
            form.add_error(where, problem)
        else:
            return redirect("desk-counter-done", code=case.code)
    return render(
        request,
        TEMPLATE,
        _context(request, form=form, problem=problem, key=request.POST.get("key") or new_key()),
        status=422,
    )


def _take_in(actor: Actor, person: Person, version: ProcedureVersion, form: Intake, *, key: str | None) -> Case:
    wanted = Request(
        procedure=version.procedure.code,
        applicant=person,
        answers=form.answers,
        attached=form.attached(),
        delivery=form.cleaned_data["delivery"],
        channel=Channel.COUNTER,
        device="counter",
        received_by=actor.agency or "",
        helped_at=form.cleaned_data.get("helped_at") or actor.agency or "",
    )
    with transaction.atomic():
        case = file_request(actor, None, request=wanted, key=key).case
        due = charge_of(case)
        if due is not None and due.status == "open" and form.cleaned_data.get("paid"):
            pay_at_counter(actor, due, key=key and f"{key}:fee")
        case.refresh_from_db()
        if case.step == "receive":
            case = receive(actor, case, key=key and f"{key}:receive")
    return case


@never_cache
@require_safe
@officials(COUNTER)
def done(request: HttpRequest, code: str) -> HttpResponse:
    """What the person takes home: code, day of return, receipt to print."""
    case = case_of(request, code)
    dossier = get_object_or_404(Dossier, case=case)
    context = {
        "case": case,
        "line": line_of(case, timezone.now()),
        "dossier": dossier,
        "charge": charge_of(case),
        "agencies": [agency_name(code) for code in (case.helped_at, case.received_by, case.agency)],
        "reasons": clock_of(case).lines if case.clock else (),
        "passed_on": passed_on(case.received_at, working_time_of(schedule_of(case.agency)))
        if case.received_at and case.agency != case.received_by
        else None,
        "law": ONE_STOP,
        "today": received_today(actor_of(request), case.applicant, timezone.localdate()),
    }
    return render(request, "services/desk/counter_done.html", context)
