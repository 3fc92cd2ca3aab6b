"""`@action`: what it declares, and how it runs."""

from __future__ import annotations

import contextvars
import functools
import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tinhso.kernel.access.api import Actor, Permission
from tinhso.kernel.trail.api import record_of_key, record_refusal, resume, sign

from .act import Act
from .errors import AlreadyDone, Conflict, NotAllowed, Refused

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Action[..., Any]] = {}
_running: contextvars.ContextVar[Act | None] = contextvars.ContextVar("running act", default=None)


class Action(Generic[P, R]):
    """A declared action. Call it as `action(actor, subject, purpose=…, now=…, key=…, expect=…, **inputs)`."""

    def __init__(
        self,
        function: Callable[Concatenate[Act, Any, P], R],
        *,
        name: str,
        title: str | Promise,
        allow: Permission,
        law: object | None,
        purpose: str | Promise | None,
        secret: tuple[str, ...],
        lock: bool,
    ) -> None:
        if not callable(allow):
            raise TypeError(f"The action {name} does not say who is allowed.")
        if name in ACTIONS:
            raise ValueError(f"The action {name} is declared twice.")
        functools.update_wrapper(self, function)
        self.function, self.name, self.title, self.allow = function, name, title, allow
        self.law, self.purpose, self.secret, self.lock = law, purpose, frozenset(secret), lock
        self.signature = inspect.signature(function)
        ACTIONS[name] = self

    def __repr__(self) -> str:
        return f"<action {self.name}>"

    def allowed(self, actor: Actor, subject: Any = None) -> bool:
        """Whether the actor may try this; screens show only what may be tried."""
        return bool(self.allow(actor, subject))

    def __call__(
        self,
        actor: Actor,
        subject: Any = None,
        *,
        purpose: str | Promise | None = None,
        now: datetime | None = None,
        key: str | None = None,
        expect: int | None = None,
        **inputs: Any,
    ) -> R:
        """Do it, or raise NotAllowed, Conflict or Refused and remember that it was refused.

        `key`: a second call with the same key changes nothing and returns the first one's subject.
        `expect`: the version of the subject that the actor saw; another one raises Conflict.
        """
        outer = _running.get()
        at = now or (outer.now if outer else timezone.now())
        why = str(purpose or (outer.purpose if outer else None) or self.purpose or "")
        if not why:
            raise TypeError(f"The action {self.name} needs a purpose.")
        try:
            if not self.allowed(actor, subject):
                raise NotAllowed
            with transaction.atomic():
                return self._do(actor, subject, why=why, at=at, key=key, expect=expect, outer=outer, inputs=inputs)
        except AlreadyDone:
            raise
        except Refused as no:
            law = str(no.law) if no.law is not None else None
            record_refusal(
                action=self.name,
                actor=actor,
                purpose=why,
                at=at,
                subject=subject,
                reason=str(no),
                law=law,
                key=key,
            )
            raise
        finally:
            _running.set(outer)

    def _do(
        self,
        actor: Actor,
        subject: Any,
        *,
        why: str,
        at: datetime,
        key: str | None,
        expect: int | None,
        outer: Act | None,
        inputs: Mapping[str, Any],
    ) -> R:
        number = sign(
            action=self.name,
            actor=actor,
            purpose=why,
            at=at,
            subject=subject,
            inputs=self._remembered(inputs),
            key=key,
            parent=outer.id if outer else None,
        )
        if number is None:
            return self._done_before(key or "")
        act = Act(number, self.name, actor, why, at, outer, subject if isinstance(subject, models.Model) else None)
        _running.set(act)
        current = self._locked(subject, expect)
        if current is not subject and not self.allowed(actor, current):
            raise NotAllowed
        if isinstance(current, models.Model):
            act.subject = current
        result = self.function(act, current, **inputs)  # type: ignore[call-arg]
        if key is not None:
            self._remember_result(key, result)
        if outer is not None:
            resume(outer.id)
        return result

    def _locked(self, subject: Any, expect: int | None) -> Any:
        """The subject as it is now, locked until the end of the transaction."""
        if not self.lock or not isinstance(subject, models.Model) or subject._state.adding:
            return subject
        current = subject._meta.model._base_manager.select_for_update().filter(pk=subject.pk).first()
        if current is None:
            raise Refused(_("Bản ghi này không còn nữa."), code="gone")
        if expect is not None and getattr(current, "version", expect) != expect:
            raise Conflict
        return current

    def _remembered(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs worth remembering: short plain values that are not secrets (the changes are trailed anyway)."""
        kept: dict[str, Any] = {}
        for name, value in inputs.items():
            if name in self.secret:
                continue
            if isinstance(value, models.Model):
                kept[name] = str(value.pk)
            elif value is None or isinstance(value, bool | int | float):
                kept[name] = value
            elif not isinstance(value, dict | list | bytes) and 0 < len(text := str(value)) <= 200:
                kept[name] = text
        return kept

    def _remember_result(self, key: str, result: Any) -> None:
        if isinstance(result, models.Model):
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO trail_result (key, rel, record_id) VALUES (%s, %s, %s)",
                    [key, result._meta.db_table, str(result.pk)],
                )

    def _done_before(self, key: str) -> R:
        """What the first call with this key returned, read again. Raises AlreadyDone if it returned no record."""
        record = record_of_key(key)
        if record is None:
            raise AlreadyDone
        return record  # type: ignore[return-value]


def action(
    name: str,
    title: str | Promise,
    *,
    allow: Permission,
    law: object | None = None,
    purpose: str | Promise | None = None,
    secret: tuple[str, ...] = (),
    lock: bool = True,
) -> Callable[[Callable[Concatenate[Act, Any, P], R]], Action[P, R]]:
    """Declare an action: its stable name, its title for people, who is allowed, and the law it follows.

    The function takes the act, the subject (locked and fresh, or None) and its inputs by keyword.
    Raises at declaration if the name is taken or nobody is said to be allowed.
    """

    def declare(function: Callable[Concatenate[Act, Any, P], R]) -> Action[P, R]:
        return Action(function, name=name, title=title, allow=allow, law=law, purpose=purpose, secret=secret, lock=lock)

    return declare
