from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.systems.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
