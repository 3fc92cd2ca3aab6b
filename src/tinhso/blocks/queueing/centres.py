"""Which centres there are, the plan of each, its hours, and the key in the address of its kiosk."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from django.conf import settings
from django.db import connection

from tinhso.blocks.units.api import Agency, agencies_on, agency_by_code
from tinhso.kernel.clock.api import WorkingTime, working_time_of

from .models import Centre
from .plan import STANDARD, Plan


def centre_of(code: str, *, on: date | None = None) -> Agency | None:
    """The service centre of that code, if it exists on the day (default: today)."""
    known = agency_by_code(code)
    if known is None or known.kind != Agency.Kind.SERVICE_CENTRE:
        return None
    return known if known in agencies_on(on, kind=Agency.Kind.SERVICE_CENTRE) else None


def centres(on: date | None = None) -> list[Agency]:
    """All service centres of a day: the province's first, then by name."""
    found = agencies_on(on, kind=Agency.Kind.SERVICE_CENTRE)
    return sorted(found, key=lambda agency: agency.unit.kind != "province")


def plan_of(agency: str) -> Plan:
    """The plan of a centre: what its head set, else the standard one."""
    row = Centre.objects.filter(agency=agency).first()
    return Plan.from_json(row.plan) if row else STANDARD


def hours_of(centre: Agency) -> WorkingTime:
    """The working time of the centre, holidays included."""
    return working_time_of(centre.schedule)


def kiosk_key(agency: str, edition: int) -> str:
    """The key in the address of a centre's kiosk: who does not stand before it does not know it."""
    text = f"kiosk:{agency}:{edition}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:20]


def is_kiosk(agency: str, key: str) -> bool:
    return hmac.compare_digest(kiosk_key(agency, plan_of(agency).edition), key)


def alone(*parts: object) -> None:
    """Until the end of the transaction nobody else is where these words lead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["queueing:" + ":".join(map(str, parts))]
        )
