"""The way through the platform: off to its page, back from it, and the door for its notices."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.access.api import system_actor, visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.web.api import actor_of

from ..actions import record_payment
from ..models import Charge, Order, Payment
from ..screens import leads_to_platform, pay_page
from . import client, wire
from .actions import order_placed, start_order
from .following import NAME, ask_again, hear

log = logging.getLogger("tinhso.payments")


@require_POST
def start(request: HttpRequest, charge: str) -> HttpResponse:
    """Off to the platform's page: the open order's, or a new one's."""
    due = get_object_or_404(visible(actor_of(request), Charge), pk=charge)
    page = f"{reverse('payment', args=[due.pk])}?by=platform"
    try:
        order = start_order(actor_of(request), due)
        if not order.url:
            order = order_placed(system_actor(NAME), order, url=client.place(order))
    except NotAllowed as no:
        raise Http404 from no
    except Refused:
        return redirect(page)  # paid or cancelled meanwhile: the page says so
    except (client.PlatformAway, client.PlatformRefused) as problem:
        log.warning("The payment platform did not take the order of charge %s: %s", due.reference, problem)
        sentence = _("Nền tảng thanh toán chưa trả lời. Hãy thử lại sau ít phút, hoặc chọn cách nộp khác.")
        return pay_page(request, due, problem=sentence, status=503)
    return redirect(order.url if leads_to_platform(order.url) else page)


@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """The payer's browser comes back. What it says is not believed: the platform itself is asked."""
    code = request.GET.get("MaTraCuuTT", "")
    order = get_object_or_404(visible(actor_of(request), Order).select_related("charge"), code=code)
    if order.state == Order.State.OPEN:
        ask_again(order)
    return redirect(f"{reverse('payment', args=[order.charge_id])}?by=platform&back=1")


@csrf_exempt
@login_not_required
@require_POST
def notify(request: HttpRequest) -> JsonResponse:
    """The platform tells how a request stands. The same told again is taken and changes nothing."""
    try:
        said = client.standing(wire.opened(json.loads(request.body), wire.STATE, client.key()))
    except (ValueError, RecursionError) as problem:  # Unsigned is a ValueError
        log.warning("A notice that is not the payment platform's was refused: %s", problem)
        return JsonResponse({"accepted": False, "problem": "signature"}, status=400)
    order = Order.objects.filter(code=said.code).first()
    if order is not None:
        hear(order, said)
    elif said.state == Order.State.PAID:
        _keep_unknown(said)
    return JsonResponse({"accepted": True})


def _keep_unknown(said: client.Standing) -> None:
    """Money for an order that we do not know is kept for a person to match: money is never waved away."""
    record_payment(
        system_actor(NAME, via="api"),
        None,
        bank_reference=said.transaction,
        amount=said.amount,
        text=said.code,
        paid_at=said.at,
        channel=Payment.Channel.PLATFORM,
        account=settings.PLATFORM_PARTNER,
    )
