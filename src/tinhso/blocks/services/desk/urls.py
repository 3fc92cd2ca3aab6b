from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import batch, calendar, counter, export, heads, navigation, pane, prints, queue, signing, workspace

assert navigation, "adds the entries of the desk's navigation"


class Kind(StringConverter):
    regex = "csv|xlsx"


register_converter(Kind, "export_kind")

urlpatterns = [
    path("desk/", queue.queue, name="desk"),
    path("desk/news/", queue.news, name="desk-news"),
    path("desk/views/", queue.save_view, name="desk-save-view"),
    path("desk/views/<int:pk>/drop/", queue.drop_view, name="desk-drop-view"),
    path("desk/batch/", batch.batch, name="desk-batch"),
    path("desk/export.<export_kind:kind>", export.export, name="desk-export"),
    path("desk/signing/", signing.signing, name="desk-signing"),
    path("calendar/", calendar.public, name="calendar"),
    path("desk/morning/", heads.heads, name="desk-morning"),
    path("desk/calendar/", calendar.calendar, name="desk-calendar"),
    path("desk/calendar/check/<slug:name>/", calendar.check, name="desk-calendar-check"),
    path("desk/calendar/changes/", calendar.changes, name="desk-changes"),
    path("desk/calendar/changes/<uuid:pk>/", calendar.change, name="desk-change"),
    path("desk/calendar/changes/<uuid:pk>/moves.<export_kind:kind>", calendar.change_file, name="desk-change-file"),
    path("desk/ledger/", prints.ledger, name="desk-ledger"),
    path("desk/counter/", counter.counter, name="desk-counter"),
    path("desk/counter/person/", counter.register, name="desk-counter-person"),
    path("desk/counter/file/", counter.file, name="desk-counter-file"),
    path("desk/counter/done/<str:code>/", counter.done, name="desk-counter-done"),
    path("desk/cases/<str:code>/", workspace.workspace, name="desk-case"),
    path("desk/cases/<str:code>/pane/", pane.pane, name="desk-pane"),
    path("desk/cases/<str:code>/do/<slug:name>/", workspace.move, name="desk-move"),
    path("desk/cases/<str:code>/check/<uuid:paper>/", workspace.check, name="desk-check"),
    path("desk/cases/<str:code>/identity/", workspace.show_id, name="desk-identity"),
    path("desk/cases/<str:code>/questions/<int:pk>/<slug:name>/", workspace.consultation, name="desk-question"),
    path("desk/cases/<str:code>/apology/<int:pk>/<slug:name>/", workspace.apology, name="desk-apology"),
    path("desk/cases/<str:code>/apology/<int:pk>.pdf", prints.apology_draft, name="desk-apology-draft"),
    path("desk/cases/<str:code>/as-citizen/", workspace.as_citizen, name="desk-as-citizen"),
    path("desk/cases/<str:code>/presence/", workspace.presence, name="desk-presence"),
    path("desk/cases/<str:code>/draft.pdf", prints.draft, name="desk-draft"),
    path("desk/cases/<str:code>/print/<slug:name>.pdf", prints.form, name="desk-print"),
]
