"""Which rows an actor may see: one function a model, applied in SQL, everywhere the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from .actors import Actor

M = TypeVar("M", bound=Model)
_scopes: dict[type[Model], Callable[[Actor], Q]] = {}


class NotScoped(LookupError):
    """A list was asked for of a model that has not said who may see its rows."""


def scope(model: type[M]) -> Callable[[Callable[[Actor], Q]], Callable[[Actor], Q]]:
    """Declare which rows of `model` an actor may see: the function returns a filter."""

    def declare(function: Callable[[Actor], Q]) -> Callable[[Actor], Q]:
        if model in _scopes:
            raise ValueError(f"{model.__name__} has two scopes.")
        _scopes[model] = function
        return function

    return declare


def visible(actor: Actor, rows: QuerySet[M] | type[M]) -> QuerySet[M]:
    """The rows of a query that the actor may see.

    Raises NotScoped if nobody declared a scope for the model (or a model it inherits from).
    """
    query: QuerySet[M] = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    for model in query.model.__mro__:
        if model in _scopes:
            return query if actor.system else query.filter(_scopes[model](actor))
    raise NotScoped(f"{query.model.__name__} has no scope: say who may see its rows.")
