"""A request that is being filled in: its draft, its questions, for whom it is, and what would be sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _t

from tinhso.blocks.people.api import Mandate, Organisation, Person, mandates_of
from tinhso.blocks.units.api import agency_name
from tinhso.kernel.access.api import Actor, visible
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today
from tinhso.kernel.trail.api import result_of_key
from tinhso.web.api import actor_of

from ..catalogue.models import ProcedureVersion
from ..catalogue.queries import version_on
from ..catalogue.say import title_of
from ..declared.asks import Ask, FileAsk, asked
from ..declared.eligibility import Cosigner
from ..declared.service import Facts, service_of
from ..dossiers.filing import Attached, Request, agency_of, check_papers, clean_answers, fee_of, place_of, questions_of
from ..dossiers.models import Delivery, Dossier, DossierPaper, Draft
from ..dossiers.signatures import Text, fingerprints, text_of, wanted_of
from .devices import device_of
from .known import Offer, fill, held_paper, offers, settled, still_from_origin
from .pages import pages_of


class Filling:
    """One draft with everything a page of it needs. Raises Http404 when the author may not act for the applicant (any more)."""

    def __init__(self, actor: Actor, code: str, draft: Draft) -> None:
        version = version_on(code, today())
        if version is None:
            raise Http404
        self.actor, self.code, self.draft = actor, code, draft
        self.key = f"draft:{draft.pk}"
        self.version: ProcedureVersion = version
        self.service = service_of(code)
        self.questions: dict[str, Ask] = questions_of(version)
        self.person, self.organisation = self._applicant()
        self.settled = settled(self.questions, self.origins)
        self.pages = pages_of(self.questions, draft.answers, self.settled)

    def _applicant(self) -> tuple[Person, Organisation | None]:
        person = Person.objects.select_related("unit").filter(pk=str(self.draft.person)).first()
        if person is None:
            raise Http404
        wanted = self.draft.confirmed.get("mandate")
        if wanted is None:
            if person.pk != self.actor.person:
                raise Http404
            return person, None
        mandate = next((m for m in mandates_for(self.actor, self.code) if str(m.pk) == wanted), None)
        if mandate is None or person.pk != (mandate.principal_person_id or self.actor.person):
            raise Http404
        return person, mandate.principal_organisation

    @property
    def origins(self) -> dict[str, Any]:
        """Where the answers come from that were left as they were filled."""
        return still_from_origin(self.draft.confirmed.get("origins", {}), self.draft.answers)

    @property
    def for_other(self) -> str:
        """Name of the person or organisation the author acts for; empty when it is their own matter."""
        if self.organisation is not None:
            return self.organisation.name
        return self.person.full_name if self.person.pk != self.actor.person else ""

    @property
    def deliveries(self) -> list[tuple[str, str]]:
        allowed = self.service.delivery if self.service else tuple(Delivery.values)
        return [(value, str(label)) for value, label in Delivery.choices if value in allowed]

    @property
    def title(self) -> str:
        return str(self.service.title) if self.service and self.service.title else title_of(self.version)

    @property
    def cosigners(self) -> list[Cosigner]:
        """Who must sign too, as far as the answers say."""
        return wanted_of(self.service, self.draft.answers)

    @property
    def fee(self) -> int:
        return fee_of(self.version, today())

    @property
    def agency(self) -> str:
        """Name of the agency that would decide, as far as the answers say."""
        try:
            where = place_of(self.version, self.service, self.draft.answers, self.person)
            return agency_name(agency_of(self.version, where, today=today()))
        except LookupError:
            return ""

    def know(self) -> None:
        """Fill what is known and not answered yet, after an answer that may bring more."""
        origins = dict(self.draft.confirmed.get("origins", {}))
        fill(self.questions, self.person, self.draft.answers, origins, now=timezone.now())
        self.draft.confirmed = {**self.draft.confirmed, "origins": origins}

    def held(self, name: str) -> Any:
        """The paper that the province holds already for this question, or None."""
        question = self.questions[name]
        if not isinstance(question, FileAsk):
            return None
        return held_paper(question, self.person, self.draft.answers, today=today())

    def offers(self, name: str) -> list[Offer]:
        """What the person may give for this paper without sending anything."""
        question = self.questions[name]
        return offers(question, self.person, today=today()) if isinstance(question, FileAsk) else []

    def page_of(self, problem: Refused | None) -> str:
        """Name of the page where a refusal can be put right."""
        if problem is None or not problem.field:
            return ""
        return next((each.name for each in self.pages if problem.field in each.questions), "")

    def context(self, **more: Any) -> dict[str, Any]:
        common = {"draft": self.draft, "version": self.version, "service": self.service, "title": self.title}
        return {**common, "code": self.code, "for_other": self.for_other, **more}


def mandates_for(actor: Actor, code: str) -> list[Mandate]:
    """For whom the actor may use this service today."""
    return mandates_of(actor, on=today(), service=code)


def filed_before(key: str, actor: Actor) -> HttpResponse | None:
    """If the draft was filed already (back button, second click), the way to its case."""
    found = result_of_key(key)
    dossier = Dossier.objects.select_related("case").filter(pk=UUID(str(found[1]))).first() if found else None
    if dossier is None or actor.person is None or actor.person not in (dossier.case.applicant, dossier.case.filed_by):
        return None
    return redirect("my-case", code=dossier.case.code)


def filling_of(request: HttpRequest, code: str, draft: UUID, *, lock: bool = False) -> Filling | HttpResponse:
    """The draft to go on with, or the way to the case it has become. Raises Http404 for a stranger.

    With `lock`, inside a transaction, another device of the same person waits until this one has written.
    """
    actor = actor_of(request)
    rows = visible(actor, Draft).filter(pk=draft, procedure=code)
    own = (rows.select_for_update() if lock else rows).first()
    if own is not None:
        return Filling(actor, code, own)
    gone = filed_before(f"draft:{draft}", actor)
    if gone is None:
        raise Http404
    return gone


def attached_of(filling: Filling) -> tuple[Attached, ...]:
    """The papers of the draft that its answers ask for. One that still has to be put together of its pages has no file yet."""
    given, wanted = [], asked(filling.questions, filling.draft.answers)
    for name, kept in filling.draft.files.items():
        if name not in wanted:
            continue
        kind, pages = kept.get("kind", DossierPaper.Kind.ELECTRONIC), len(kept.get("pages", ())) or None
        if "paper" in kept:
            given.append(Attached(question=name, paper=UUID(kept["paper"]), source=DossierPaper.Source.HELD))
        else:
            file = UUID(kept["file"]) if kept.get("file") else None
            source = DossierPaper.Source.HELD if kept.get("earlier") else DossierPaper.Source.UPLOADED
            given.append(Attached(question=name, file=file, source=source, kind=kind, pages=pages))
    return tuple(given)


def not_asked(filling: Filling) -> int:
    """How many answers and papers the person did not have to give, because the province has them."""
    held = sum(paper.source == DossierPaper.Source.HELD for paper in attached_of(filling))
    return len(filling.origins) + held


def text_now(filling: Filling) -> Text:
    """What a signature covers as the draft stands, exactly as filing will find it. Raises Refused if it cannot be filed yet."""
    answers = clean_answers(filling.questions, filling.draft.answers, today=today())
    return text_of(filling.questions, answers, fingerprints(attached_of(filling)))


def request_of(filling: Filling, request: HttpRequest, *, confirmed: bool) -> Request:
    """The request that the draft makes."""
    own, origins, attached = filling.draft, filling.origins, attached_of(filling)
    if any(paper.file is None and paper.paper is None for paper in attached):
        raise Refused(_t("Giấy tờ vừa thay đổi. Hãy xem lại trước khi ký."), code="papers-changed")
    other = filling.person.pk != filling.actor.person
    return Request(
        procedure=filling.code,
        applicant=filling.person,
        organisation=filling.organisation,
        filed_by=Person.objects.get(pk=str(filling.actor.person)) if other or filling.organisation else None,
        answers=own.answers,
        attached=attached,
        delivery=own.confirmed.get("delivery", filling.deliveries[0][0]),
        device=device_of(request),
        origins=origins,
        not_asked=not_asked(filling),
        confirmed=confirmed,
        draft=own.pk,
    )


def examine(filling: Filling) -> None:
    """Check everything as filing will, before a code is sent. Raises Refused."""
    answers = clean_answers(filling.questions, filling.draft.answers, today=today())
    check_papers(filling.questions, answers, attached_of(filling))
    if filling.service is not None:
        filling.service.examine(Facts(filling.person, today(), answers))
