"""Addresses of the services block."""

from __future__ import annotations

from .catalogue.urls import urlpatterns as catalogue

urlpatterns = [*catalogue]
