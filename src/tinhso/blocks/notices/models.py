"""Messages to people: the inbox inside the platform. E-mail, SMS and push come on top of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, scope
from tinhso.kernel.ids import uuid7


class Notice(models.Model):
    """One message to one person. Made from events of the outbox, so it can be made again; nobody's record, not trailed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField()
    position = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    code = models.CharField(_("mã hồ sơ"), max_length=40, blank=True)
    detail = models.TextField(blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["person", "position"])]
        indexes = [
            models.Index(name="notice_person", fields=["person", "-at"]),
            models.Index(name="notice_unread", fields=["person"], condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


@scope(Notice)
def own_notices(actor: Actor) -> Q:
    """A message is its reader's alone."""
    return Q(person=actor.person) if actor.person else Q(pk__in=[])
