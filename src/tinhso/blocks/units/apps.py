from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
