"""What an applicant does with a request after filing: give again what was faulty, and say how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case, State, answer_supplement, is_applicant
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import StoredFile, link

from ..dossiers.models import Dossier, DossierPaper

Given = tuple[Mapping[str, Any], StoredFile]


@action("services.rate", _("Đánh giá"), allow=is_applicant, purpose=_("Đánh giá việc giải quyết hồ sơ"))
def rate(act: Act, case: Case, *, stars: int, text: str = "") -> Dossier:
    """The applicant says how it went, once the result is there; may change their mind."""
    if case.closed_at is None:
        raise Refused(_("Hồ sơ chưa có kết quả."), code="not-closed")
    if not 1 <= stars <= 5:
        raise Refused(_("Hãy chọn từ 1 đến 5 sao."), code="bad-rating", field="stars")
    dossier = Dossier.objects.select_for_update().get(case=case)
    act.save(dossier, rating=stars, rating_text=text[:2000])
    act.announce("case.rated", subject=case, agency=case.agency, code=case.code, stars=stars)
    return dossier


@action("services.supplement", _("Nộp bổ sung"), allow=is_applicant, purpose=_("Nộp bổ sung hồ sơ của mình"))
def supplement(act: Act, case: Case, *, given: Sequence[Given], text: str = "") -> Case:
    """Give what was asked for, all at once: each item with its new file, and an answer in words if there is one.

    A new file takes the place of the paper of that name; the old one stays to be seen. The clock goes on.
    """
    if case.state != State.SUPPLEMENT:
        raise Refused(_("Hồ sơ không chờ bổ sung giấy tờ."), code="nothing-asked")
    if not given and not text:
        raise Refused(_("Hãy chọn ít nhất một tệp, hoặc ghi câu trả lời."), code="nothing-given")
    dossier = Dossier.objects.select_for_update().get(case=case)
    for item, file in given:
        if file.uploaded_by != act.actor.account:
            raise Refused(_("Tệp đính kèm không còn. Hãy tải lên lại."), code="no-file")
        name = str(item.get("paper") or item.get("problem") or _t("Giấy tờ bổ sung"))[:500]
        old = dossier.papers.filter(name=name, replaced_by=None).first()
        new = _paper(act, dossier, name=name, code=old.code if old else "", file=file.pk)
        if old is not None:
            act.save(old, replaced_by=new)
        link(file, case, "paper")
    if text:
        _paper(act, dossier, name=_t("Trả lời của người nộp"), remark=text[:2000])
    answer_supplement(act.actor, case, now=act.now)
    return case


def _paper(act: Act, dossier: Dossier, **values: Any) -> DossierPaper:
    return act.create(DossierPaper, dossier=dossier, source=DossierPaper.Source.UPLOADED, added_at=act.now, **values)
