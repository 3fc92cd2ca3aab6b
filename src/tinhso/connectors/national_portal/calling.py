"""Asking the portal: one session shared by all processes, renewed when it ends; a line that rests after failures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.declare import now

from .models import Line
from .protocol import (
    ID_HEADER,
    SERVICE_PATH,
    SESSION_PATH,
    Declined,
    Nonsense,
    SessionEnded,
    Trouble,
    envelope,
    read_answer,
)

TIMEOUT = 20  # seconds, for connecting and for each wait on an answer
LARGEST_ANSWER = 30 * 1024 * 1024
LARGEST_FILE = 10 * 1024 * 1024
PATIENCE = 3  # failures in a row before the line rests
SHORTEST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)


def lacking() -> list[str]:
    """The options without which the connector sleeps."""
    return [
        f"TINHSO_{name}"
        for name in ("PORTAL_URL", "PORTAL_USER", "PORTAL_PASSWORD", "PORTAL_DSTCODE", "PORTAL_UNIT")
        if not getattr(settings, name)
    ]


def awake() -> bool:
    """Whether the connector is configured."""
    return not lacking()


def line() -> Line:
    return Line.objects.get_or_create(pk=1)[0]


def ask(
    service: str, data: list[dict[str, Any]], *, updating: bool = False, message: UUID | None = None
) -> list[dict[str, Any]]:
    """Call a service; returns its data. Raises Declined, or Trouble (then the line has noted it)."""
    try:
        answer = _with_session(service, data, updating=updating, message=message)
    except (Declined, Nonsense):
        _went_well()  # the portal is there; it is this message that it does not take
        raise
    except Trouble as trouble:
        _failed(str(trouble))
        raise
    _went_well()
    found = answer.get("data")
    if found in (None, ""):
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Nonsense("data")
    return found


def _with_session(service: str, data: list[dict[str, Any]], *, updating: bool, message: UUID | None) -> dict[str, Any]:
    session = line().session or _open_session()
    for last in (False, True):
        body = envelope(session=session, unit=settings.PORTAL_UNIT, service=service, updating=updating, data=data)
        try:
            return _post(SERVICE_PATH, body, message=message)
        except SessionEnded:
            if last:
                break
            session = _open_session()
    raise Trouble(_("Cổng không nhận phiên làm việc vừa mở."))


def _open_session() -> str:
    try:
        answer = _post(SESSION_PATH, {"username": settings.PORTAL_USER, "password": settings.PORTAL_PASSWORD})
    except (Declined, SessionEnded) as no:
        raise Trouble(_("Cổng không cho mở phiên làm việc: %(reason)s") % {"reason": str(no) or "401"}) from no
    session = answer.get("session")
    if not isinstance(session, str) or not 0 < len(session) <= 500:
        raise Trouble(_("Cổng không cho mở phiên làm việc: %(reason)s") % {"reason": "session"})
    Line.objects.filter(pk=line().pk).update(session=session)
    return session


def _post(path: str, body: dict[str, Any], *, message: UUID | None = None) -> dict[str, Any]:
    headers = {"dstcode": settings.PORTAL_DSTCODE}
    if message is not None:
        headers[ID_HEADER] = str(message)
    try:
        with requests.post(
            settings.PORTAL_URL.rstrip("/") + path,
            json=body,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return read_answer(answer.status_code, _read(answer, LARGEST_ANSWER))
    except requests.RequestException as problem:
        raise Trouble(type(problem).__name__) from problem


def _read(answer: requests.Response, limit: int) -> bytes:
    content = b""
    for part in answer.iter_content(64 * 1024):
        content += part
        if len(content) > limit:
            raise Nonsense(_("Dài hơn mức nhận được."))
    return content


def fetch_file(address: str) -> bytes:
    """The bytes of an attachment; only from the portal's own host. Raises Trouble, or Declined for any other address."""
    base = settings.PORTAL_URL.rstrip("/") + "/"
    full = urljoin(base, address)
    if urlsplit(full)[:2] != urlsplit(base)[:2]:
        raise Declined(_("Tệp đính kèm không nằm trên cổng."))
    try:
        with requests.get(full, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            if answer.status_code == 404:
                raise Declined(_("Cổng không còn tệp đính kèm."))
            if answer.status_code != 200:
                raise Trouble(f"HTTP {answer.status_code}")
            return _read(answer, LARGEST_FILE)
    except requests.RequestException as problem:
        raise Trouble(type(problem).__name__) from problem


def resting(at: datetime) -> bool:
    """Whether the line rests: after failures nobody calls until the rest is over; then one call tries it."""
    until = line().resting_until
    return until is not None and at < until


def _went_well() -> None:
    Line.objects.filter(pk=line().pk).update(failures=0, resting_until=None, problem="", answered_at=now())


def _failed(problem: str) -> None:
    known = line()
    failures = known.failures + 1
    until = now() + rest_after(failures) if failures >= PATIENCE else None
    Line.objects.filter(pk=known.pk).update(failures=failures, resting_until=until, problem=problem[:500])


def rest_after(failures: int) -> timedelta:
    """How long the line rests after so many failures in a row: half a minute, doubling, ten minutes at most."""
    return min(SHORTEST_REST * (1 << min(failures - PATIENCE, 10)), LONGEST_REST)
