from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import derived, queries  # noqa: F401 - they say what is derived from a register
        from .about import discover

        discover()
