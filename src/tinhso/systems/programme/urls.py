"""Addresses of the programme. The wall comes before the code, which would swallow it."""

from __future__ import annotations

from django.urls import path

from . import rows, screens

urlpatterns = [
    path("programme/", screens.programme, name="programme"),
    path("programme/wall/", screens.wall, name="programme-wall"),
    path("programme/<str:code>/", screens.target, name="target"),
    path("programme/<str:code>/rows/", rows.rows, name="programme-rows"),
    path("programme/<str:code>/map.geojson", screens.map_of, name="programme-map"),
]
