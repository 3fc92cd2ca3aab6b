from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.blocks.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
