"""The inbox, what is sent outside it, each attempt at that, and what people wish."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Notice(models.Model):
    """One message in one person's inbox. Made from events of the outbox, so it can be made again; nobody's record, not trailed.

    `key` names what it tells of (for an event "event:<position>"), so that telling again changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField()
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    code = models.CharField(_("mã hồ sơ"), max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    detail = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["person", "key"])]
        indexes = [
            models.Index(name="notice_person", fields=["person", "-at"]),
            models.Index(name="notice_unread", fields=["person"], condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "Chờ gửi")
    SENDING = "sending", pgettext_lazy("delivery", "Đang gửi")
    SENT = "sent", pgettext_lazy("delivery", "Đã gửi")
    DELIVERED = "delivered", _("Đã đến máy")
    FAILED = "failed", _("Không gửi được")


OPEN = (State.WAITING, State.SENDING)


class Delivery(models.Model):
    """One message to one address over one channel, with what became of it (nhật ký gửi tin).

    Its `id` comes from what it tells of and the channel, and goes with every attempt: whoever gets it twice knows it.
    `due_at` is when it is next looked at: the first sending, the next try, or the end of a sender's lease. The address
    is kept only until the message is through; `masked` stays. `sealed` holds a one-time code until then.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("Loại tin"), max_length=40)
    channel = models.CharField(_("Kênh"), max_length=10)
    person = models.UUIDField(null=True)
    agency = models.CharField(max_length=40, blank=True)
    code = models.CharField(pgettext_lazy("desk", "Mã hồ sơ"), max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="vi")
    address = models.CharField(max_length=254, blank=True)
    masked = models.CharField(_("Địa chỉ"), max_length=254)
    sealed = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(_("Tình trạng"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=150, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    again_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="again")

    class Meta:
        verbose_name = _("tin gửi đi")
        indexes = [
            models.Index(name="delivery_due", fields=["-urgent", "due_at"], condition=Q(state__in=["waiting", "sending"])),
            models.Index(name="delivery_agency", fields=["agency", "-created_at", "-id"]),
            models.Index(name="delivery_newest", fields=["-created_at", "-id"]),
            models.Index(name="delivery_person", fields=["person", "-created_at"]),
            models.Index(name="delivery_code", fields=["code"], condition=~Q(code="")),
            models.Index(
                name="delivery_troubled",
                fields=["agency", "-created_at", "-id"],
                condition=Q(state="failed", handled_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel} {self.masked}"


class Result(models.TextChoices):
    NONE = "", _("Chưa rõ")
    ACCEPTED = "accepted", _("Nơi gửi đã nhận")
    REFUSED = "refused", _("Bị từ chối")
    UNAVAILABLE = "unavailable", _("Không liên lạc được")
    DELIVERED = "delivered", _("Đã đến máy")
    UNDELIVERED = "undelivered", _("Không đến được máy")


class Attempt(models.Model):
    """One try to send, or one report of the provider. Only ever added to; a try without a result was cut off in the middle."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField(help_text="0: a report of the provider")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, choices=Result, blank=True, default=Result.NONE)
    provider_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_once", fields=["delivery", "number"], condition=Q(number__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.result}"


class Preferences(Trailed):
    """How one person wants to be told (cách nhận thông báo). Nobody has a row before the first change.

    `channels`: by kind, the channels that are on, the inbox included; a kind that is missing has its declared ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField(unique=True)
    channels = models.JSONField(default=dict)
    quiet = models.BooleanField(_("Không gửi tin trong giờ nghỉ"), default=True)
    quiet_from = models.TimeField(_("Từ"), default=time(21, 0))
    quiet_to = models.TimeField(_("Đến"), default=time(7, 0))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cách nhận thông báo")

    def __str__(self) -> str:
        return str(self.person)


class PushSubscription(Trailed):
    """A browser that shows our notices (máy nhận thông báo): RFC 8030 address, and the keys of RFC 8291."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField()
    endpoint = models.CharField(max_length=1000)
    endpoint_hash = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    device = models.CharField(_("Máy"), max_length=120, blank=True)
    created_at = models.DateTimeField()

    trail_redact = ("endpoint", "public_key", "secret")

    class Meta:
        verbose_name = _("máy nhận thông báo")
        indexes = [models.Index(name="push_person", fields=["person", "created_at"])]

    def __str__(self) -> str:
        return self.device or str(self.id)
