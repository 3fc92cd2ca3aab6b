"""Addresses of the units block. `find` comes before the code, which would swallow it."""

from __future__ import annotations

from django.urls import path

from . import screens

urlpatterns = [
    path("units/", screens.units, name="units"),
    path("units/find", screens.find, name="units-find"),
    path("units/communes.geojson", screens.geojson, name="units-geojson"),
    path("units/<str:code>/", screens.unit, name="unit"),
]
