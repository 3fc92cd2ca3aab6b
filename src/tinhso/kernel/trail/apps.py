from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.kernel.trail"
    label = "trail"
    default_auto_field = "django.db.models.BigAutoField"
