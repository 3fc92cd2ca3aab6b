"""Where every page lives. Each block brings its own `urls.py`; this file only joins them."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from .api import addresses
from .health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", addresses()),
]
for app in settings.INSTALLED_APPS:
    if app.startswith("tinhso.") and find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))
handler404 = "tinhso.web.errors.not_found"
handler403 = "tinhso.web.errors.forbidden"
handler500 = "tinhso.web.errors.server_error"
