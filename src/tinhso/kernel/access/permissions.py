"""Permissions are small functions of an actor and a subject, put together with `either` and `both`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .actors import Actor
from .roles import ROLES

Permission = Callable[[Actor, Any], bool]


def permission(text: str) -> Callable[[Permission], Permission]:
    """Give a permission function the words that describe it in lists of rights."""

    def name(function: Permission) -> Permission:
        function.says = text  # type: ignore[attr-defined]
        return function

    return name


def describe(allow: Permission) -> str:
    """The words of a permission, for the table of rights."""
    return str(getattr(allow, "says", getattr(allow, "__name__", "?")))


@permission("anyone")
def anyone(actor: Actor, subject: Any = None) -> bool:
    return True


@permission("nobody")
def nobody(actor: Actor, subject: Any = None) -> bool:
    return False


@permission("signed in")
def signed_in(actor: Actor, subject: Any = None) -> bool:
    return actor.is_signed_in


@permission("the platform itself")
def is_system(actor: Actor, subject: Any = None) -> bool:
    return actor.system


def has_role(*codes: str) -> Permission:
    """The actor's present post carries one of these roles. Raises ValueError for a role nobody declared."""
    unknown = set(codes) - set(ROLES)
    if unknown:
        raise ValueError(f"Unknown roles: {', '.join(sorted(unknown))}.")

    @permission("role " + " or ".join(codes))
    def check(actor: Actor, subject: Any = None) -> bool:
        return actor.agency is not None and not actor.roles.isdisjoint(codes)

    return check


def in_agency(*attributes: str) -> Permission:
    """The actor acts for the agency that one of these attributes of the subject names."""

    @permission("acting for its " + " or ".join(attributes))
    def check(actor: Actor, subject: Any = None) -> bool:
        if actor.agency is None or subject is None:
            return False
        return any(getattr(subject, attribute, None) == actor.agency for attribute in attributes)

    return check


def owns(*attributes: str) -> Permission:
    """One of these attributes of the subject is the actor's own person."""

    @permission("its " + " or ".join(attributes))
    def check(actor: Actor, subject: Any = None) -> bool:
        if actor.person is None or subject is None:
            return False
        return any(getattr(subject, attribute, None) == actor.person for attribute in attributes)

    return check


def either(*parts: Permission) -> Permission:
    @permission(" or ".join(f"({describe(part)})" for part in parts))
    def check(actor: Actor, subject: Any = None) -> bool:
        return any(part(actor, subject) for part in parts)

    return check


def both(*parts: Permission) -> Permission:
    @permission(" and ".join(f"({describe(part)})" for part in parts))
    def check(actor: Actor, subject: Any = None) -> bool:
        return all(part(actor, subject) for part in parts)

    return check
