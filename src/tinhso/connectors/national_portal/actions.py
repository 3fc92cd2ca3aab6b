"""What is done on the line to the portal: dossiers are linked, taken in or refused; officials resend, skip, answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import (
    Act,
    Actor,
    Case,
    Person,
    Refused,
    action,
    both,
    cases,
    is_system,
    register_person,
    services,
    store,
)

from . import queueing, telling
from .arriving import Arrival, attached_of
from .models import Message, PortalDossier, Question
from .protocol import ANSWER, SYNC, plain, stamp
from .rights import is_theirs, operates

PURPOSE = _("Đồng bộ hồ sơ với Cổng Dịch vụ công quốc gia")


@action("portal.link", _("Ghi nhận hồ sơ đồng bộ"), allow=is_system, purpose=PURPOSE)
def link(act: Act, _subject: None, *, case: Case) -> PortalDossier:
    """Remember that the portal is told of a dossier that was filed here, under its own code."""
    return act.create(
        PortalDossier,
        number=case.code,
        case=case,
        born=PortalDossier.Born.PROVINCE,
        agency=case.received_by,
        created_at=act.now,
    )


@action("portal.take", _("Nhận hồ sơ từ cổng quốc gia"), allow=is_system, purpose=PURPOSE, secret=("arrival",))
def take_in(act: Act, known: PortalDossier | None, *, arrival: Arrival) -> PortalDossier:
    """File what was filed at the portal: the applicant, the papers, the request. Raises Refused or FileRefused."""
    files = [(paper, store(paper.content, name=paper.name, actor=act.actor, now=act.now)) for paper in arrival.papers]
    request = services.Request(
        procedure=arrival.procedure,
        applicant=_applicant(act, arrival),
        answers=arrival.answers,
        attached=attached_of(arrival, files),
        organisation=arrival.organisation,
        delivery=arrival.delivery,
        source="national_portal",
    )
    dossier = services.file_request(act.actor, None, request=request, now=act.now, key=f"portal:file:{arrival.number}")
    case = dossier.case
    if known is not None:
        return act.save(known, case=case, agency=case.received_by, refusal="")
    return act.create(
        PortalDossier,
        number=arrival.number,
        case=case,
        born=PortalDossier.Born.PORTAL,
        agency=case.received_by,
        created_at=act.now,
        portal_state=1,
    )


def _applicant(act: Act, arrival: Arrival) -> Person:
    """The person of the personal id; registered when the province does not know them yet."""
    if arrival.person is not None:
        return arrival.person
    return register_person(
        act.actor,
        None,
        now=act.now,
        full_name=arrival.name,
        personal_id=arrival.personal_id,
        phone=arrival.phone,
        email=arrival.email,
    )


@action("portal.refuse", _("Không nhận hồ sơ từ cổng quốc gia"), allow=is_system, purpose=PURPOSE)
def refuse(act: Act, known: PortalDossier | None, *, dossier: dict[str, Any], reason: str, turn: str) -> PortalDossier:
    """The province cannot take what was filed at the portal: the portal is told state 3 and why."""
    if known is None:
        known = act.create(
            PortalDossier,
            number=dossier["MaHoSo"],
            born=PortalDossier.Born.PORTAL,
            refusal=reason,
            created_at=act.now,
            portal_state=1,
        )
    else:
        act.save(known, refusal=reason)
    kept = ("MaHoSo", "MaTTHC", "LoaiDoiTuong", "HinhThuc", "DonViXuLy")
    body = {name: dossier.get(name) or "" for name in kept}
    body["HinhThuc"] = body["HinhThuc"] or "0"
    body["DonViXuLy"] = body["DonViXuLy"] or "Trung tâm Phục vụ hành chính công tỉnh"
    body |= {"TrangThaiHoSo": "3", "NgayTuChoi": stamp(act.now), "GhiChu": reason}
    queueing.queue(SYNC, known, plain(body), state=3, subject=f"refusal:{turn}", at=act.now)
    return known


@action("portal.go_on", _("Nhận việc người dân làm trên cổng"), allow=is_system, purpose=PURPOSE, secret=("arrival",))
def go_on(act: Act, known: PortalDossier, *, arrival: Arrival) -> PortalDossier:
    """Carry out what the citizen did at the portal after filing: papers given, or the dossier taken back."""
    case = Case.objects.get(pk=known.case_id)
    citizen = Actor(name=case.applicant_name, person=case.filed_by or case.applicant, via="national_portal", level=2)
    if arrival.withdrawn:
        cases.withdraw(citizen, case, now=act.now, reason=arrival.remark)
        return known
    files = [store(paper.content, name=paper.name, actor=citizen, now=act.now) for paper in arrival.papers]
    items = [_item(case, paper.name, paper.code) for paper in arrival.papers]
    services.supplement(citizen, case, now=act.now, given=list(zip(items, files, strict=True)), text=arrival.remark)
    return known


def _item(case: Case, name: str, code: str) -> dict[str, Any]:
    """Which of the papers asked for a new file answers: by its code or name, else the file's own name."""
    request = case.supplement_requests.filter(answered_at=None).first()
    asked = request.items if request is not None else []
    for item in asked:
        if item.get("paper") and item["paper"] in (code, name):
            return dict(item)
    return dict(asked[0]) if len(asked) == 1 else {"paper": name}


@action("portal.tell_again", _("Báo lại tình trạng cho cổng"), allow=is_system, purpose=PURPOSE)
def tell_again(act: Act, known: PortalDossier) -> PortalDossier:
    """The portal let a citizen do what is too late here: it will be told how the case really stands, after older news."""
    act.announce("portal.out_of_step", subject=known.case, agency=known.agency)
    return known


@action(
    "portal.resend", _("Gửi lại cho cổng quốc gia"), allow=both(operates, is_theirs), purpose=_("Vận hành kết nối cổng"), lock=False
)  # fmt: skip
def resend(act: Act, message: Message) -> Message:
    """Send a message again under its own id; a dossier is written anew, as what was wrong with it may be mended."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == Message.State.ACCEPTED:
        raise Refused(_("Cổng đã nhận tin này rồi."), code="accepted")
    if message.state == Message.State.SENT and message.claimed_until and message.claimed_until > act.now:
        raise Refused(_("Tin đang được gửi. Hãy chờ vài phút."), code="under-way")
    known = PortalDossier.objects.filter(number=message.number).select_related("case").first()
    if message.service == SYNC and message.way == Message.Way.OUT and known is not None and known.case is not None:
        message.body = telling.dossier_body(
            known.case, number=known.number, state=message.portal_state or known.case.state
        )
    message.state, message.holds, message.faults, message.claimed_until = Message.State.QUEUED, True, 0, None
    message.next_try_at, message.reason, message.settled_at = act.now, "", None
    message.save()
    queueing.wake_sender()
    return message


@action(
    "portal.skip", _("Thôi gửi tin"), allow=both(operates, is_theirs), purpose=_("Vận hành kết nối cổng"), lock=False
)
def skip(act: Act, message: Message, *, reason: str) -> Message:
    """Give a message up, so that later ones of its dossier go on."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == Message.State.ACCEPTED:
        raise Refused(_("Cổng đã nhận tin này rồi."), code="accepted")
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do thôi gửi."), code="no-reason", field="reason")
    message.state, message.holds, message.claimed_until = Message.State.GIVEN_UP, False, None
    message.settled_at, message.reason = act.now, reason.strip()[:1000]
    message.save()
    queueing.wake_sender()
    return message


@action("portal.note_question", _("Nhận câu hỏi từ cổng"), allow=is_system, purpose=_("Trả lời câu hỏi của người dân"))
def note_question(act: Act, _subject: None, /, **values: Any) -> Question:
    """Keep a question that was asked at the portal."""
    return act.create(Question, **values)


@action("portal.answer", _("Trả lời câu hỏi"), allow=operates, purpose=_("Trả lời câu hỏi của người dân"))
def answer(act: Act, question: Question, *, text: str) -> Question:
    """Answer a question; the answer goes to the portal with the other messages."""
    if question.answered_at is not None:
        raise Refused(_("Câu hỏi này đã được trả lời."), code="answered")
    if not text.strip():
        raise Refused(_("Hãy ghi câu trả lời."), code="no-answer", field="text")
    act.save(question, answer=text.strip(), answered_at=act.now, answered_by=act.actor.name)
    Message.objects.create(
        service=ANSWER,
        number=question.number,
        agency=act.actor.agency or "",
        subject=f"answer:{question.number}",
        updating=True,
        body={"MaHoiDap": question.number, "NoiDungTraLoi": question.answer, "NgayTraLoi": stamp(act.now)},
        created_at=act.now,
        next_try_at=act.now,
    )
    queueing.wake_sender()
    return question
