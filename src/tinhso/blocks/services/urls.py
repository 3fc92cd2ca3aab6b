"""Addresses of the services block."""

from __future__ import annotations

from .catalogue.urls import urlpatterns as catalogue
from .desk.urls import urlpatterns as desk

urlpatterns = [*catalogue, *desk]
