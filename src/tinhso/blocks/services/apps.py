from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .dossiers import complaints, deciding, listening, rights, signatures, telling  # noqa: F401 - they register themselves
