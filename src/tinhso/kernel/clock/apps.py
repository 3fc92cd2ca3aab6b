from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.kernel.clock"
    label = "clock"
    default_auto_field = "django.db.models.BigAutoField"
