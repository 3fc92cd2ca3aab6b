from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.systems.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import observed  # noqa: F401 - declaring is registering
