from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.connectors.national_portal"
    label = "national_portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import actions, jobs, queueing, rights, screens  # noqa: F401 - they register themselves
