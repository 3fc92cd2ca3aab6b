"""Addresses of the services block."""

from __future__ import annotations

from .catalogue.urls import urlpatterns as catalogue
from .citizen.urls import urlpatterns as citizen
from .desk.urls import urlpatterns as desk
from .paths.urls import urlpatterns as paths

urlpatterns = [*citizen, *catalogue, *desk, *paths]
