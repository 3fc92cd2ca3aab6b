from django.urls import path

from . import apply, cases, home, sending

urlpatterns = [
    path("", home.home, name="home"),
    path("apply/places/", apply.places, name="apply-places"),
    path("apply/<str:code>/", apply.start, name="apply"),
    path("apply/<str:code>/<uuid:draft>/check/", sending.check, name="apply-check"),
    path("apply/<str:code>/<uuid:draft>/sign/", sending.sign, name="apply-sign"),
    path("apply/<str:code>/<uuid:draft>/drop/", apply.drop, name="apply-drop"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/", apply.page, name="apply-page"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/save/", apply.autosave, name="apply-autosave"),
    path("drafts/<uuid:draft>/", apply.go_on, name="draft"),
    path("my/", cases.my, name="my"),
    path("my/cases/<str:code>/", cases.case, name="my-case"),
    path("my/cases/<str:code>/done/", cases.done, name="my-case-done"),
    path("my/cases/<str:code>/supplement/", cases.supplement, name="my-supplement"),
    path("my/cases/<str:code>/withdraw/", cases.take_back, name="my-withdraw"),
    path("my/cases/<str:code>/rate/", cases.rating, name="my-rate"),
    path("track/", cases.track, name="track"),
]
