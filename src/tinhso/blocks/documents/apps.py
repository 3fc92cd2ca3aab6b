from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import certificates, forms  # noqa: F401 - the templates declare themselves
