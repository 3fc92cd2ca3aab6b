from django.urls import path

from . import screens

urlpatterns = [
    path("verifications/", screens.verifications, name="verifications"),
    path("verifications/<slug:name>/", screens.verification, name="verification"),
]
