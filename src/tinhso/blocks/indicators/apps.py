from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
