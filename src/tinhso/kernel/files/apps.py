from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.kernel.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
