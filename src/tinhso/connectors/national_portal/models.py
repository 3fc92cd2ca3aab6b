"""What the province and the national portal tell each other: dossiers, messages, questions, and the state of the line."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.declare import Trailed
from tinhso.kernel.ids import uuid7


class PortalDossier(Trailed):
    """One dossier that both sides know. `number` is its MaHoSo: the portal's where it was filed there, else our own code.

    The case is the one authority on the dossier's state; `portal_state` is what the portal was last told and accepted.
    `received_on` is the local day of reception, `synced_at` when the portal first accepted it as received.
    """

    class Born(models.TextChoices):
        PORTAL = "portal", _("Cổng quốc gia")
        PROVINCE = "province", _("Hệ thống tỉnh")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=60, unique=True)
    case = models.OneToOneField("cases.Case", models.PROTECT, null=True, related_name="+")
    born = models.CharField(max_length=10, choices=Born.choices)
    agency = models.CharField(max_length=40, blank=True)
    refusal = models.TextField(blank=True)
    created_at = models.DateTimeField()
    portal_state = models.SmallIntegerField(null=True)
    received_on = models.DateField(null=True)
    synced_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    # What the portal has accepted follows from the messages: book-keeping, not evidence of its own.
    trail_ignore = ("portal_state", "received_on", "synced_at")

    class Meta:
        indexes = [
            models.Index(name="portal_dossier_synced", fields=["received_on"], condition=Q(synced_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class Message(models.Model):
    """One message to the portal, or one thing that a citizen did there and that is fetched.

    `position` is the order of all messages, `key` the id under which the portal knows one, however often it is sent.
    `number` names the dossier (or question) whose order is kept: while a message `holds`, later ones of the same number
    wait. `claimed_until` lets another process go on when the one that was sending died. `body` is what is sent;
    the person's data leave it once the portal has accepted.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Chờ gửi")
        SENT = "sent", _("Đang chuyển")
        ACCEPTED = "accepted", _("Đã nhận")
        REFUSED = "refused", _("Bị từ chối")
        GIVEN_UP = "given_up", _("Đã thôi gửi")

    class Way(models.TextChoices):
        OUT = "out", _("Gửi lên cổng")
        IN = "in", _("Lấy từ cổng")

    position = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid7, editable=False)
    way = models.CharField(max_length=3, choices=Way.choices, default=Way.OUT)
    service = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    agency = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=100, help_text="what it is about, so that it is queued once")
    portal_state = models.SmallIntegerField(null=True)
    updating = models.BooleanField(default=False)
    body: models.JSONField[Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    holds = models.BooleanField(default=True)
    attempts = models.IntegerField(default=0)
    faults = models.IntegerField(default=0, help_text="answers that made no sense, in a row")
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="portal_message_once", fields=["way", "subject"]),
        ]
        indexes = [
            models.Index(name="portal_message_number", fields=["number", "position"]),
            models.Index(name="portal_message_holds", fields=["number", "position"], condition=Q(holds=True)),
            models.Index(
                name="portal_message_due",
                fields=["way", "position", "next_try_at"],
                condition=Q(state__in=["queued", "sent"]),
            ),
            models.Index(name="portal_message_open", fields=["state", "agency"], condition=~Q(state="accepted")),
            models.Index(name="portal_message_settled", fields=["settled_at"], condition=Q(state="accepted")),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.number}"


class Question(Trailed):
    """A question that somebody asked the province through the portal (hỏi đáp), and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=60, unique=True)
    asked_at = models.DateTimeField()
    title = models.CharField(max_length=500)
    text = models.TextField()
    matter = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(name="portal_question_open", fields=["asked_at"], condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """The one line to the portal, shared by all processes: its session, and whether it rests after failures."""

    session = models.CharField(max_length=500, blank=True)
    failures = models.IntegerField(default=0)
    resting_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    fetched_to = models.CharField(max_length=14, blank=True, help_text="portal's moment, yyyyMMddHHmmss")
    fetched_at = models.DateTimeField(null=True)
    catalogue: models.JSONField[Any] = models.JSONField(default=dict, help_text="how the catalogues differ")

    def __str__(self) -> str:
        return self.problem or "ok"
