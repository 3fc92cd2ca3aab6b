from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "tinhso.kernel.trail"
    label = "trail"

    def ready(self) -> None:
        from .models import protect_all

        # Django's own hook for schema work; it changes no data.
        post_migrate.connect(protect_all, sender=self, dispatch_uid="trail.protect_all")
