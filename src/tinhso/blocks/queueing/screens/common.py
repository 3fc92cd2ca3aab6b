"""What every page here needs: the centre of the address, the form's key, how often somebody may ask."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate

from tinhso.blocks.units.api import Agency
from tinhso.kernel.clock import api as clock
from tinhso.web import api as web

from ..centres import centre_of, centres
from ..rights import centres_of

new_key = functools.partial(web.new_key, "queue")
key_of = functools.partial(web.key_of, place="queue")
WINDOW, MOST = 600, 40


def now() -> datetime:
    """The present moment of this page."""
    return clock.now()


def today() -> date:
    return localdate(now())


def centre_or_404(code: str) -> Agency:
    found = centre_of(code)
    if found is None:
        raise Http404
    return found


def own_centre(request: HttpRequest, code: str = "") -> Agency:
    """The centre in which the actor serves or which the actor heads; `code` chooses among several. Http404 otherwise."""
    mine = centres_of(web.actor_of(request))
    wanted = code or (mine[0] if mine else "")
    if wanted not in mine:
        raise Http404
    return centre_or_404(wanted)


def too_often(request: HttpRequest) -> bool:
    """Counts this request; True beyond forty of them from one address within ten minutes."""
    slot = f"queueing:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // WINDOW}"
    cache.add(slot, 0, WINDOW + 100)
    return int(cache.incr(slot)) > MOST


def qr(path: str, scale: int = 6) -> str:
    """A QR code of an address of ours, as a picture for `src`."""
    return segno.make(f"{settings.PUBLIC_URL}{path}", error="m").svg_data_uri(scale=scale, border=2)


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where the form said it came from, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    host = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=host) and not urlsplit(wanted).netloc:
        return wanted
    return reverse(otherwise)


def day_of(text: str) -> date | None:
    """A day from an address, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def choices() -> list[tuple[str, str]]:
    """All centres for a list to choose from."""
    return [(agency.code, agency.title) for agency in centres()]


Screen = Callable[..., Any]
