"""How sure we are who acts: level and freshness that a deed may ask for, and the way up for those who are below.

A page says `@assured(level_of_it)`; an action calls `require_assurance(act.actor, …)`. Whoever is below is led to prove more (at the
identity provider, or with a code) and comes back to where they were; a form that was sent is kept and sent again by them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.access.api import Actor
from tinhso.kernel.actions.api import Refused

from .totp import seal, unseal

KEPT, LARGEST = "kept_form", 200_000


@dataclass(frozen=True)
class Needs:
    """What a deed asks for: the level (0: none), and how long ago at most the person proved themselves (None: any time)."""

    level: int = 0
    within: timedelta | None = None

    def met_by(self, actor: Actor, now: datetime) -> bool:
        if actor.system:
            return True
        return actor.level >= self.level and (self.within is None or self._fresh(actor, now))

    def _fresh(self, actor: Actor, now: datetime) -> bool:
        return actor.proved_at is not None and now - actor.proved_at <= (self.within or timedelta(0))


class StepUp(Refused):
    """The actor must prove more first. A page lets it through to `assured`, which leads there."""

    def __init__(self, needs: Needs) -> None:
        sentence = _("Việc này cần danh tính đã xác minh (mức %(level)s).") % {"level": needs.level}
        if needs.within is not None:
            sentence = _("Hãy xác nhận lại là ông/bà trước khi làm việc này.")
        super().__init__(sentence, code="step-up")
        self.needs = needs


def require_assurance(actor: Actor, *, now: datetime, level: int = 0, within: timedelta | None = None) -> None:
    """For actions: raises StepUp if the actor's sign-in is below this level, or older than this."""
    needs = Needs(level, within)
    if not needs.met_by(actor, now):
        raise StepUp(needs)


def assured(
    needs: Needs | Callable[..., Needs],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorator of a view: `needs`, or a function of the view's arguments that says them, must be met first."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wanted = needs(request, *args, **kwargs) if callable(needs) else needs
            if not wanted.met_by(request.actor, timezone.now()):  # type: ignore[attr-defined]
                return lead(request, wanted)
            try:
                return view(request, *args, **kwargs)
            except StepUp as no:
                return lead(request, no.needs)

        return checked

    return decorate


def lead(request: HttpRequest, needs: Needs) -> HttpResponse:
    """To the page that says what is missing; what was typed into a form waits."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        back = reverse("go-on") if keep(request) else request.path
    asked: dict[str, Any] = {"next": back, "level": needs.level}
    if needs.within is not None:
        asked["within"] = int(needs.within.total_seconds())
    address = f"{reverse('step-up')}?{urlencode(asked)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def keep(request: HttpRequest) -> bool:
    """Keep a form that was sent, sealed, in the session. False if it cannot be kept: too large, or with files."""
    fields = [
        [name, value] for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    packed = orjson.dumps({"path": request.get_full_path(), "account": str(request.user.pk), "fields": fields})
    if request.FILES or len(packed) > LARGEST:
        return False
    request.session[KEPT] = seal(packed.decode())
    return True


def kept(request: HttpRequest) -> tuple[str, list[tuple[str, str]]] | None:
    """The form that waits for its sender: its address and fields. None if there is none of theirs."""
    sealed = request.session.get(KEPT)
    text = unseal(sealed) if sealed else ""
    if not text:
        return None
    form = orjson.loads(text)
    if form["account"] != str(request.user.pk):
        return None
    return form["path"], [(name, value) for name, value in form["fields"]]


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)
