from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Config(AppConfig):
    name = "tinhso.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The five places of the citizen's bar; a block that brings the page may declare its entry again with a count."""
        from .nav import nav

        nav("citizen", _("Trang chủ"), "home", icon="house", order=10)
        nav("citizen", _("Dịch vụ"), "services", icon="layout-grid", order=20, within=("service", "apply"))
        nav(
            "citizen", pgettext_lazy("navigation", "Hồ sơ"), "my", icon="folder-clock", order=30,
            within=("my-case", "track"),
        )  # fmt: skip
        nav("citizen", _("Thông báo"), "my-notices", icon="bell", order=40)
        nav(
            "citizen", pgettext_lazy("navigation", "Cá nhân"), "my-profile", icon="circle-user-round", order=50,
            within=("my-papers", "my-mirror"),
        )  # fmt: skip
