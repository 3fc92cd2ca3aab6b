"""Where a request is, for anybody who has its code and the last four digits of the phone given when filing."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest

from tinhso.blocks.cases.api import Case

WINDOW = 600  # seconds
MOST_LOOKUPS = 30


def too_many_lookups(request: HttpRequest) -> bool:
    """Counts this look-up; True beyond thirty from one address within ten minutes, whichever door they came through."""
    key = f"track:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, WINDOW + 100)
    return int(cache.incr(key)) > MOST_LOOKUPS


def tracked(code: str, phone: str) -> Case | None:
    """The case of that code, if the four digits are right."""
    case = Case.objects.filter(code=code.strip().upper()).first()
    return case if case is not None and len(phone) == 4 and case.applicant_phone.endswith(phone) else None
