"""Finding charges, and what they and their payments say."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.trail.api import subject_of

from .models import Charge, Payment, Refund

GONE = (Refund.State.REJECTED, Refund.State.FAILED)


def charges_of(subject: Model) -> QuerySet[Charge]:
    """All charges for a subject, oldest first."""
    kind, key = subject_of(subject)
    return Charge.objects.filter(subject_type=kind, subject_id=key).order_by("created_at")


def charge_of(subject: Model) -> Charge | None:
    """The latest charge for a subject that was not cancelled."""
    return charges_of(subject).exclude(status=Charge.Status.CANCELLED).last()


def refundable(payment: Payment) -> int:
    """What of a payment no refund has taken yet, in đồng. A refund that was rejected or failed takes nothing."""
    taken = payment.refunds.exclude(state__in=GONE).aggregate(total=Sum("amount"))["total"]
    return payment.amount - int(taken or 0)


def cash_account(agency: str) -> str:
    """The cash box of an agency's counter, as a collecting account."""
    return f"cash:{agency}"


def accounts() -> dict[str, str | Promise]:
    """The collecting accounts that have statements, with their names."""
    found: dict[str, str | Promise] = {settings.BANK_ACCOUNT: _("Tài khoản ngân hàng")}
    if settings.PLATFORM_URL:
        found[settings.PLATFORM_PARTNER] = _("Nền tảng thanh toán")
    return found


def channel_of(account: str) -> str:
    """How money comes into a collecting account."""
    return str(Payment.Channel.PLATFORM if account == settings.PLATFORM_PARTNER else Payment.Channel.BANK)
