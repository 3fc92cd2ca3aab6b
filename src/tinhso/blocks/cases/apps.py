from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import clock_notices, clock_rights, jobs, paths, rights  # noqa: F401 - they register themselves
