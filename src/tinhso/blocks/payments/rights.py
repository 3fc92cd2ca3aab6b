"""Who may do what with money: the role, the permissions, and which rows each sees."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, Permission, both, either, has_role, in_agency, permission, role, scope

from .models import Charge, Difference, Order, Payment, ReconciledDay, Refund, Statement, StatementLine

role("cashier", _("Kế toán, thu ngân"))

CASHIER = has_role("cashier")
TAKES_MONEY = has_role("cashier", "counter_officer")


@permission("cashier of the agency that keeps the collecting accounts")
def keeps_accounts(actor: Actor, subject: Any = None) -> bool:
    return CASHIER(actor, subject) and actor.agency == settings.PAYMENTS_AGENCY


def of_agency(who: Permission) -> Permission:
    """These people for what their agency collects; the keeper of the accounts for everything."""
    return either(both(who, in_agency("agency")), keeps_accounts)


def sees_all(actor: Actor) -> bool:
    """The keeper of the accounts sees every charge and payment, also those that belong to nobody yet."""
    return keeps_accounts(actor, None)


def _rows(actor: Actor, *, agency: str, charge: str | None = None) -> Q:
    rows = Q(pk__in=[])
    if sees_all(actor):
        rows = ~rows
    elif actor.agency is not None:
        rows |= Q(**{agency: actor.agency})
    if charge is not None and actor.person is not None:
        rows |= Q(**{f"{charge}payer": actor.person}) | Q(**{f"{charge}filed_by": actor.person})
    return rows


@scope(Charge)
def own_charges(actor: Actor) -> Q:
    """People see what they owe; officials what their agency collects."""
    return _rows(actor, agency="agency", charge="")


@scope(Payment)
def payments_seen(actor: Actor) -> Q:
    return _rows(actor, agency="agency", charge="charge__")


@scope(Order)
def orders_seen(actor: Actor) -> Q:
    return _rows(actor, agency="charge__agency", charge="charge__")


@scope(Refund)
def refunds_seen(actor: Actor) -> Q:
    return _rows(actor, agency="agency", charge="charge__")


@scope(Difference)
def differences_seen(actor: Actor) -> Q:
    """Cashiers see those of their agency, the keeper of the accounts all."""
    return _rows(actor, agency="agency") if CASHIER(actor, None) else Q(pk__in=[])


@scope(Statement)
@scope(StatementLine)
@scope(ReconciledDay)
def statements_seen(actor: Actor) -> Q:
    """A statement shows the money of all agencies: the keeper of the accounts alone reads it."""
    nothing = Q(pk__in=[])
    return ~nothing if sees_all(actor) else nothing
