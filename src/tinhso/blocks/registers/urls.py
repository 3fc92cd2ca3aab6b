"""Addresses of the registers."""

from __future__ import annotations

from django.urls import path

from . import exporting, record, screens

urlpatterns = [
    path("registers/", screens.registers, name="registers"),
    path("registers/<slug:name>/", screens.register, name="register"),
    path("registers/<slug:name>/export.<slug:kind>", exporting.export, name="register-export"),
    path("registers/<slug:name>/places.geojson", screens.places, name="register-places"),
    path("registers/<slug:name>/enter/", record.enter, name="register-enter"),
    path("registers/<slug:name>/<uuid:pk>/", record.record, name="record"),
    path("registers/<slug:name>/<uuid:pk>/reveal/", record.reveal, name="record-reveal"),
    path("registers/<slug:name>/<uuid:pk>/<slug:step>/", record.write, name="record-write"),
]
