from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
