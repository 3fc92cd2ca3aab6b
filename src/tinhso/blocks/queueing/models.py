"""What happens at a service centre: its plan, appointments, numbers, calls, officers at counters, the day's report."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case
from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Centre(Trailed):
    """The plan of a service centre that its head has changed; a centre without a row serves by the standard plan."""

    agency = models.CharField(_("trung tâm"), max_length=40, unique=True)
    plan: models.JSONField[Any] = models.JSONField(_("cách phục vụ"))
    version = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.agency


class Priority(models.TextChoices):
    """Who is served first. Illustrative: the centre applies the law of each group; nothing is proven by a button."""

    NONE = "", _("Không thuộc diện ưu tiên")
    ELDERLY = "elderly", _("Người cao tuổi")
    DISABLED = "disabled", _("Người khuyết tật")
    PREGNANT = "pregnant", _("Phụ nữ mang thai")
    CHILD = "child", _("Người có con nhỏ đi cùng")


class Appointment(Trailed):
    """An hour at a counter that somebody booked (lịch hẹn). `seat` counts the people of one hour, from 1.

    The database itself refuses a second holder of a seat. `person` is empty for who booked without an account.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("Đã đặt")
        ARRIVED = "arrived", _("Đã đến")
        CANCELLED = "cancelled", _("Đã hủy")
        CLOSED = "closed", _("Trung tâm hủy vì nghỉ")
        MISSED = "missed", _("Không đến")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("mã lịch hẹn"), max_length=12, unique=True)
    agency = models.CharField(_("trung tâm"), max_length=40)
    group = models.CharField(_("nhóm"), max_length=1)
    starts_at = models.DateTimeField(_("giờ hẹn"))
    minutes = models.SmallIntegerField()
    seat = models.SmallIntegerField()
    person = models.UUIDField(null=True)
    name = models.CharField(_("họ tên"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=16)
    procedure = models.CharField(_("mã thủ tục"), max_length=60, blank=True)
    matter = models.TextField(_("việc cần làm"), blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.BOOKED)
    language = models.CharField(max_length=5, default="vi")
    booked_at = models.DateTimeField()
    moved = models.SmallIntegerField(_("số lần đổi"), default=0)
    reminded_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.UniqueConstraint(
                name="appointment_seat_once",
                fields=["agency", "group", "starts_at", "seat"],
                condition=Q(state__in=("booked", "arrived")),
            )
        ]
        indexes = [
            models.Index(name="appointment_person", fields=["person", "starts_at"]),
            models.Index(name="appointment_phone", fields=["phone", "starts_at"]),
            models.Index(name="appointment_ahead", fields=["starts_at"], condition=Q(state="booked")),
        ]

    def __str__(self) -> str:
        return self.code


class Ticket(Trailed):
    """A number for the queue of one day (số thứ tự). Its label is the group's letter and the number: A007."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        CALLED = "called", _("Đã gọi")
        SERVING = "serving", _("Đang phục vụ")
        DONE = "done", _("Đã xong")
        NO_SHOW = "no_show", _("Gọi không đến")

    class Via(models.TextChoices):
        KIOSK = "kiosk", _("Máy lấy số")
        COUNTER = "counter", _("Cán bộ cấp số")
        APPOINTMENT = "appointment", _("Có lịch hẹn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.CharField(_("trung tâm"), max_length=40)
    day = models.DateField(_("ngày"))
    group = models.CharField(_("nhóm"), max_length=1)
    number = models.IntegerField(_("số"))
    via = models.CharField(max_length=12, choices=Via.choices)
    priority = models.CharField(_("diện ưu tiên"), max_length=10, choices=Priority.choices, blank=True)
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, related_name="ticket")
    person = models.UUIDField(null=True)
    taken_at = models.DateTimeField(_("lấy số lúc"))
    waits_since = models.DateTimeField(_("chờ từ"))
    to_counter = models.SmallIntegerField(_("chuyển đến quầy"), null=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.WAITING)
    called_at = models.DateTimeField(_("gọi lần đầu"), null=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("taken_at", "id")
        constraints = [models.UniqueConstraint(name="ticket_number_once", fields=["agency", "day", "group", "number"])]
        indexes = [models.Index(name="ticket_waiting", fields=["agency", "day", "state"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.group}{self.number:03}"


class Duty(Trailed):
    """An officer at a counter (trực quầy), from opening it to leaving it; one officer a counter, one counter an officer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.CharField(_("trung tâm"), max_length=40)
    counter = models.SmallIntegerField(_("quầy"))
    day = models.DateField(_("ngày"))
    officer = models.UUIDField(_("cán bộ"))
    officer_name = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    paused_since = models.DateTimeField(_("tạm nghỉ từ"), null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="duty_counter_once", fields=["agency", "day", "counter"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(name="duty_officer_once", fields=["officer"], condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.counter}"


class Call(Trailed):
    """A number called to a counter, and what became of it (lượt gọi). Service lasts from `started_at` to `ended_at`."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Đã xong")
        NO_SHOW = "no_show", _("Gọi không đến")
        SENT_ON = "sent_on", _("Chuyển quầy")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="calls")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="calls")
    agency = models.CharField(max_length=40)
    day = models.DateField()
    group = models.CharField(max_length=1)
    counter = models.SmallIntegerField()
    officer = models.UUIDField()
    officer_name = models.CharField(max_length=300)
    fast = models.BooleanField(_("theo lượt hẹn, ưu tiên"))
    called_at = models.DateTimeField()
    last_called_at = models.DateTimeField()
    times = models.SmallIntegerField(_("số lần gọi"), default=1)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="call_one_open", fields=["duty"], condition=Q(ended_at=None))]
        indexes = [models.Index(name="call_day", fields=["agency", "day", "called_at"])]

    def __str__(self) -> str:
        return f"{self.ticket.label} → {self.counter}"


class DayReport(Trailed):
    """The report of a day as the head signed it off; figures as they were then."""

    agency = models.CharField(_("trung tâm"), max_length=40)
    day = models.DateField(_("ngày"))
    figures: models.JSONField[Any] = models.JSONField(_("số liệu"))
    remark = models.TextField(_("nhận xét"), blank=True)
    signed_at = models.DateTimeField(_("xác nhận lúc"))
    signed_by = models.CharField(_("người xác nhận"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="day_report_once", fields=["agency", "day"])]

    def __str__(self) -> str:
        return f"{self.agency} {self.day:%d/%m/%Y}"


class HandOver(Trailed):
    """How a result reached its recipient (trả kết quả): by hand against a signature, or by post with its number."""

    class How(models.TextChoices):
        COUNTER = "counter", _("Trả tại quầy")
        POST = "post", _("Gửi bưu chính công ích")

    class Relation(models.TextChoices):
        SELF = "self", _("Người nộp hồ sơ")
        FAMILY = "family", _("Người trong gia đình")
        MANDATE = "mandate", _("Người được ủy quyền")
        ORGANISATION = "organisation", _("Người của tổ chức")

    case = models.OneToOneField(Case, models.PROTECT, related_name="handed_over")
    how = models.CharField(_("cách trả"), max_length=10, choices=How.choices)
    recipient = models.CharField(_("người nhận"), max_length=120)
    relation = models.CharField(_("quan hệ"), max_length=14, choices=Relation.choices, blank=True)
    signature = models.UUIDField(_("chữ ký"), null=True)
    confirmed = models.BooleanField(_("xác nhận bằng gõ tên"), default=False)
    tracking = models.CharField(_("số hiệu bưu gửi"), max_length=30, blank=True)
    at = models.DateTimeField(_("lúc"))
    by = models.CharField(_("cán bộ trả"), max_length=300)

    def __str__(self) -> str:
        return f"{self.case} → {self.recipient}"
