"""Paying: the page where a person chooses how, its state as it changes, and the door for the bank's notices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tinhso.blocks.documents.api import Paper
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import system_actor, visible
from tinhso.web.api import actor_of
from tinhso.web.security import POLICY

from .actions import record_payment
from .bank import BadNotice, read_notice
from .models import Charge, Order, Payment, Refund
from .vietqr import payload

WAYS = ("vietqr", "platform", "counter")


def _code(due: Charge) -> str:
    return payload(bank=settings.BANK_BIN, account=settings.BANK_ACCOUNT, amount=due.amount, text=due.reference)


@require_GET
def pay(request: HttpRequest, charge: str) -> HttpResponse:
    """What is owed and the ways to pay it; tells by itself when the money has arrived, and what went back."""
    return pay_page(request, get_object_or_404(visible(actor_of(request), Charge), pk=charge))


def pay_page(request: HttpRequest, due: Charge, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a charge, with a `problem` where something did not work."""
    way, person = request.GET.get("by", ""), actor_of(request).person
    ways = [name for name in WAYS if name != "platform" or settings.PLATFORM_URL]
    context: dict[str, Any] = {
        "due": due,
        "way": way if way in ways else ways[0],
        "ways": ways,
        "problem": problem,
        "order": due.orders.filter(state=Order.State.OPEN).first(),
        "last_order": due.orders.order_by("-created_at").first(),
        "back": "back" in request.GET,
        "extra": list(due.payments.exclude(fault=Payment.Fault.NONE).order_by("paid_at")),
        "refunds": list(due.refunds.exclude(state=Refund.State.REJECTED).order_by("asked_at")),
        "receipt": Paper.objects.filter(pk=due.receipt).first() if due.receipt else None,
        "counter": agency_name(due.agency),
        "payer": person is not None and person in (due.payer, due.filed_by),
        "mine": person is not None and person == due.payer,
        **(_transfer(request, due) if due.status == Charge.Status.OPEN else {}),
    }
    template = "payments/pay.html#state" if request.headers.get("HX-Request") else "payments/pay.html"
    response = render(request, template, context, status=status)
    if settings.PLATFORM_URL:
        # The form leads on to the platform's page, and browsers check where the answer to a form leads.
        response["Content-Security-Policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {_origin()}")
    return response


def _origin() -> str:
    parts = urlsplit(settings.PLATFORM_URL)
    return f"{parts.scheme}://{parts.netloc}"


def leads_to_platform(url: str) -> bool:
    """Whether an address is of the platform's own origin: then a form may lead there."""
    return url.startswith(_origin() + "/")


def _transfer(request: HttpRequest, due: Charge) -> dict[str, Any]:
    """What a transfer needs: the code, and the same in words."""
    code = _code(due)
    back = request.build_absolute_uri(request.path)
    return {
        "qr": segno.make(code, error="m").svg_data_uri(scale=6, border=2),
        "bank_account": settings.BANK_ACCOUNT,
        "bank_owner": settings.BANK_OWNER,
        "bank_link": f"{settings.BANK_URL}/pay?{urlencode({'qr': code, 'back': back})}" if settings.DEMO else "",
    }


@csrf_exempt
@login_not_required
@require_POST
def notify(request: HttpRequest) -> JsonResponse:
    """The bank tells of a transfer. Answers 200 also for one it told of before, so that it stops repeating."""
    try:
        notice: dict[str, Any] = read_notice(request.body, request.headers.get("X-Signature", ""))
    except BadNotice as problem:
        return JsonResponse({"accepted": False, "problem": str(problem)}, status=400)
    payment = record_payment(
        system_actor("Ngân hàng", via="api"), None, key=f"bank:{notice['bank_reference']}", **notice
    )
    return JsonResponse({"accepted": True, "matched": payment.charge_id is not None and not payment.problem})
