"""Acting for somebody else, and agreeing to a use of one's data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, either, is_system, permission
from tinhso.kernel.actions.api import Act, Refused, action

from .actions import AT_COUNTER
from .models import Consent, Mandate, Organisation, Person
from .models.mandates import MandateBasis
from .rights import is_self

OWN = _("Việc của chính mình")


@permission("the principal")
def is_principal(actor: Actor, subject: Any) -> bool:
    """The person (or the legal representative of the organisation) whom a mandate lets others act for."""
    if isinstance(subject, Mandate):
        subject = subject.principal
    if isinstance(subject, Organisation):
        return actor.person is not None and subject.representative_id == actor.person
    return is_self(actor, subject)


@permission("the agent")
def is_agent(actor: Actor, subject: Any) -> bool:
    return isinstance(subject, Mandate) and actor.person is not None and subject.agent_id == actor.person


@action(
    "people.give_mandate",
    _("Ủy quyền"),
    allow=either(is_system, AT_COUNTER, is_principal),
    law="91/2015/QH13, điều 138",
    purpose=_("Ủy quyền"),
)
def give_mandate(
    act: Act,
    principal: Person | Organisation,
    *,
    agent: Person,
    first_day: date,
    last_day: date | None = None,
    scope: list[str] | None = None,
    basis: str = MandateBasis.AUTHORISED,
    document: str = "",
) -> Mandate:
    """Let somebody act for a person or an organisation. People themselves can only authorise; a counter or an import records
    what follows from law (parents, guardians, legal representatives)."""
    if agent.pk == principal.pk:
        raise Refused(_("Không cần ủy quyền cho chính mình."), code="self", field="agent")
    if last_day is not None and last_day < first_day:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), code="days", field="last_day")
    own = is_principal(act.actor, principal) and not AT_COUNTER(act.actor, principal) and not act.actor.system
    if own and basis != MandateBasis.AUTHORISED:
        raise Refused(_("Quan hệ này phải được ghi nhận tại quầy một cửa, có giấy tờ."), code="basis", field="basis")
    side = {"principal_person": principal} if isinstance(principal, Person) else {"principal_organisation": principal}
    made = act.create(
        Mandate,
        agent=agent,
        basis=basis,
        document=document,
        scope=scope or [],
        first_day=first_day,
        last_day=last_day,
        **side,
    )
    act.announce("mandate.given", subject=made)
    return made


@action(
    "people.end_mandate",
    _("Thôi ủy quyền"),
    allow=either(is_system, AT_COUNTER, is_principal, is_agent),
    law="91/2015/QH13, điều 140",
    purpose=_("Ủy quyền"),
)
def end_mandate(act: Act, mandate: Mandate, *, last_day: date) -> Mandate:
    """End a mandate with a last day: the principal withdraws it, or the agent gives it back."""
    if last_day < mandate.first_day:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), code="days", field="last_day")
    act.save(mandate, last_day=last_day)
    act.announce("mandate.ended", subject=mandate)
    return mandate


@action("people.give_consent", _("Đồng ý cho dùng dữ liệu"), allow=is_self, law="91/2025/QH15", purpose=OWN)
def give_consent(act: Act, person: Person, *, for_purpose: str, text_version: str) -> Consent:
    """Agree to a use of one's data, in the words of `text_version`. Agreeing twice changes nothing."""
    found = Consent.objects.filter(
        person=person, purpose=for_purpose, text_version=text_version, withdrawn_at=None
    ).first()
    if found is not None:
        return found
    made = act.create(Consent, person=person, purpose=for_purpose, text_version=text_version, given_at=act.now)
    act.announce("consent.given", subject=made, purpose=for_purpose)
    return made


@action("people.withdraw_consent", _("Rút lại sự đồng ý"), allow=is_self, law="91/2025/QH15", purpose=OWN)
def withdraw_consent(act: Act, consent: Consent) -> Consent:
    """Take a consent back; what was done before stays lawful, nothing more may be done."""
    if consent.withdrawn_at is not None:
        raise Refused(_("Sự đồng ý này đã được rút trước đó."), code="withdrawn")
    act.save(consent, withdrawn_at=act.now)
    act.announce("consent.withdrawn", subject=consent, purpose=consent.purpose)
    return consent
