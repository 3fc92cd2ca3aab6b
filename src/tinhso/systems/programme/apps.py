from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.systems.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import measures  # noqa: F401 - declaring is registering
