"""Acting for someone else, and agreeing to a use of one's data."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .persons import Organisation, Person


class MandateBasis(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal", _("Đại diện theo pháp luật")
    PARENT = "parent", _("Cha, mẹ của người chưa thành niên")
    GUARDIAN = "guardian", _("Người giám hộ")
    AUTHORISED = "authorised", _("Đại diện theo ủy quyền")


class Mandate(Trailed):
    """The agent may act for a person or an organisation (đại diện), from `first_day` to `last_day`, both included.

    Law: Civil Code 91/2015/QH13, articles 134 to 143 (representation). `scope` lists codes of services; empty: all.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mandates_given", verbose_name=_("Thay cho người")
    )
    principal_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates_given",
        verbose_name=_("Thay cho tổ chức"),
    )
    agent = models.ForeignKey(Person, models.PROTECT, related_name="mandates", verbose_name=_("Người đại diện"))
    basis = models.CharField(_("Căn cứ"), max_length=12, choices=MandateBasis)
    document = models.CharField(_("Văn bản"), max_length=200, blank=True)
    scope = models.JSONField(_("Phạm vi"), default=list, blank=True)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("ủy quyền, đại diện")
        constraints = (
            models.CheckConstraint(
                condition=Q(principal_person__isnull=False, principal_organisation__isnull=True)
                | Q(principal_person__isnull=True, principal_organisation__isnull=False),
                name="people_mandate_one_principal",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="people_mandate_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agent} → {self.principal}"

    @property
    def principal(self) -> Person | Organisation:
        """Whom the agent acts for."""
        found = self.principal_person or self.principal_organisation
        assert found is not None, "kept by the constraint people_mandate_one_principal"
        return found

    def covers(self, service: str, day: date) -> bool:
        """Whether the agent may use this service for the principal on that day."""
        in_force = self.first_day <= day and (self.last_day is None or day <= self.last_day)
        return in_force and (not self.scope or service in self.scope)


class Consent(Trailed):
    """A person agreed that data are used for a purpose (đồng ý xử lý dữ liệu cá nhân), and may withdraw it.

    Law: Law on personal data protection 91/2025/QH15. `text_version` names the wording the person saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("Mục đích"), max_length=120)
    text_version = models.CharField(_("Bản nội dung"), max_length=60)
    given_at = models.DateTimeField(_("Đồng ý lúc"))
    withdrawn_at = models.DateTimeField(_("Rút lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("sự đồng ý")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "purpose", "text_version"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_consent_one_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.purpose}"
