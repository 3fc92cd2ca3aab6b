"""Complaining and answering. Only the one who complains and the heads of the agency see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case, is_applicant
from tinhso.kernel.access.api import Actor, permission, scope, visible
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import StoredFile, guard, link

from .complaint import Complaint
from .signatures import PARAMETERS

MOST_FILES = 5
LONGEST = 4000
AT_COUNTER = (Complaint.About.ATTITUDE, Complaint.About.ASKED_TOO_MUCH, Complaint.About.MONEY)
LIMITS = {Complaint.Kind.FEEDBACK: "answer_feedback_within", Complaint.Kind.COMPLAINT: "answer_complaint_within"}


@scope(Complaint)
def complaints_of(actor: Actor) -> Q:
    """One's own; and for a leader those sent to their agency. Whoever handled the case does not see them."""
    rows = Q(pk__in=[])
    if actor.agency is not None and "leader" in actor.roles:
        rows |= Q(agency=actor.agency)
    elif actor.person is not None:
        rows |= Q(person=actor.person)
    return rows


@permission("leader of the agency that it was sent to")
def heads(actor: Actor, complaint: Any) -> bool:
    return isinstance(complaint, Complaint) and actor.agency == complaint.agency and "leader" in actor.roles


@guard(Complaint._meta.label_lower)
def sees_complaint_file(actor: Actor, found: Any) -> bool:
    """A file of a complaint is for those who see the complaint."""
    return visible(actor, Complaint).filter(pk=found.subject_id).exists()


def limit_of(kind: str) -> Any:
    """The dated parameter that says within how many days a complaint of this kind is answered."""
    return PARAMETERS[LIMITS[Complaint.Kind(kind)]]


@action(
    "services.complain", _("Gửi phản ánh, khiếu nại"), allow=is_applicant, purpose=_("Phản ánh, khiếu nại về hồ sơ")
)
def complain(act: Act, case: Case, *, kind: str, about: str, text: str, files: Sequence[StoredFile] = ()) -> Complaint:
    """Tell the head of the agency what went wrong. `files` are one's own uploads, at most five.

    What concerns the counter goes to the service centre that received the case, the rest to the agency that decides.
    """
    if kind not in Complaint.Kind.values:
        raise Refused(_("Hãy chọn phản ánh hay khiếu nại."), code="invalid", field="kind")
    if about not in Complaint.About.values:
        raise Refused(_("Hãy chọn anh/chị phản ánh về việc gì."), code="invalid", field="about")
    text = text.strip()
    if not 10 <= len(text) <= LONGEST:
        raise Refused(_("Hãy kể rõ sự việc, từ 10 đến 4000 ký tự."), code="invalid", field="text")
    if len(files) > MOST_FILES:
        raise Refused(_("Nhận nhiều nhất 5 tệp."), code="too-many-files", field="files")
    if any(file.uploaded_by != act.actor.account for file in files):
        raise Refused(_("Tệp đính kèm không còn. Hãy tải lên lại."), code="no-file", field="files")
    counter = about in AT_COUNTER and kind == Complaint.Kind.FEEDBACK
    complaint = act.create(
        Complaint,
        case=case,
        kind=kind,
        about=about,
        text=text,
        agency=case.received_by if counter and case.received_by else case.agency,
        person=act.actor.person,
        person_name=act.actor.name,
        filed_at=act.now,
        due_on=act.today + timedelta(days=int(limit_of(kind).on(act.today))),
    )
    for file in files:
        link(file, complaint, "evidence")
    act.announce("complaint.filed", subject=complaint, agency=complaint.agency, code=case.code, kind=kind, about=about)
    return complaint


@action(
    "services.answer_complaint",
    _("Trả lời phản ánh, khiếu nại"),
    allow=heads,
    purpose=_("Giải quyết phản ánh, khiếu nại"),
)
def answer_complaint(act: Act, complaint: Complaint, *, answer: str) -> Complaint:
    """The head answers in writing, once; the person who complained is told."""
    if complaint.answered_at is not None:
        raise Refused(_("Đã trả lời phản ánh này."), code="answered")
    if len(answer.strip()) < 10:
        raise Refused(_("Hãy viết câu trả lời."), code="missing", field="answer")
    act.save(
        complaint,
        answer=answer.strip()[:LONGEST],
        answered_at=act.now,
        answered_by=act.actor.account,
        answered_by_name=act.actor.name,
    )
    act.announce(
        "complaint.answered",
        subject=complaint,
        agency=complaint.agency,
        code=complaint.case.code,
        applicant=complaint.person,
    )
    return complaint
