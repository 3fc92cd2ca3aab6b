"""Papers that people and organisations hold (kho giấy tờ), and the numbers that agencies give them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, scope
from tinhso.kernel.files.api import FileLink, StoredFile, guard
from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .checking import new_code


class Paper(Trailed):
    """One issued paper: a result, certificate or receipt (giấy tờ), with its signed file.

    `code` is printed on it and lets anybody check it; `signers` names who signed, in order.
    """

    class State(models.TextChoices):
        VALID = "valid", _("Còn giá trị")
        REPLACED = "replaced", _("Đã thay bằng bản khác")
        REVOKED = "revoked", _("Đã thu hồi")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code)
    kind = models.CharField(max_length=40, db_index=True, help_text="template, or code of the kind of result")
    title = models.CharField(max_length=300)
    holder_person = models.UUIDField(null=True, blank=True)
    holder_organisation = models.UUIDField(null=True, blank=True)
    holder_name = models.CharField(max_length=200)
    agency = models.CharField(max_length=40, help_text="code of the agency that issued it")
    agency_name = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    signers = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    case = models.CharField(max_length=60, blank=True, help_text="code of the dossier it comes from")
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-issued_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["holder_person", "-issued_on", "-id"], name="paper_person"),
            models.Index(fields=["holder_organisation", "-issued_on", "-id"], name="paper_organisation"),
            models.Index(fields=["agency", "-issued_on", "-id"], name="paper_agency"),
            models.Index(fields=["case"], name="paper_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(holder_person__isnull=False) | models.Q(holder_organisation__isnull=False),
                name="paper_has_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(state="valid", ended_on=None)
                | ~models.Q(state="valid") & models.Q(ended_on__isnull=False),
                name="paper_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def printed_code(self) -> str:
        """The code as people read and type it: ABCD-EFGH-JKLM."""
        return "-".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    def expired_on(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    @property
    def holders(self) -> list[UUID]:
        return [self.holder_person] if self.holder_person else []


@scope(Paper)
def papers_seen_by(actor: Actor) -> models.Q:
    """People see the papers they hold; officials those of their agency."""
    seen = models.Q(pk__in=[])
    if actor.person is not None:
        seen |= models.Q(holder_person=actor.person)
    if actor.agency is not None:
        seen |= models.Q(agency=actor.agency)
    return seen


class NumberSeries(models.Model):
    """How far an agency has counted in one series and year (số văn bản): starts at 01 each 1 January, without gaps."""

    agency = models.CharField(max_length=40)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "series", "year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.series} {self.year}: {self.last}"


@guard("documents.paper")
def may_see_file(actor: Actor, link: FileLink) -> bool:
    """Holders read the files of their papers; officials go through the paper, which asks why (see screens)."""
    return actor.person is not None and Paper.objects.filter(pk=link.subject_id, holder_person=actor.person).exists()
