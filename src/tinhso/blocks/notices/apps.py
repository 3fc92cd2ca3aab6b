from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register themselves.
        from . import about_cases, actions, codes, demo, housekeeping, listening, rights  # noqa: F401
