from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.queueing"
    label = "queueing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import jobs, rights  # noqa: F401 - declaring is registering
