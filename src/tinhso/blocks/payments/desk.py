"""Money on the desk: what the agency collects, one charge with its payments, cash at the counter, money without an owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import Actor, has_role, visible
from tinhso.kernel.actions.api import ACTIONS
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.trail.api import history, read_mark
from tinhso.web.api import actor_of, page_of
from tinhso.web.sheets import CSV, MOST_ROWS, XLSX, as_csv, as_xlsx

from .actions import attach_payment, pay_at_counter
from .gate import attempt, key_of, new_key, only
from .models import Charge, Payment
from .queries import refundable
from .refunds.actions import ask_refund
from .refunds.forms import RefundForm
from .rights import sees_all

DESK = has_role("cashier", "counter_officer", "leader")
TABS: dict[str, tuple[Any, Q]] = {
    "all": (_("Tất cả"), Q()),
    "open": (_("Chưa nộp"), Q(status=Charge.Status.OPEN)),
    "paid": (_("Đã nộp"), Q(status=Charge.Status.PAID)),
    "refunded": (_("Có hoàn tiền"), Q(refunded__gt=0)),
    "cancelled": (_("Đã hủy"), Q(status=Charge.Status.CANCELLED)),
}
CHANNELS = [(value, label) for value, label in Payment.Channel.choices]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The filters of the address: tab, text, way of payment, first and last day on which the charge was made."""
    get = request.GET
    return {
        "tab": get.get("tab") if get.get("tab") in (*TABS, "faults") else "all",
        "q": get.get("q", "").strip()[:60],
        "channel": get.get("channel", "") if get.get("channel") in dict(CHANNELS) else "",
        "first": _day(get.get("first", "")),
        "last": _day(get.get("last", "")),
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)


def _filtered(actor: Actor, asked: dict[str, Any]) -> QuerySet[Charge]:
    rows = visible(actor, Charge) if actor.agency else Charge.objects.none()
    if not sees_all(actor):
        rows = rows.filter(agency=actor.agency)  # an official's own fees are not the agency's business here
    if asked["q"]:
        q = asked["q"].upper()
        rows = rows.filter(Q(code=q) | Q(reference=q) | Q(payments__bank_reference=asked["q"])).distinct()
    if asked["channel"]:
        rows = rows.filter(settled_by__channel=asked["channel"])
    if asked["first"]:
        rows = rows.filter(created_at__gte=_start(asked["first"]))
    if asked["last"]:
        rows = rows.filter(created_at__lt=_start(asked["last"] + timedelta(days=1)))
    return rows


def loose_money(actor: Actor) -> QuerySet[Payment]:
    """Payments that settled no charge and are not on their way back yet: each waits for a person."""
    rows = visible(actor, Payment).exclude(fault=Payment.Fault.NONE)
    if not sees_all(actor):
        rows = rows.filter(agency=actor.agency)
    return rows.exclude(refunds__state__in=("asked", "approved", "sent", "done"))


@never_cache
@require_safe
@only(DESK)
def listing(request: HttpRequest) -> HttpResponse:
    """All charges of the agency by state, and the money that waits for a person; the counts are exact."""
    actor, asked = actor_of(request), _asked(request)
    rows = _filtered(actor, asked)
    counts = rows.aggregate(**{name: Count("pk", filter=which, distinct=True) for name, (_l, which) in TABS.items()})
    loose = loose_money(actor)
    counts["faults"] = loose.count()
    tabs = [
        {"name": name, "label": label, "count": counts[name], "query": _with(request, tab=name)}
        for name, label in [*((name, label) for name, (label, _w) in TABS.items()), ("faults", _("Tiền chờ xử lý"))]
    ]
    faults = asked["tab"] == "faults"
    shown: QuerySet[Any] = (
        loose.order_by("-paid_at", "-id")
        if faults
        else rows.filter(TABS[asked["tab"]][1]).select_related("settled_by").order_by("-created_at", "-id")
    )
    context = {
        "asked": asked,
        "tabs": tabs,
        "faults": faults,
        "page": page_of(shown, request, per_page=50, total=counts[asked["tab"]]),
        "channels": CHANNELS,
        "every_agency": sees_all(actor),
        "query": "?" + request.GET.urlencode(),
        "filtered": any(asked[name] for name in ("q", "channel", "first", "last")),
    }
    return render(request, "payments/desk/list.html", context)


def _with(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return "?" + query.urlencode()


@never_cache
@require_safe
@only(DESK)
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The filtered list as a file; no names and no numbers of identity in it."""
    asked = _asked(request)
    tab = asked["tab"] if asked["tab"] in TABS else "all"
    rows = _filtered(actor_of(request), asked).filter(TABS[tab][1]).select_related("settled_by").order_by("-created_at")
    name = f"thu-phi-{timezone.localtime():%Y%m%d-%H%M}"
    return as_file(_export_rows(rows), kind, name=name, title="Thu phi")


def as_file(rows: Iterator[list[str]], kind: str, *, name: str, title: str) -> HttpResponse | StreamingHttpResponse:
    """A table as CSV or XLSX to download. Raises Http404 for another kind."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    response: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(rows), content_type=CSV)
    else:
        response = HttpResponse(as_xlsx(list(islice(rows, MOST_ROWS)), title=title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _export_rows(charges: QuerySet[Charge]) -> Iterator[list[str]]:
    yield [
        pgettext("desk", "Mã hồ sơ"), _t("Mã khoản thu"), _t("Cơ quan thu"), _t("Số tiền (đồng)"), _t("Đã hoàn (đồng)"), _t("Tình trạng"),
        _t("Cách nộp tiền"), _t("Mã giao dịch"), _t("Lập lúc"), _t("Nộp tiền lúc"),
    ]  # fmt: skip
    for due in charges.iterator(chunk_size=1000):
        paid = due.settled_by
        yield [
            due.code, due.reference, agency_name(due.agency), str(due.amount), str(due.refunded), str(due.get_status_display()),
            str(paid.get_channel_display()) if paid else "", paid.bank_reference if paid else "", stamp(due.created_at), stamp(due.paid_at),
        ]  # fmt: skip


def stamp(at: datetime | None) -> str:
    """A moment for a table in a file, in local time."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if at else ""


def _own(request: HttpRequest, model: type[Any], pk: UUID) -> Any:
    """A charge or payment of the actor's agency. Raises Http404."""
    actor = actor_of(request)
    found = get_object_or_404(visible(actor, model), pk=pk)
    if not sees_all(actor) and found.agency != actor.agency:
        raise Http404
    return found


@never_cache
@require_safe
@only(DESK)
def detail(request: HttpRequest, charge: UUID) -> HttpResponse:
    """One charge: what is owed, what came, what went back, who did what. Reading it leaves a mark for the payer."""
    return _detail(request, _own(request, Charge, charge))


def _detail(request: HttpRequest, due: Charge, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    payer = Person.objects.filter(pk=due.payer).first() if due.payer else None
    if payer is not None:
        purpose = _t("Thu phí, lệ phí của hồ sơ %(code)s") % {"code": due.code}
        read_mark(actor, people=[payer.pk], subject=due, purpose=purpose, at=timezone.now(), fields=["full_name"])
    payments = list(due.payments.order_by("paid_at"))
    context = {
        "due": due,
        "payer": payer,
        "agency": agency_name(due.agency),
        "lines": [line_of_payment(payment) for payment in payments],
        "refunds": list(due.refunds.order_by("asked_at")),
        "orders": list(due.orders.order_by("created_at")),
        "may_take": due.status == Charge.Status.OPEN and pay_at_counter.allowed(actor, due),
        "may_refund": {payment.pk for payment in payments if ask_refund.allowed(actor, payment)},
        "deeds": deeds_of(due, *payments),
        "problem": problem,
        "key": new_key(),
    }
    return render(request, "payments/desk/charge.html", context, status=status)


def line_of_payment(payment: Payment) -> dict[str, Any]:
    """A payment as the desk shows it."""
    return {"payment": payment, "left": refundable(payment)}


def deeds_of(*records: Any) -> list[dict[str, Any]]:
    """Who did what to these records, newest first."""
    entries = {entry.act: entry for record in records for entry in history(record)}
    newest = sorted(entries.values(), key=lambda entry: entry.act, reverse=True)[:30]
    return [
        {
            "what": ACTIONS[entry.action].title if entry.action in ACTIONS else entry.action,
            "who": entry.actor,
            "at": entry.at,
            "refused": entry.reason if entry.outcome == "refused" else "",
        }
        for entry in newest
    ]


@require_POST
@only(DESK)
def take_cash(request: HttpRequest, charge: UUID) -> HttpResponse:
    """The counter took cash for a charge."""
    due = _own(request, Charge, charge)
    problem = attempt(lambda: pay_at_counter(actor_of(request), due, key=key_of(request)))
    if problem is not None:
        due.refresh_from_db()
        return _detail(request, due, problem=str(problem), status=problem.status)
    messages.success(request, _t("Đã ghi nhận tiền mặt. Biên lai được cấp trong vài giây."))
    return redirect("desk-charge", charge=due.pk)


@never_cache
@require_safe
@only(DESK)
def money(request: HttpRequest, payment: UUID) -> HttpResponse:
    """One payment: where it belongs, and what can be done with it."""
    return money_page(request, _own(request, Payment, payment))


def money_page(
    request: HttpRequest,
    found: Payment,
    *,
    form: RefundForm | None = None,
    problem: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a payment; with a refund `form` that came back, or a `problem` of what was `typed`."""
    actor, left = actor_of(request), refundable(found)
    kind = {"": "", "wrong_amount": "wrong_amount"}.get(found.fault, "overpaid")
    context = {
        "payment": found,
        "left": left,
        "agency": agency_name(found.agency),
        "refunds": list(found.refunds.order_by("asked_at")),
        "may_attach": found.fault == Payment.Fault.UNKNOWN and left > 0 and attach_payment.allowed(actor, found),
        "may_refund": left > 0 and ask_refund.allowed(actor, found),
        "form": form or RefundForm(initial={"amount": left, "kind": kind}),
        "problem": problem,
        "typed": typed,
        "deeds": deeds_of(found),
        "key": new_key(),
    }
    return render(request, "payments/desk/money.html", context, status=status)


@require_POST
@only(DESK)
def attach(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Say which dossier a payment is for."""
    found, code = _own(request, Payment, payment), request.POST.get("code", "")[:60]
    problem = attempt(lambda: attach_payment(actor_of(request), found, key=key_of(request), code=code))
    if problem is not None:
        return money_page(request, found, problem=str(problem), typed=code, status=problem.status)
    messages.success(request, _t("Đã gắn tiền vào hồ sơ."))
    return redirect("desk-money", payment=found.pk)
