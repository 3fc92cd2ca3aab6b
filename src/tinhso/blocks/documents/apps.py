from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from tinhso.kernel.access.api import Actor


def is_citizen(actor: Actor, subject: Any = None) -> bool:
    """Somebody who may hold papers."""
    return actor.person is not None


class Config(AppConfig):
    name = "tinhso.blocks.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tinhso.web.api import nav

        from . import certificates, forms  # noqa: F401  (the templates declare themselves)

        within = ("my-paper",)
        nav("citizen", _("Giấy tờ"), "my-papers", icon="file-check", order=30, allow=is_citizen, within=within)
