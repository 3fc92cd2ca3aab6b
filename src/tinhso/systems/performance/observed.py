"""What other systems saw that the score counts: a publication, a synchronised dossier, an answered feedback.

Whoever can see such a thing announces "score.observed" with it (see README); the line to the national portal says of each
dossier when it was taken there first. Nothing here asks for it. Until the first
one of an indicator arrives anywhere in the province, that indicator is not measured.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from tinhso.declare import Event, reader

from .models import Observed
from .periods import Chosen

EVENT = "score.observed"
SYNCED = "portal.dossier_synced"
INDICATORS = frozenset({"1.1", "1.2", "1.4", "4.4", "5.1", "5.2", "5.3"})


def _empty() -> None:
    Observed.objects.all().delete()


@reader("performance", reset=_empty)
def keep(events: list[Event]) -> None:
    """Remember each thing once; what is said again of the same thing replaces it."""
    for event in events:
        said = {**event.payload, "indicator": "1.4"} if event.name == SYNCED else event.payload
        if event.name not in (EVENT, SYNCED) or said.get("indicator") not in INDICATORS or not said.get("code"):
            continue
        Observed.objects.update_or_create(
            indicator=said["indicator"],
            code=str(said["code"]),
            defaults={
                "agency": event.agency or "",
                "at": datetime.fromisoformat(said["at"]) if said.get("at") else event.at,
                "good": bool(said.get("good", True)),
            },
        )


def seen(chosen: Chosen, now: datetime) -> QuerySet[Observed]:
    """What was seen in a period."""
    return Observed.objects.filter(at__gte=chosen.begins, at__lt=chosen.moment(now))


def known_indicators() -> set[str]:
    """The indicators of which anything was ever seen in the province."""
    return set(Observed.objects.order_by().values_list("indicator", flat=True).distinct())
