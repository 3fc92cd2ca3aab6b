from django.urls import path

from . import views

urlpatterns = [
    path("files/<uuid:file_id>/", views.show, name="file"),
    path("files/<uuid:file_id>/thumbnail/", views.thumbnail, name="file-thumbnail"),
]
