from django.urls import path

from .screens import doors, inbox, log, preferences

urlpatterns = [
    path("my/notices/", inbox.inbox, name="my-notices"),
    path("my/notices/<uuid:which>/", inbox.notice, name="my-notice"),
    path("my/notices/read/", inbox.read_all, name="my-notices-read"),
    path("my/notices/preferences/", preferences.preferences, name="my-notice-preferences"),
    path("my/notices/push/key", preferences.push_key, name="push-key"),
    path("my/notices/push/", preferences.subscribe, name="push-subscribe"),
    path("my/notices/push/<uuid:which>/off/", preferences.unsubscribe, name="push-off"),
    path("notices/log/", log.log, name="notice-log"),
    path("notices/log/<uuid:which>/", log.delivery, name="notice-delivery"),
    path("notices/log/<uuid:which>/act/", log.act, name="notice-act"),
    path("notices/sms/report", doors.sms_report, name="sms-report"),
]
