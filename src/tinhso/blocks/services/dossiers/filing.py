"""Filing a request: from answers to a dossier with a running case. Online, at the counter, and by other systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Channel, State, open_case
from tinhso.blocks.payments.api import charge
from tinhso.blocks.people.api import Organisation, Person, mandates_of, require_assurance
from tinhso.blocks.units.api import province, receiving_agency
from tinhso.kernel.access.api import either, is_system, signed_in
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import StoredFile, link

from ..catalogue.models import ProcedureVersion
from ..catalogue.queries import version_on
from ..declared.asks import Ask, FileAsk, Invalid, asked
from ..declared.generic import generic_asks
from ..declared.service import Facts, Service, service_of
from ..paths.choosing import path_for
from .assured import level_to_file
from .models import Delivery, Dossier, DossierPaper, Draft
from .receiving import receive_now
from .signatures import check_cosigned, fingerprints, keep_signatures, text_of


@dataclass(frozen=True)
class Attached:
    """One paper given with a request: an uploaded file, a paper the province holds, or paper at the counter."""

    question: str
    file: UUID | None = None
    paper: UUID | None = None
    source: str = DossierPaper.Source.UPLOADED
    kind: int = DossierPaper.Kind.ELECTRONIC
    pages: int | None = None


@dataclass(frozen=True)
class Request:
    """What is asked for, by whom and how: the input of filing.

    `applicant` is the person whose matter it is; `filed_by` who files for them, when that is somebody else.
    """

    procedure: str
    applicant: Person
    answers: Mapping[str, Any]
    attached: tuple[Attached, ...] = ()
    organisation: Organisation | None = None
    filed_by: Person | None = None
    delivery: str = Delivery.ELECTRONIC
    channel: int = Channel.ONLINE
    device: str = ""
    source: str = "tinhso"
    origins: Mapping[str, Any] = field(default_factory=dict)
    not_asked: int = 0
    received_by: str = ""
    helped_at: str = ""
    confirmed: bool = False
    draft: UUID | None = None


def questions_of(version: ProcedureVersion) -> dict[str, Ask]:
    """The questions of a procedure: those of its declared service, or those its papers make."""
    service = service_of(version.procedure.code)
    return dict(service.asks) if service is not None else generic_asks(version)


def clean_answers(questions: Mapping[str, Ask], answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """All answers checked, in order. Raises Invalid at the first that cannot be taken."""
    clean: dict[str, Any] = {}
    for name, question in questions.items():
        if isinstance(question, FileAsk) or not question.asked(clean):
            continue
        clean[name] = question.clean(answers.get(name), today=today)
    return clean


def check_papers(questions: Mapping[str, Ask], answers: Mapping[str, Any], given: tuple[Attached, ...]) -> None:
    """Raises Invalid at the first paper that is asked for and was not given."""
    have = {paper.question for paper in given}
    for name, question in asked(questions, answers).items():
        if isinstance(question, FileAsk) and not question.optional and name not in have:
            raise Invalid(_t("Thiếu giấy tờ: %(paper)s.") % {"paper": question.label}, code="missing-paper", field=name)


def fee_of(version: ProcedureVersion, day: date) -> int:
    """The fee on a day, in dong: the declared service's, else the catalogue's; 0 where neither knows one."""
    service = service_of(version.procedure.code)
    return service.fee_on(day) if service is not None else int(version.fee_amount or 0)


def place_of(version: ProcedureVersion, service: Service | None, answers: Mapping[str, Any], person: Any) -> str | None:
    """Code of the commune that is competent, or None when an agency of the province is."""
    if service is not None:
        return service.place_of(answers, person)
    return answers.get("place") if "xa" in version.level else None


def agency_of(version: ProcedureVersion, place: str | None, *, today: date) -> str:
    """The agency competent to decide: the commune's People's Committee, or the lead agency of the province."""
    if place:
        return str(receiving_agency("commune_committee", place, on=today).code)
    return version.lead_agency or str(receiving_agency("province_committee", province().code, on=today).code)


@action(
    "services.file",
    _("Nộp hồ sơ"),
    allow=either(signed_in, is_system),
    purpose=_("Nộp hồ sơ thủ tục hành chính"),
)
def file_request(act: Act, _subject: None, *, request: Request) -> Dossier:
    """File a request. Everything is checked first; a refusal says what to do and leaves the draft as it is."""
    _may_file(act, request)
    version = version_on(request.procedure, act.today)
    if version is None:
        raise Refused(_("Thủ tục này không còn hiệu lực."), code="no-procedure")
    service = service_of(request.procedure)
    questions = questions_of(version)
    answers = clean_answers(questions, request.answers, today=act.today)
    check_papers(questions, answers, request.attached)
    if service is not None:
        service.examine(Facts(request.applicant, act.today, answers))
    text = text_of(questions, answers, fingerprints(request.attached)) if request.confirmed else []
    if request.channel == Channel.ONLINE and not act.actor.system:
        check_cosigned(service, answers, request.draft, text)
    dossier = _write(act, request, version, service, questions, answers)
    if request.confirmed:
        keep_signatures(act, dossier, draft=request.draft, text=text)
    if request.draft is not None:
        Draft.objects.filter(pk=request.draft, account=act.actor.account).delete()
    return dossier


def _may_file(act: Act, request: Request) -> None:
    actor = act.actor
    if actor.system or request.channel != Channel.ONLINE:
        if not actor.system and "counter_officer" not in actor.roles:
            raise Refused(_("Chỉ cán bộ một cửa mới tiếp nhận hồ sơ tại quầy."), code="not-counter")
        return
    filer = request.filed_by or request.applicant
    if actor.person != filer.pk or not _acts_for(act, request, filer):
        raise Refused(_("Anh/chị chỉ nộp được hồ sơ của mình hoặc của người đã ủy quyền."), code="not-own")
    if not request.confirmed:
        raise Refused(_("Hãy xác nhận hồ sơ bằng mã một lần trước khi nộp."), code="not-confirmed")
    require_assurance(actor, level=level_to_file(request.procedure, act.today), now=act.now)


def _acts_for(act: Act, request: Request, filer: Person) -> bool:
    """Whether the filer has a mandate, for this procedure today, of everybody the request speaks for but themselves."""
    others = {request.applicant.pk} - {filer.pk}
    if request.organisation is not None:
        others.add(request.organisation.pk)
    if not others:
        return True
    given = mandates_of(act.actor, on=act.today, service=request.procedure)
    return others <= {mandate.principal_person_id or mandate.principal_organisation_id for mandate in given}


def _write(
    act: Act,
    request: Request,
    version: ProcedureVersion,
    service: Service | None,
    questions: Mapping[str, Ask],
    answers: dict[str, Any],
) -> Dossier:
    place = place_of(version, service, answers, request.applicant)
    agency = agency_of(version, place, today=act.today)
    centre = request.received_by or str(receiving_agency("service_centre", place or province().code, on=act.today).code)
    fee = fee_of(version, act.today)
    owes = fee > 0 and request.channel == Channel.ONLINE
    path, path_version = path_for(request.procedure, agency, day=act.today, answers=answers, service=service)
    case = open_case(
        act,
        matter=request.procedure,
        title=version.title,
        field=version.field.name,
        agency=agency,
        received_by=centre,
        helped_at=request.helped_at or act.actor.agency or "",
        unit=place or "",
        applicant=request.applicant.pk,
        organisation=request.organisation.pk if request.organisation else None,
        filed_by=request.filed_by.pk if request.filed_by else None,
        applicant_name=request.organisation.name if request.organisation else request.applicant.full_name,
        applicant_phone=request.applicant.phone or (request.filed_by.phone if request.filed_by else ""),
        channel=request.channel,
        device=request.device,
        source=request.source,
        path=path,
        path_version=path_version,
        state=State.PAYMENT if owes else State.SUBMITTED,
    )
    dossier = act.create(
        Dossier,
        case=case,
        procedure_version=version,
        answers=answers,
        origins=dict(request.origins),
        not_asked=request.not_asked,
        delivery=request.delivery,
        fee=fee,
        signed_by_code_at=act.now if request.confirmed else None,
    )
    add_papers(act, dossier, request.attached, questions)
    if fee:
        charge(
            act,
            case,
            payer=request.applicant.pk,
            filed_by=request.filed_by.pk if request.filed_by else None,
            items=[(str(_("Phí, lệ phí")) + f" {case.code}", fee)],
            code=case.code,
        )
    act.announce(
        "case.filed",
        subject=case,
        agency=agency,
        code=case.code,
        matter=case.matter,
        channel=case.channel,
        device=case.device,
        unit=case.unit,
        applicant=case.applicant,
        not_asked=request.not_asked,
        fee=fee,
    )
    if service is not None and service.at_once and not owes:
        receive_now(act, dossier, version, service)
    return dossier


def add_papers(
    act: Act, dossier: Dossier, given: Sequence[Attached], questions: Mapping[str, Ask]
) -> list[DossierPaper]:
    """Attach papers to a dossier, all at once; uploaded files belong to it from now on.

    Raises Invalid if a file is not there or was sent by somebody else.
    """
    wanted = {paper.file: paper.question for paper in given if paper.file is not None}
    files = {file.pk: file for file in StoredFile.objects.filter(pk__in=wanted)} if wanted else {}
    for key, question in wanted.items():
        if key not in files or not _may_give(act, dossier, files[key]):
            raise Invalid(_t("Tệp đính kèm không còn. Hãy tải lên lại."), code="no-file", field=question)
    papers = [_paper(act, dossier, paper, questions.get(paper.question)) for paper in given]
    DossierPaper.objects.bulk_create(papers)
    for file in files.values():
        link(file, dossier.case, role="paper")
    return papers


def _may_give(act: Act, dossier: Dossier, file: StoredFile) -> bool:
    """One's own upload; or a file of an earlier request of the same applicant, whoever scanned it."""
    if file.uploaded_by == act.actor.account:
        return True
    person = dossier.case.applicant
    return DossierPaper.objects.filter(file=file.pk, dossier__case__applicant=person).exclude(dossier=dossier).exists()


def _paper(act: Act, dossier: Dossier, given: Attached, question: Ask | None) -> DossierPaper:
    return DossierPaper(
        dossier=dossier,
        code=getattr(question, "code", "") or given.question,
        name=str(question.label) if question is not None else given.question,
        kind=given.kind,
        source=given.source,
        file=given.file,
        paper=given.paper,
        pages=given.pages,
        added_at=act.now,
    )
