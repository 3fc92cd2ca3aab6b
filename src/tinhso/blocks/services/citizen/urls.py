from django.urls import path

from . import apply, cases, complaining, cosigning, eligible, finding_places, home, mine, papers, repeating, sending

urlpatterns = [
    path("", home.home, name="home"),
    path("apply/places/", finding_places.places, name="apply-places"),
    path("apply/<str:code>/", apply.start, name="apply"),
    path("apply/<str:code>/<uuid:draft>/check/", sending.check, name="apply-check"),
    path("apply/<str:code>/<uuid:draft>/sign/", sending.sign, name="apply-sign"),
    path("apply/<str:code>/<uuid:draft>/drop/", apply.drop, name="apply-drop"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/", apply.page, name="apply-page"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/save/", apply.autosave, name="apply-autosave"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/files/", papers.upload, name="apply-upload"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/<int:number>/", repeating.item, name="apply-item"),
    path("apply/<str:code>/<uuid:draft>/p/<slug:page>/<int:number>/save/", repeating.save_item, name="apply-item-save"),
    path("apply/<str:code>/<uuid:draft>/cosign/", cosigning.invite, name="apply-cosign"),
    path("apply/<str:code>/may-file/", eligible.may_file, name="may-file"),
    path("cosign/<str:token>/", cosigning.answer, name="cosign"),
    path("drafts/<uuid:draft>/", apply.go_on, name="draft"),
    path("my/", mine.my, name="my"),
    path("my/cases/<str:code>/", cases.case, name="my-case"),
    path("my/cases/<str:code>/done/", cases.done, name="my-case-done"),
    path("my/cases/<str:code>/supplement/", cases.supplement, name="my-supplement"),
    path("my/cases/<str:code>/withdraw/", cases.take_back, name="my-withdraw"),
    path("my/cases/<str:code>/rate/", cases.rating, name="my-rate"),
    path("my/cases/<str:code>/complain/", complaining.complain, name="my-complain"),
    path("desk/complaints/", complaining.complaints, name="desk-complaints"),
    path("desk/complaints/<uuid:complaint>/", complaining.one, name="desk-complaint"),
    path("track/", cases.track, name="track"),
]
