"""Who is looking at a case right now, so that two officials do not do the same work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from tinhso.kernel.access.api import Actor

from .models import Case

STILL_HERE = timedelta(seconds=60)


class Presence(models.Model):
    """An official opened a case and has not left for more than a minute; forgotten afterwards, so not trailed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    account = models.UUIDField()
    name = models.CharField(max_length=300)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="presence_once", fields=["case", "account"])]

    def __str__(self) -> str:
        return self.name


def here(actor: Actor, case: Case, *, at: datetime | None = None) -> list[str]:
    """Note that the actor has the case open; returns the names of the others who have."""
    moment = at or timezone.now()
    others = Presence.objects.filter(case=case, seen_at__gt=moment - STILL_HERE)
    if actor.account is not None:
        others = others.exclude(account=actor.account)
        Presence.objects.bulk_create(
            [Presence(case=case, account=actor.account, name=actor.name, seen_at=moment)],
            update_conflicts=True, unique_fields=["case", "account"], update_fields=["name", "seen_at"],
        )  # fmt: skip
    return list(others.order_by("name").values_list("name", flat=True))
