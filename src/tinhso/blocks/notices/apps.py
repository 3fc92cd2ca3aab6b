from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import listening  # noqa: F401 - declaring is registering
