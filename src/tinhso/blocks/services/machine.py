"""Requests for machines: what one may see, filing, and where a request is. The same actions as the screens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from tinhso.blocks.cases.api import Case, Channel, State, step_title
from tinhso.blocks.people.api import Account, Person, check_code, find_person, start_code
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.trail.api import result_of_key
from tinhso.web.api import actor_of, page_of

from .catalogue.queries import version_on
from .dossiers.filing import Attached, Request, file_request
from .dossiers.models import Delivery, Dossier, DossierPaper
from .tracking import too_many_lookups, tracked

router = Router(tags=["cases"])
PURPOSE = "file-api"
Slug = Literal[
    "submitted", "received", "not_received", "in_work", "supplement", "payment", "withdrawn", "stopped", "done", "returned"
]  # fmt: skip
Code = Annotated[str, StringConstraints(max_length=40, min_length=1)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[!-~]+$")]


class CaseBrief(Schema):
    """A case in a list. Moments are in UTC; `on_time` is null while it is open or when it has no time limit."""

    code: str
    procedure: str
    title: str
    state: Slug
    step: str
    step_title: str
    agency: str
    received_by: str
    applicant_name: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    on_time: bool | None


class CasePage(Schema):
    """Cases, the latest first; `next` is the `after` of the following page, null on the last one."""

    total: int
    next: str | None
    items: list[CaseBrief]


class CaseFull(CaseBrief):
    """A case with its request. `version` counts its changes."""

    version: int
    unit: str
    channel: Literal["counter", "online", "post"]
    paused_since: datetime | None
    returned_at: datetime | None
    supplements: int
    fee: int
    paid: bool
    answers: dict[str, Any]
    papers: list[str]


class Tracked(Schema):
    """Where a request is; nothing about people."""

    code: str
    title: str
    state: Slug
    step_title: str
    due_at: datetime | None


class PaperGiven(Schema):
    """A paper: an uploaded file or one that the province issued; at the counter neither, when it lies on the desk."""

    model_config = ConfigDict(extra="forbid")
    question: Annotated[str, StringConstraints(max_length=60)]
    file: UUID | None = None
    paper: UUID | None = None


class Filing(Schema):
    """A request. People give the one-time code of POST /filing-codes; counter officers name the applicant instead."""

    model_config = ConfigDict(extra="forbid")
    procedure: Code
    answers: dict[str, JsonValue] = {}
    papers: Annotated[list[PaperGiven], Field(max_length=100)] = []
    delivery: Literal["electronic", "counter", "post"] = "electronic"
    code: Annotated[str, StringConstraints(max_length=12)] = ""
    applicant: Annotated[str, StringConstraints(pattern=r"^([0-9]{12})?$")] = ""


class CodeWanted(Schema):
    """For which procedure a one-time code is wanted."""

    model_config = ConfigDict(extra="forbid")
    procedure: Code


class CodeSent(Schema):
    """Until when the code that was sent can be used."""

    expires_at: datetime


class Filters(Schema):
    """Parameters of the list."""

    state: Slug | None = None
    after: Annotated[str, StringConstraints(max_length=600)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 25


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request).through("api")


@router.get("/cases", response=CasePage, summary="Cases that you may see", operation_id="list_cases")
def list_cases(request: HttpRequest, given: Annotated[Filters, Query()]) -> dict[str, Any]:
    """Officials: those of their agency. People: their own."""
    rows = visible(_actor(request), Case)
    if given.state:
        rows = rows.filter(state=State[given.state.upper()])
    found = page_of(rows.order_by("-submitted_at", "-id"), request, given.limit)
    return {"total": rows.count(), "next": found.after or None, "items": [_brief(case) for case in found]}


@router.get("/cases/{code}", response=CaseFull, summary="One case", operation_id="get_case")
def one_case(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """A case with what was asked for; 404 for those who may not see it."""
    case = visible(_actor(request), Case).filter(code=code).first()
    if case is None:
        raise Http404
    response["ETag"] = f'"{case.version}"'
    return _full(case)


@router.post(
    "/filing-codes",
    response={201: CodeSent},
    summary="Send a one-time code to confirm a filing",
    operation_id="send_code",
)
def send_code(request: HttpRequest, given: CodeWanted) -> Any:
    """The code goes to the phone or e-mail of your account and confirms one filing of this procedure."""
    if version_on(given.procedure, timezone.localdate()) is None:
        raise Refused(_("Thủ tục này không còn hiệu lực."), code="no-procedure", field="procedure")
    sent = start_code(_account(_actor(request)), purpose=PURPOSE, detail=given.procedure)
    return Status(201, {"expires_at": sent.expires_at})


@router.post("/cases", response={201: CaseFull}, summary="File a request", operation_id="file_case")
def file_case(request: HttpRequest, given: Filing, key: Key) -> Any:
    """File a request, with the same checks as on the screens. The same key again gives the same case."""
    actor = _actor(request)
    own = f"api:{actor.account}:file:{key}"
    before = result_of_key(own)
    if before is None and not given.applicant:
        if not given.code:
            raise Refused(_("Hãy xác nhận hồ sơ bằng mã một lần trước khi nộp."), code="not-confirmed", field="code")
        check_code(_account(actor), purpose=PURPOSE, detail=given.procedure, digits=given.code)
    dossier = file_request(actor, None, request=_request(actor, given), key=own)
    return Status(201, _full(dossier.case, dossier))


def _account(actor: Actor) -> Account:
    account = Account.objects.select_related("person").filter(pk=actor.account).first() if actor.account else None
    if account is None:
        raise Http404
    return account


def _own_person(actor: Actor) -> Person | None:
    return Person.objects.filter(pk=actor.person).first() if actor.person else None


def _request(actor: Actor, given: Filing) -> Request:
    at_counter = bool(given.applicant)
    person = find_person(given.applicant) if at_counter else _own_person(actor)
    if at_counter and "counter_officer" not in actor.roles:
        raise Refused(_("Chỉ cán bộ một cửa mới nộp thay người khác tại quầy."), code="not-counter", field="applicant")
    if person is None:
        raise Refused(_("Không tìm thấy người nộp hồ sơ."), code="no-applicant", field="applicant")
    return Request(
        procedure=given.procedure,
        applicant=person,
        answers=given.answers,
        attached=tuple(_attached(paper, at_counter) for paper in given.papers),
        delivery=Delivery(given.delivery),
        channel=Channel.COUNTER if at_counter else Channel.ONLINE,
        received_by=actor.agency or "" if at_counter else "",
        source="api",
        confirmed=not at_counter,
    )


def _attached(paper: PaperGiven, at_counter: bool) -> Attached:
    if paper.paper is not None:
        # A paper that the province holds is attached on the screens, where its holder is checked.
        raise Refused(_("Qua API chỉ đính kèm tệp đã tải lên."), code="no-held-paper", field=paper.question)
    if paper.file is None:
        if not at_counter:
            raise Refused(_("Giấy tờ này chưa có tệp."), code="no-file", field=paper.question)
        return Attached(question=paper.question, source=DossierPaper.Source.PAPER, kind=DossierPaper.Kind.ORIGINAL)
    return Attached(question=paper.question, file=paper.file)


class TrackParameters(Schema):
    """The code on the receipt and the last four digits of the phone given when filing."""

    code: Code
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


@router.get("/track", response=Tracked, auth=None, summary="Where a request is", operation_id="track_case")
def track(request: HttpRequest, given: Annotated[TrackParameters, Query()]) -> dict[str, Any]:
    """Public: status only. At most thirty look-ups from one address in ten minutes, screens included."""
    if too_many_lookups(request):
        raise HttpError(429, _("Tra cứu quá nhiều lần. Hãy thử lại sau mười phút."))
    case = tracked(given.code, given.phone)
    if case is None:
        raise Http404
    return {
        "code": case.code,
        "title": case.title,
        "state": State(case.state).name.lower(),
        "step_title": step_title(case) if case.step else "",
        "due_at": case.due_at,
    }


def _brief(case: Case) -> dict[str, Any]:
    same = (
        "code", "title", "step", "agency", "received_by", "applicant_name", "submitted_at", "received_at", "due_at",
        "closed_at", "on_time",
    )  # fmt: skip
    return {
        **{name: getattr(case, name) for name in same},
        "procedure": case.matter,
        "state": State(case.state).name.lower(),
        "step_title": step_title(case) if case.step else "",
    }


def _full(case: Case, dossier: Dossier | None = None) -> dict[str, Any]:
    dossier = dossier or Dossier.objects.filter(case=case).first()
    papers = dossier.papers.filter(replaced_by=None).order_by("id") if dossier else []
    return {
        **_brief(case),
        **{name: getattr(case, name) for name in ("version", "unit", "paused_since", "returned_at", "supplements")},
        "channel": Channel(case.channel).name.lower(),
        "fee": dossier.fee if dossier else 0,
        "paid": bool(dossier and dossier.paid),
        "answers": dossier.answers if dossier else {},
        "papers": [paper.name for paper in papers],
    }
