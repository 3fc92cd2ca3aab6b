"""Addresses of the rehearsals."""

from __future__ import annotations

from django.urls import path

from . import screens

urlpatterns = [
    path("reports/rehearsals/", screens.rehearsals, name="rehearsals"),
    path("reports/rehearsals/new/", screens.new, name="rehearsal-new"),
    path("reports/rehearsals/<uuid:pk>/", screens.rehearsal, name="rehearsal"),
    path("reports/rehearsals/<uuid:pk>/drop/", screens.drop_rehearsal, name="rehearsal-drop"),
]
