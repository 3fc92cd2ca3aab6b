"""Refunds on the desk: asking, the list by state, one refund to approve and follow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import visible
from tinhso.web.api import actor_of, expected, page_of

from ..desk import DESK, deeds_of, money_page
from ..gate import attempt, key_of, new_key, only
from ..models import Payment, Refund
from ..rights import sees_all
from .actions import approve_refund, ask_refund, pay_out_refund, refund_done, reject_refund, resend_refund
from .forms import RefundForm

State = Refund.State
TABS: dict[str, tuple[Any, Q]] = {
    "asked": (_("Chờ duyệt"), Q(state=State.ASKED)),
    "running": (_("Đang hoàn"), Q(state__in=(State.APPROVED, State.SENT))),
    "failed": (_("Không hoàn được"), Q(state=State.FAILED)),
    "done": (_("Đã hoàn"), Q(state=State.DONE)),
    "rejected": (_("Không duyệt"), Q(state=State.REJECTED)),
}


@require_POST
@only(DESK)
def ask(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Ask for a payment to go back."""
    actor = actor_of(request)
    found = get_object_or_404(visible(actor, Payment), pk=payment)
    if not ask_refund.allowed(actor, found):
        raise Http404
    form = RefundForm(request.POST)
    if form.is_valid():
        problem = attempt(lambda: ask_refund(actor, found, key=key_of(request), **form.cleaned_data))
        if problem is None:
            messages.success(request, _t("Đã gửi đề nghị hoàn tiền. Người khác sẽ duyệt."))
            return redirect("desk-money", payment=found.pk)
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    return money_page(request, found, form=form, status=422)


def own_refunds(request: HttpRequest) -> Any:
    """The refunds of the actor's agency; those of all for the keeper of the accounts."""
    actor = actor_of(request)
    rows = visible(actor, Refund)
    return rows if sees_all(actor) else rows.filter(agency=actor.agency)


@never_cache
@require_safe
@only(DESK)
def listing(request: HttpRequest) -> HttpResponse:
    """Refunds by state, those that wait for approval first."""
    rows = own_refunds(request)
    counts = rows.aggregate(**{name: Count("pk", filter=which) for name, (_l, which) in TABS.items()})
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "asked"
    shown = rows.filter(TABS[tab][1])
    context = {
        "tabs": [
            {"name": name, "label": label, "count": counts[name], "query": f"?tab={name}"}
            for name, (label, _w) in TABS.items()
        ],
        "tab": tab,
        "page": page_of(
            shown.select_related("payment", "charge").order_by("-asked_at", "-id"),
            request,
            per_page=50,
            total=counts[tab],
        ),
        "total": shown.aggregate(total=Sum("amount"))["total"] or 0,
    }
    return render(request, "payments/desk/refunds.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(DESK)
def detail(request: HttpRequest, refund: UUID) -> HttpResponse:
    """One refund: why, how much, who asked; and the step that is due."""
    found = get_object_or_404(own_refunds(request).select_related("payment", "charge"), pk=refund)
    if request.method != "POST":
        return _page(request, found)
    remark = request.POST.get("remark", "").strip()
    actor = actor_of(request)
    options: dict[str, Any] = {"key": key_of(request), "expect": expected(request)}
    steps: dict[str, Any] = {
        "approve": lambda: approve_refund(actor, found, remark=remark, **options),
        "reject": lambda: reject_refund(actor, found, remark=remark, **options),
        "resend": lambda: resend_refund(actor, found, **options),
        "pay_out": lambda: pay_out_refund(actor, found, **options),
        "confirm": lambda: refund_done(actor, found, reference=remark or found.reference, **options),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    problem = attempt(step)
    if problem is not None:
        found.refresh_from_db()
        return _page(request, found, problem=str(problem), typed=remark, status=problem.status)
    messages.success(request, _t("Đã ghi nhận."))
    return redirect("desk-refund", refund=found.pk)


def _page(
    request: HttpRequest, found: Refund, *, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    cash = found.payment.channel == Payment.Channel.COUNTER
    mine = actor.account is not None and actor.account == found.asked_by_account
    context = {
        "refund": found,
        "payment": found.payment,
        "agency": agency_name(found.agency),
        "mine": mine,
        "may_decide": found.state == State.ASKED and not mine and approve_refund.allowed(actor, found),
        "may_resend": found.state == State.FAILED and resend_refund.allowed(actor, found),
        "may_pay_out": found.state == State.APPROVED and cash and pay_out_refund.allowed(actor, found),
        "may_confirm": found.state == State.SENT and refund_done.allowed(actor, found),
        "deeds": deeds_of(found),
        "problem": problem,
        "typed": typed,
        "key": new_key(),
    }
    return render(request, "payments/desk/refund.html", context, status=status)
