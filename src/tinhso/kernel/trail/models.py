"""`Trailed`: a model whose every change must be signed and is remembered by the database."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import connection, models


class Trailed(models.Model):
    """A model protected by the trail. The triggers are installed after each `migrate`.

    `trail_redact` names fields whose values are secrets (the trail keeps `***`);
    `trail_ignore` names fields that may change without a signature and are not remembered (counters, last sign-in).
    """

    trail_redact: ClassVar[tuple[str, ...]] = ()
    trail_ignore: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


def columns(model: type[Trailed], names: tuple[str, ...]) -> str:
    """The columns of these fields, as the trigger takes them."""
    return ",".join(str(getattr(model._meta.get_field(name), "column", name)) for name in names)


def trailed_models() -> list[type[Trailed]]:
    """Every trailed model whose table exists."""
    tables = set(connection.introspection.table_names())
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Trailed)
        and not model._meta.proxy
        and model._meta.managed
        and model._meta.db_table in tables
    ]


def protect_all(**_: Any) -> None:
    """Install or renew the triggers of every trailed model whose table exists."""
    with connection.cursor() as cursor:
        for model in trailed_models():
            meta = model._meta
            assert meta.pk is not None
            cursor.execute(
                "SELECT trail_protect(%s, %s, %s, %s)",
                [
                    meta.db_table,
                    meta.pk.column,
                    columns(model, model.trail_redact),
                    columns(model, model.trail_ignore),
                ],
            )
