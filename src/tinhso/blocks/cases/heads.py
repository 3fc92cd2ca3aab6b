"""Who leads an agency on a day, and who is behind an account: the people whom a clock tells something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tinhso.blocks.people.api import Account, Appointment

PROVINCE_OFFICE = "van-phong-ubnd-tinh"


@dataclass(frozen=True)
class Official:
    """Somebody at a post."""

    person: UUID
    name: str


def leaders(*, on: date, agencies: Iterable[str] | None = None) -> dict[str, list[Official]]:
    """The leaders of each agency on a day; of all agencies if none are named."""
    rows = Appointment.objects.select_related("post", "person").filter(
        Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on, post__roles__contains=["leader"],
        person__account__is_active=True,
    )  # fmt: skip
    if agencies is not None:
        rows = rows.filter(post__agency_code__in=list(agencies))
    found: dict[str, dict[UUID, Official]] = defaultdict(dict)
    for row in rows.order_by("first_day"):
        found[row.post.agency_code][row.person_id] = Official(row.person_id, row.person.full_name)
    return {agency: list(people.values()) for agency, people in found.items()}


def holders(accounts: Iterable[UUID]) -> dict[UUID, Official]:
    """The people behind accounts."""
    rows = Account.objects.filter(pk__in=set(accounts), is_active=True, person__isnull=False).select_related("person")
    return {row.pk: Official(row.person_id, str(row)) for row in rows if row.person_id is not None}
