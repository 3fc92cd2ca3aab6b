"""Asking somebody to sign too, signing, declining; and what of it holds when the request is filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.people.api import Person, find_person
from tinhso.kernel.access.api import Actor, permission, scope, signed_in
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import StoredFile
from tinhso.kernel.law.api import parameters

from ..declared.asks import FileAsk
from ..declared.base import Ask, asked
from ..declared.eligibility import Cosigner
from ..declared.reading import lines_of
from ..declared.service import Service
from .models import Dossier, Draft
from .signed import APPLICANT, Signature

PARAMETERS = parameters(str(Path(__file__).with_name("parameters.yaml")))
LINK = signing.Signer(salt="tinhso.cosign")
PURPOSE = _("Cùng ký hồ sơ")

Text = list[list[str]]


def text_of(questions: Mapping[str, Ask], answers: Mapping[str, Any], papers: Mapping[str, Iterable[str]]) -> Text:
    """What a signature covers: every answer, and every paper with the fingerprints of its files. Always in Vietnamese.

    `answers` as `Ask.clean` gives them; `papers`: {question: [SHA-256 of a file, or code of a paper held]}.
    """
    with translation.override("vi"):
        rows = [[line.label, line.text] for line in lines_of(questions, answers)]
        for name, question in asked(questions, answers).items():
            if isinstance(question, FileAsk) and papers.get(name):
                rows.append([str(question.label), ", ".join(papers[name])])
    return rows


def hash_of(text: Text) -> str:
    """SHA-256 of a text, the same wherever it is computed."""
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def fingerprints(given: Iterable[Any]) -> dict[str, list[str]]:
    """For each paper question the SHA-256 of the file given, or the id of the paper held: what `text_of` takes."""
    given = [one for one in given if one.file is not None or one.paper is not None]
    kept = dict(StoredFile.objects.filter(pk__in=[one.file for one in given if one.file]).values_list("pk", "sha256"))
    found: dict[str, list[str]] = {}
    for one in given:
        found.setdefault(one.question, []).append(kept.get(one.file, "") if one.file else f"{one.paper}")
    return found


def token_of(signature: Signature) -> str:
    """The secret part of the link by which somebody is invited. It cannot be guessed and is kept nowhere."""
    return LINK.sign(str(signature.pk))


def by_token(token: str) -> Signature | None:
    """The invitation that a link stands for, or None."""
    try:
        return Signature.objects.filter(pk=UUID(LINK.unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def wanted_of(service: Service | None, answers: Mapping[str, Any]) -> list[Cosigner]:
    """Who must sign too with these answers."""
    return [one for one in service.cosigners if one.wanted(answers)] if service is not None else []


def latest(draft: UUID) -> dict[str, Signature]:
    """The last invitation of a draft for each role."""
    return {one.role: one for one in Signature.objects.filter(draft=draft).exclude(role=APPLICANT)}


@scope(Signature)
def signatures_of(actor: Actor) -> Q:
    """Who asked and who was asked; and whoever sees the case that it became."""
    from tinhso.blocks.cases.api import Case, cases_of

    rows = Q(dossier__case__in=Case.objects.filter(cases_of(actor)))
    if actor.account is not None:
        rows |= Q(account=actor.account)
    if actor.person is not None:
        rows |= Q(person=actor.person)
    return rows


@permission("who asked for it")
def asked_for_it(actor: Actor, signature: Any) -> bool:
    return isinstance(signature, Signature) and actor.account is not None and actor.account == signature.account


@permission("the person who was asked to sign")
def is_asked(actor: Actor, signature: Any) -> bool:
    """A named person; else the one with the number that was named; else whoever has the link, but not who sent it."""
    if not isinstance(signature, Signature) or actor.person is None or actor.account == signature.account:
        return False
    if signature.person is not None:
        return signature.person == actor.person
    if signature.personal_id:
        found = find_person(signature.personal_id)
        return found is not None and found.pk == actor.person
    return True


@action("services.ask_cosigner", _("Mời cùng ký"), allow=signed_in, purpose=PURPOSE)
def ask_cosigner(
    act: Act, _subject: None, *, draft: Draft, cosigner: Cosigner, text: Text, personal_id: str = "", phone: str = ""
) -> Signature:
    """Invite somebody to sign this text: a person by number and phone, or whoever gets the link (both empty).

    Whether the number belongs to anybody here is not told to the one who asks. An earlier invitation for the same role is
    taken back.
    """
    if draft.account != act.actor.account:
        raise Refused(_("Bản nháp này không còn."), code="no-draft")
    person = find_person(personal_id) if personal_id else None
    if person is not None and person.pk in (act.actor.person, draft.person):
        raise Refused(_("Người cùng ký phải là người khác."), code="same-person", field="personal_id")
    if person is not None and "".join(filter(str.isdigit, person.phone)) != "".join(filter(str.isdigit, phone)):
        person = None
    for old in Signature.objects.filter(draft=draft.pk, role=cosigner.name).exclude(state=Signature.State.TAKEN_BACK):
        act.save(old, state=Signature.State.TAKEN_BACK, answered_at=old.answered_at or act.now)
    days: Any = PARAMETERS["cosign_within"].on(act.today)
    signature = act.create(
        Signature,
        draft=draft.pk,
        procedure=draft.procedure,
        title=draft.title,
        role=cosigner.name,
        role_title=str(cosigner.title),
        account=act.actor.account,
        asked_by=act.actor.name,
        person=person.pk if person else None,
        personal_id=personal_id,
        text=text,
        text_hash=hash_of(text),
        asked_at=act.now,
        expires_at=act.now + timedelta(days=int(days)),
    )
    if person is not None:
        act.announce(
            "signature.asked", subject=signature, applicant=person.pk, reason=f"{act.actor.name}: {draft.title}"
        )
    return signature


@action("services.cosign", _("Cùng ký"), allow=is_asked, purpose=PURPOSE)
def cosign(act: Act, signature: Signature, *, text_hash: str) -> Signature:
    """Agree and sign the text that was shown; its one-time code was checked before."""
    _still_open(act, signature)
    if text_hash != signature.text_hash:
        raise Refused(_("Nội dung đã thay đổi. Hãy đọc lại rồi ký."), code="other-text")
    name = Person.objects.values_list("full_name", flat=True).get(pk=str(act.actor.person))
    act.save(signature, state=Signature.State.SIGNED, answered_at=act.now, person=act.actor.person, name=name)
    act.announce(
        "signature.given", subject=signature, applicant=_author(signature), reason=f"{name}: {signature.title}"
    )
    return signature


@action("services.decline_cosigning", _("Không đồng ý ký"), allow=is_asked, purpose=PURPOSE)
def decline(act: Act, signature: Signature, *, reason: str = "") -> Signature:
    """Do not agree; the reason, if there is one, is told to who asked."""
    _still_open(act, signature)
    name = Person.objects.values_list("full_name", flat=True).get(pk=str(act.actor.person))
    act.save(
        signature, state=Signature.State.DECLINED, answered_at=act.now, person=act.actor.person, name=name, reason=reason[:1000]
    )  # fmt: skip
    act.announce(
        "signature.declined", subject=signature, applicant=_author(signature), reason=f"{name}: {reason[:200]}"
    )
    return signature


@action("services.take_back_invitation", _("Thu lại lời mời cùng ký"), allow=asked_for_it, purpose=PURPOSE)
def take_back(act: Act, signature: Signature) -> Signature:
    """The link works no more. What was signed already cannot be taken back this way: change the request instead."""
    if signature.state != Signature.State.ASKED:
        raise Refused(_("Lời mời này đã được trả lời."), code="answered")
    return act.save(signature, state=Signature.State.TAKEN_BACK, answered_at=act.now)


def _still_open(act: Act, signature: Signature) -> None:
    if signature.state != Signature.State.ASKED or signature.dossier_id is not None:
        raise Refused(_("Lời mời này đã được trả lời."), code="answered")
    if signature.expired(act.now):
        raise Refused(_("Lời mời này đã quá hạn. Hãy bảo người mời gửi lại."), code="expired")


def _author(signature: Signature) -> UUID | None:
    from tinhso.blocks.people.api import Account

    return Account.objects.filter(pk=signature.account).values_list("person", flat=True).first()


def check_cosigned(service: Service | None, answers: Mapping[str, Any], draft: UUID | None, text: Text) -> None:
    """Raises Refused unless everybody who must sign too has signed this very text."""
    wanted = wanted_of(service, answers)
    given = latest(draft) if wanted and draft is not None else {}
    for cosigner in wanted:
        one = given.get(cosigner.name)
        if one is None or one.state != Signature.State.SIGNED:
            sentence = _("Còn thiếu chữ ký của: %(who)s.") % {"who": cosigner.title}
            raise Refused(sentence, code="not-cosigned", law=cosigner.law)
        if one.text_hash != hash_of(text):
            sentence = _("Hồ sơ đã sửa sau khi %(who)s ký. Hãy mời ký lại.") % {"who": one.name}
            raise Refused(sentence, code="signed-other-text", law=cosigner.law)


def keep_signatures(act: Act, dossier: Dossier, *, draft: UUID | None, text: Text) -> None:
    """Tie the signatures to the dossier: those of others, and the applicant's own, given with the code just now."""
    if draft is not None:
        for one in Signature.objects.filter(draft=draft, state=Signature.State.SIGNED, dossier=None):
            act.save(one, dossier=dossier)
        for one in Signature.objects.filter(draft=draft, state=Signature.State.ASKED, dossier=None):
            act.save(one, state=Signature.State.TAKEN_BACK, answered_at=act.now)
    act.create(
        Signature,
        draft=draft or dossier.pk,
        dossier=dossier,
        procedure=dossier.case.matter,
        title=dossier.case.title,
        role=APPLICANT,
        role_title=str(_("Người nộp")),
        account=act.actor.account,
        asked_by=act.actor.name,
        person=act.actor.person,
        name=act.actor.name,
        text=text,
        text_hash=hash_of(text),
        state=Signature.State.SIGNED,
        asked_at=act.now,
        expires_at=act.now,
        answered_at=act.now,
    )
