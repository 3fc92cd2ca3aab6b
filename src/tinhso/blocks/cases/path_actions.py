"""Writing a path: draft it, change it, publish it from a day on, or throw the draft away. Running cases keep theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actions.api import Act, Refused, action

from .paths import PathVersion, Steps, path_on, problems, writes_paths
from .steps import STANDARD_PATH

PURPOSE = _("Soạn quy trình nội bộ")


@action("cases.draft_path", _("Soạn quy trình"), allow=writes_paths, purpose=PURPOSE)
def draft_path(
    act: Act, _subject: None, *, kind: str = "dossier", matter: str = "", agency: str = "", steps: Steps | None = None
) -> PathVersion:
    """Begin a draft from `steps`, or else from the path in force; the draft that is there already is given back."""
    known = PathVersion.objects.filter(kind=kind, matter=matter, agency=agency, number=None).first()
    if known is not None:
        return known
    now = path_on(kind, matter, agency, act.today)
    base = steps if steps is not None else now.steps if now is not None else STANDARD_PATH
    return act.create(
        PathVersion, kind=kind, matter=matter, agency=agency, steps=base, drafted_by=act.actor.name,
        law=now.law if now is not None else "",
    )  # fmt: skip


@action("cases.change_path_draft", _("Sửa bản soạn quy trình"), allow=writes_paths, purpose=PURPOSE)
def change_path_draft(act: Act, path: PathVersion, *, steps: Steps, law: str = "", note: str = "") -> PathVersion:
    """Keep the draft as it is typed, sound or not: nothing typed is lost. Raises Refused for a published path."""
    _must_be_draft(path)
    return act.save(path, steps=steps, law=law.strip(), note=note.strip())


@action("cases.discard_path_draft", _("Bỏ bản soạn quy trình"), allow=writes_paths, purpose=PURPOSE)
def discard_path_draft(act: Act, path: PathVersion) -> PathVersion:
    """Throw a draft away; the trail still knows it."""
    _must_be_draft(path)
    path.delete()
    return path


@action("cases.publish_path", _("Ban hành quy trình"), allow=writes_paths, purpose=_("Ban hành quy trình nội bộ"))
def publish_path(
    act: Act,
    path: PathVersion,
    *,
    valid_from: date,
    agencies: Collection[str],
    questions: Collection[str],
    needed: Collection[str] = (),
) -> PathVersion:
    """Put a draft into force from a day on; the version before it ends the day before. Running cases are not touched.

    Raises Refused when it is not sound, names no legal basis, or would begin in the past or before a version to come.
    """
    _must_be_draft(path)
    if found := problems(path.steps, agencies=agencies, questions=questions, needed=needed):
        raise Refused(" ".join(found), code="unsound-path")
    if not path.law:
        raise Refused(_("Hãy ghi văn bản ban hành quy trình."), code="no-law", field="law")
    if valid_from < act.today:
        raise Refused(_("Quy trình không áp dụng lùi ngày được."), code="past", field="valid_from")
    same = PathVersion.objects.filter(kind=path.kind, matter=path.matter, agency=path.agency, number__isnull=False)
    if same.filter(valid_from__gte=valid_from).exists():
        raise Refused(
            _("Đã có phiên bản áp dụng từ ngày đó hoặc sau đó. Hãy chọn ngày muộn hơn."),
            code="not-last",
            field="valid_from",
        )
    for before in same.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)):
        act.save(before, valid_to=valid_from)
    newest = same.order_by(F("number").desc()).values_list("number", flat=True).first() or 0
    act.save(path, number=newest + 1, valid_from=valid_from, published_by=act.actor.name)
    act.announce("case.path_published", subject=path, matter=path.matter, agency=path.agency, valid_from=valid_from)
    return path


def _must_be_draft(path: Any) -> None:
    if not path.is_draft:
        raise Refused(_("Quy trình đã ban hành thì không sửa. Hãy soạn phiên bản mới."), code="published")
