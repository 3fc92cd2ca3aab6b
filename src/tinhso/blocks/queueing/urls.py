from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .screens import citizen, counter, display, handing, head, kiosk, navigation

assert navigation, "adds the entries of the desk's navigation"


class Change(StringConverter):
    regex = "move|cancel"


register_converter(Change, "appointment_change")

urlpatterns = [
    path("queue/book/", citizen.booking, name="queue-book"),
    path("queue/appointments/", citizen.find, name="queue-appointments"),
    path("queue/appointments/<str:code>/", citizen.appointment, name="queue-appointment"),
    path("queue/appointments/<str:code>/<appointment_change:what>/", citizen.change, name="queue-change"),
    path("queue/ticket/<uuid:ticket>/", kiosk.ticket, name="queue-ticket"),
    path("queue/<slug:centre>/kiosk/<slug:key>/", kiosk.kiosk, name="queue-kiosk"),
    path("queue/<slug:centre>/kiosk/<slug:key>/<uuid:ticket>/", kiosk.kiosk_ticket, name="queue-kiosk-ticket"),
    path("queue/<slug:centre>/display/", display.display, name="queue-display"),
    path("queue/<slug:centre>/board/", display.board, name="queue-board"),
    path("desk/queue/", counter.hall, name="desk-queue"),
    path("desk/queue/do/<slug:what>/", counter.do, name="queue-do"),
    path("desk/queue/settings/", head.settings, name="queue-settings"),
    path("desk/queue/report/", head.report, name="queue-report"),
    path("desk/queue/report.xlsx", head.report_xlsx, name="queue-report-xlsx"),
    path("desk/queue/report/sign/", head.sign, name="queue-sign"),
    path("desk/queue/hand-over/<str:code>/", handing.hand_over, name="queue-hand-over"),
]
