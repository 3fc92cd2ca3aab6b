from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.sectors.transport.driving_licences"
    label = "driving_licences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import services  # noqa: F401 - declaring is registering
