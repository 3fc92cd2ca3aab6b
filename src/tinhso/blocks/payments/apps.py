from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import listening, navigation, receipts, rights, telling  # noqa: F401 - they register themselves
        from .platform import following  # noqa: F401
        from .reconciliation import actions, fetching  # noqa: F401
        from .refunds import sending  # noqa: F401
