from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register themselves.
        from . import actions, actions_account, actions_mandates, housekeeping, navigation, rights  # noqa: F401
