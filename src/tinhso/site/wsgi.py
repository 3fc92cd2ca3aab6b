"""The WSGI application that Granian serves."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from .postgres.processes import end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
if os.environ.get("TINHSO_SUPERVISOR"):
    # A worker whose Granian was killed would keep the port, and its successor could not start.
    end_with(by=signal.SIGTERM)()
application = get_wsgi_application()
