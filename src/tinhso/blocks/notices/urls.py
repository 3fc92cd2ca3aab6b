from django.urls import path

from . import screens

urlpatterns = [path("my/notices/", screens.inbox, name="my-notices")]
