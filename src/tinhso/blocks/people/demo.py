"""The demo province's page of accounts and messages. Nothing of it exists unless `settings.DEMO` is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import ROLES

from .models import Account, Appointment, CodeMessage

EACH_ROLE = 4
CITIZENS = 6
NEWEST = 30


@dataclass(frozen=True)
class DemoMessage:
    """A message as its receiver would read it."""

    at: datetime
    channel: str
    address: str
    text: str


@dataclass(frozen=True)
class DemoAccount:
    account: Account
    post: str
    agency: str
    post_code: str


@dataclass(frozen=True)
class DemoGroup:
    title: str
    accounts: list[DemoAccount]


Messages = Callable[[], list[DemoMessage]]
_sources: list[Messages] = []


def demo_messages(function: Messages) -> Messages:
    """Decorator: a function that lists messages sent lately; the notices block adds its own."""
    _sources.append(function)
    return function


def newest_messages() -> list[DemoMessage]:
    found = [message for source in _sources for message in source()]
    return sorted(found, key=lambda message: message.at, reverse=True)[:NEWEST]


@demo_messages
def _codes() -> list[DemoMessage]:
    return [DemoMessage(m.at, m.channel, m.address, m.text) for m in CodeMessage.objects.order_by("-at")[:NEWEST]]


def demo_accounts(on: date) -> list[DemoGroup]:
    """Accounts of synthetic people by the roles that they have on a day; citizens first."""
    held = (
        Appointment.objects.select_related("post", "person__account")
        .filter(person__synthetic=True, person__account__is_active=True, first_day__lte=on)
        .filter(Q(last_day=None) | Q(last_day__gte=on))
        .order_by("post__code")
    )
    # Accounts with a plain name are the ones to try first; those numbered by place come after them.
    rows = sorted(held[:2000], key=lambda a: ("-" in a.person.account.username, a.post.code))
    groups = []
    if (people := _citizens()) is not None:
        groups.append(people)
    for code, role in ROLES.items():
        chosen = [a for a in rows if code in a.post.roles][:EACH_ROLE]
        if chosen:
            groups.append(DemoGroup(str(role), [_official(a) for a in chosen]))
    return groups


def _citizens() -> DemoGroup | None:
    rows = list(
        Account.objects.select_related("person__unit")
        .filter(person__synthetic=True, is_active=True, person__appointments=None)
        .order_by("created_at")[:CITIZENS]
    )
    if not rows:
        return None
    return DemoGroup(
        _("Người dân"), [DemoAccount(a, "", str((a.person and a.person.unit) or ""), "") for a in rows if a.person]
    )


def _official(held: Appointment) -> DemoAccount:
    return DemoAccount(held.person.account, held.post.name, agency_name(held.post.agency_code), held.post.code)
