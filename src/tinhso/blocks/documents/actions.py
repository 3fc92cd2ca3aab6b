"""Issuing, replacing and revoking papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.access.api import both, either, has_role, in_agency, is_system
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import MEGABYTE, PDF_ONLY, link, store

from .checking import new_code
from .models import Paper
from .render import lay_out
from .signing.service import Identity
from .signing.sign import sign
from .template import find

_OFFICIALS = ("leader", "clerk", "counter_officer", "handling_officer", "record_keeper")
_OF_THE_ISSUER = both(has_role("leader", "clerk", "record_keeper"), in_agency("agency"))


@action(
    "documents.issue",
    gettext_lazy("Phát hành giấy tờ"),
    allow=either(has_role(*_OFFICIALS), is_system),
    law="30/2020/NĐ-CP",
    purpose=gettext_lazy("Phát hành giấy tờ"),
    secret=("data",),
)
def issue(
    act: Act,
    subject: None,
    *,
    template: str,
    data: object,
    agency: str,
    agency_name: str,
    holder_name: str,
    holder_person: UUID | None = None,
    holder_organisation: UUID | None = None,
    kind: str = "",
    title: str = "",
    number: str = "",
    issued_on: date | None = None,
    valid_to: date | None = None,
    case: str = "",
    signers: Sequence[Identity] = (),
    reason: str = "",
    location: str = "",
) -> Paper:
    """Lay out, sign in the given order, keep, and hand to the holder. The paper prints its own verification code.

    A signer appears at the place that the paper keeps for its kind (official, agency); without such a place, invisibly.
    Announces "paper.issued". Raises Incomplete if the data lacks something, Refused without a holder.
    """
    if holder_person is None and holder_organisation is None:
        raise Refused(_("Giấy tờ phải có người hoặc tổ chức đứng tên."), code="no-holder")
    code = new_code()
    paper = Paper(code=code)
    laid_out = lay_out(template, data, code=paper.printed_code, now=act.now)
    places = {place.kind: place for place in laid_out.places}
    pdf = laid_out.pdf
    for signer in signers:
        pdf = sign(pdf, signer=signer, at=act.now, reason=reason, location=location, place=places.get(signer.kind))
    title = title or find(template).official_title
    name = f"{title} {number}".strip()
    file = store(pdf, name=name, actor=act.actor, allowed=PDF_ONLY, limit=50 * MEGABYTE, purpose="paper", now=act.now)
    paper = act.create(
        Paper,
        code=code,
        kind=kind or template,
        title=title,
        holder_person=holder_person,
        holder_organisation=holder_organisation,
        holder_name=holder_name,
        agency=agency,
        agency_name=agency_name,
        number=number,
        issued_on=issued_on or act.today,
        valid_to=valid_to,
        file=file,
        sha256=file.sha256,
        signers=[signer.name for signer in signers],
        case=case,
        created_at=act.now,
    )
    link(file, paper, "paper")
    act.announce(
        "paper.issued",
        subject=paper,
        agency=agency,
        kind=paper.kind,
        title=title,
        number=number,
        case=case,
        holder_person=str(holder_person) if holder_person else None,
        holder_organisation=str(holder_organisation) if holder_organisation else None,
    )
    return paper


@action(
    "documents.revoke",
    gettext_lazy("Thu hồi giấy tờ"),
    allow=either(_OF_THE_ISSUER, is_system),
    law="30/2020/NĐ-CP",
    purpose=gettext_lazy("Thu hồi giấy tờ"),
)
def revoke(act: Act, paper: Paper, *, why: str) -> Paper:
    """Take a paper back. It stays in the store and says that it no longer counts. Announces "paper.revoked"."""
    _must_be_valid(paper)
    if not why.strip():
        raise Refused(_("Hãy ghi lý do thu hồi."), code="no-reason", field="why")
    act.save(paper, state=Paper.State.REVOKED, ended_on=act.today, ended_why=why.strip())
    act.announce("paper.revoked", subject=paper, agency=paper.agency, kind=paper.kind, case=paper.case)
    return paper


@action(
    "documents.replace",
    gettext_lazy("Thay giấy tờ bằng bản mới"),
    allow=either(_OF_THE_ISSUER, is_system),
    law="30/2020/NĐ-CP",
    purpose=gettext_lazy("Thay giấy tờ bằng bản mới"),
)
def replace(act: Act, paper: Paper, *, by: Paper, why: str) -> Paper:
    """Say that another paper of the same holder has taken the place of this one. Announces "paper.replaced"."""
    _must_be_valid(paper)
    same = (paper.holder_person, paper.holder_organisation) == (by.holder_person, by.holder_organisation)
    if by.pk == paper.pk or not same:
        raise Refused(_("Bản thay thế phải là giấy tờ khác của cùng người đứng tên."), code="other-holder")
    act.save(paper, state=Paper.State.REPLACED, ended_on=act.today, ended_why=why.strip(), replaced_by=by)
    act.announce("paper.replaced", subject=paper, agency=paper.agency, kind=paper.kind, case=paper.case)
    return paper


def _must_be_valid(paper: Paper) -> None:
    if paper.state != Paper.State.VALID:
        raise Refused(_("Giấy tờ này không còn giá trị từ trước."), code="not-valid")
