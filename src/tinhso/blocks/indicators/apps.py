from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import decision_766, tallying  # noqa: F401 - declaring is registering
