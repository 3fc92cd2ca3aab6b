from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.systems.rehearsal"
    label = "rehearsal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import jobs  # noqa: F401 - the job registers itself
