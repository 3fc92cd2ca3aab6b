from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.sectors.agriculture.planting_areas"
    label = "planting_areas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import services  # noqa: F401 - declaring is registering
