"""Paying: the page with the code, its state as it changes, and the door for the bank's notices."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.access.api import system_actor, visible
from tinhso.web.api import actor_of

from .actions import record_payment
from .bank import BadNotice, read_notice
from .models import Charge
from .vietqr import payload


def _code(due: Charge) -> str:
    return payload(bank=settings.BANK_BIN, account=settings.BANK_ACCOUNT, amount=due.amount, text=due.reference)


@require_GET
def pay(request: HttpRequest, charge: str) -> HttpResponse:
    """What is owed, with its VietQR code; tells by itself when the money has arrived."""
    due = get_object_or_404(visible(actor_of(request), Charge), pk=charge)
    code = _code(due)
    context = {
        "due": due,
        "qr": segno.make(code, error="m").svg_data_uri(scale=6, border=2),
        "bank_bin": settings.BANK_BIN,
        "bank_account": settings.BANK_ACCOUNT,
        "bank_owner": settings.BANK_OWNER,
        "bank_link": f"{settings.BANK_URL}/pay?{urlencode({'qr': code, 'back': request.build_absolute_uri()})}"
        if settings.DEMO
        else "",
    }
    template = "payments/pay.html#state" if request.headers.get("HX-Request") else "payments/pay.html"
    return render(request, template, context)


@csrf_exempt
@login_not_required
@require_POST
def notify(request: HttpRequest) -> JsonResponse:
    """The bank tells of a transfer. Answers 200 also for one it told of before, so that it stops repeating."""
    try:
        notice = read_notice(request.body, request.headers.get("X-Signature", ""))
    except BadNotice as problem:
        return JsonResponse({"accepted": False, "problem": str(problem)}, status=400)
    payment = record_payment(
        system_actor("Ngân hàng", via="api"), None, key=f"bank:{notice['bank_reference']}", **notice
    )
    return JsonResponse({"accepted": True, "matched": payment.charge_id is not None and not payment.problem})
