from django.urls import path

from . import views

urlpatterns = [
    path("ui/", views.styleguide, name="styleguide"),
    path("ui/<slug:name>/", views.styleguide, name="styleguide-page"),
    path("offline/", views.offline, name="offline"),
    path("accessibility/", views.about_accessibility, name="accessibility"),
    path("data-protection/", views.about_data, name="data-protection"),
    path("robots.txt", views.robots),
    path("app.webmanifest", views.web_app, name="web-app"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("csp-report", views.csp_report),
]
