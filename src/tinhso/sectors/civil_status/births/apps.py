from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.sectors.civil_status.births"
    label = "births"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import services  # noqa: F401 - declaring is registering
