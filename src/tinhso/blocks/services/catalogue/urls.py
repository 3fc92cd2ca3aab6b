"""Addresses of the catalogue. `services/quality/` comes before the code, which would swallow it."""

from __future__ import annotations

from django.urls import path

from . import screens

urlpatterns = [
    path("services/", screens.services, name="services"),
    path("services/quality/", screens.catalogue_quality, name="catalogue-quality"),
    path("services/<str:code>/", screens.service, name="service"),
    path("life/<slug:event>/", screens.life_event, name="life-event"),
]
