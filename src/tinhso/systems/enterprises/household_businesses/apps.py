from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.systems.enterprises.household_businesses"
    label = "household_businesses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import services  # noqa: F401 - declaring is registering
