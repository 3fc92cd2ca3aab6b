"""Addresses of the paths."""

from __future__ import annotations

from django.urls import path

from . import screens

urlpatterns = [
    path("desk/paths/", screens.paths, name="paths"),
    path("desk/paths/start/", screens.start, name="path-start"),
    path("desk/paths/<str:matter>/", screens.path, name="path"),
    path("desk/paths/<str:matter>/draft/", screens.draft, name="path-draft"),
    path("desk/paths/<str:matter>/path.bpmn", screens.bpmn, name="path-bpmn"),
]
