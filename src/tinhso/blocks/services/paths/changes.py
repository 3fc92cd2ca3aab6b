"""What differs between two versions of a path, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tinhso.blocks.units.api import agency_name

from .words import role_of, title_of


def changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    """Steps that came, went, moved, or are done in another way."""
    old, new = ({entry["code"]: entry for entry in steps} for steps in (before, after))
    said = [_("Thêm bước “%(title)s”.") % {"title": title_of(entry)} for code, entry in new.items() if code not in old]
    said += [_("Bỏ bước “%(title)s”.") % {"title": title_of(entry)} for code, entry in old.items() if code not in new]
    both = [code for code in old if code in new]
    if both != [code for code in new if code in old]:
        said.append(_("Đổi thứ tự các bước."))
    for code in both:
        said += [f"{title_of(new[code])}: {text}" for text in _of_one(old[code], new[code])]
    return said


def _of_one(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    said = []
    if title_of(old) != title_of(new):
        said.append(_("trước tên là “%(title)s”.") % {"title": title_of(old)})
    if old["role"] != new["role"]:
        said.append(_("%(before)s → %(after)s.") % {"before": role_of(old["role"]), "after": role_of(new["role"])})
    if old.get("hours") != new.get("hours"):
        said.append(
            _("%(before)s → %(after)s giờ làm việc.")
            % {"before": old.get("hours") or "–", "after": new.get("hours") or "–"}
        )
    if old.get("agency", "") != new.get("agency", ""):
        said.append(
            _("cơ quan làm: %(name)s.")
            % {"name": agency_name(new["agency"]) if new.get("agency") else _("cơ quan giải quyết")}
        )
    if old.get("consult", []) != new.get("consult", []):
        names = ", ".join(agency_name(code) for code in new.get("consult", [])) or "–"
        said.append(_("lấy ý kiến: %(names)s.") % {"names": names})
    if old.get("when") != new.get("when"):
        said.append(_("đổi điều kiện."))
    return said
