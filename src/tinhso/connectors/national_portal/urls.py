from django.urls import path

from . import screens

urlpatterns = [
    path("desk/national-portal/", screens.messages_list, name="portal-messages"),
    path("desk/national-portal/questions/", screens.questions, name="portal-questions"),
    path("desk/national-portal/questions/<uuid:question_id>/", screens.question, name="portal-question"),
    path("desk/national-portal/messages/<uuid:key>/<slug:what>/", screens.act_on, name="portal-act"),
    path("desk/national-portal/<str:number>/", screens.dossier, name="portal-dossier"),
]
