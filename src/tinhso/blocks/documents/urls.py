from django.urls import path

from . import screens

urlpatterns = [
    path("my/papers/", screens.my_papers, name="my-papers"),
    path("my/papers/<uuid:paper_id>/", screens.paper, name="my-paper"),
    path("my/papers/<uuid:paper_id>/file/", screens.paper_file, name="paper-file"),
    path("verify/", screens.check, name="check-paper"),
    path("verify/<str:code>/", screens.verify, name="verify"),
]
