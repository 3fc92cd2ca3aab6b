"""The score on the screen: the league of units; one unit with its formulas; the dossiers and procedures behind and ahead."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.declare import actor_of, nav, number, page_of, percent

from ..asking import PER_PAGE, Asked, asked_of, listed, rows_of
from ..observed import seen
from ..places import CENTRE, PROVINCE, open_to, reads_reports, sees_province
from ..steps.passed import whole_times
from . import marks, mending
from .formulas import average_hours
from .indicators import ALL, GROUPS
from .score import Score, Scored, kind_of, league, material, score

nav(
    "desk",
    gettext_lazy("Điểm 766"),
    "performance-league",
    icon="award",
    order=701,
    group=gettext_lazy("Báo cáo"),
    allow=reads_reports,
    within=("performance-unit", "performance-behind", "performance-winning"),
)
MOST_TIMES = 20
LEAGUES = {"commune": gettext_lazy("Cấp xã"), "province": gettext_lazy("Cấp tỉnh")}


def standings(request: HttpRequest) -> HttpResponse:
    """All units by score. Scores are open to every leader; the dossiers behind them only by right."""
    asked = asked_of(request)
    actor = actor_of(request)
    found = material(asked.chosen, asked.now)
    every = league(found)
    own = kind_of(actor.agency or "")
    kind = request.GET.get("kind", own if own in LEAGUES and not sees_province(actor) else "commune")
    if kind not in LEAGUES:
        raise Http404
    inside = [one for one in every if kind_of(one.unit) == kind]
    context = {
        **asked.context(),
        "kind": kind,
        "leagues": list(LEAGUES.items()),
        "group_titles": list(GROUPS.items()),
        "province": score(found, PROVINCE),
        "province_opens": sees_province(actor),
        "ranked": [(one, open_to(actor, one.unit), place) for place, one in _ranked(inside)],
        "quiet": [one.title for one in inside if one.rank is None],
        "own_agency": actor.agency,
    }
    return render(request, "performance/league.html", context)


def _ranked(scores: list[Score]) -> list[tuple[int, Score]]:
    """Ranks among these: 1, 2, 2, 4."""
    found: list[tuple[int, Score]] = []
    for place, one in enumerate((one for one in scores if one.rank is not None), start=1):
        tied = bool(found) and found[-1][1].value == one.value
        found.append((found[-1][0] if tied else place, one))
    return found


@dataclass(frozen=True)
class Shown:
    """One indicator as explained: the formula with the numbers put in, and what is lost and why."""

    scored: Scored
    formula: str
    lost: str
    remedies: tuple[Any, ...]
    has_rows: bool


def _asked_unit(request: HttpRequest, unit: str) -> Asked:
    asked = asked_of(request, place=unit)
    if asked.place.kind == CENTRE:
        raise Http404  # a centre receives; the score is of who decides
    return asked


def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """One unit: its groups, their indicators, how each came about, what was lost."""
    asked = _asked_unit(request, unit)
    found = score(material(asked.chosen, asked.now), unit)
    groups = [(group, [_shown(one) for one in group.indicators]) for group in found.groups]
    context = {
        **asked.context(),
        "score": found,
        "score_groups": groups,
        "winnable": _number_winnable(asked, found),
        "procedures": len(mending.improvements(found)),
        "stake": _number_at_stake(asked),
        "times": _times(asked),
    }
    return render(request, "performance/unit.html", context)


def _times(asked: Asked) -> list[tuple[str, str, int, Decimal | None]]:
    """2.2: (title, code, finished, average working hours) of the commonest procedures."""
    found = whole_times(asked.rows, asked.chosen, asked.now)[:MOST_TIMES]
    return [
        (one.title, one.matter, one.passed, average_hours(seconds=one.total * 3600, finished=one.passed))
        for one in found
    ]


def _number_winnable(asked: Asked, found: Score) -> int:
    return mending.winnable(asked.rows, asked.chosen, asked.now, found).order_by().count()


def _number_at_stake(asked: Asked) -> int:
    if not asked.chosen.is_running(asked.now):
        return 0
    return mending.at_stake(asked.rows, asked.chosen, asked.now).order_by().count()


def _shown(one: Scored) -> Shown:
    code = one.indicator.code
    return Shown(
        one, _formula(one), _lost(one), tuple(mending.remedies_of(code)), one.measurable and one.rate.whole > 0
    )


def _formula(one: Scored) -> str:
    """ "48 / 60 × 100 = 80%; 80% / 80% × 4 = 4 điểm", with the numbers of the unit."""
    rate, points = one.rate, one.points
    if points is None or rate.value is None:
        return ""
    said = f"{number(rate.part)} / {number(rate.whole)}"
    if rate.factor != 1:
        said += f" × {percent(100 * rate.factor, 2)}"
    said += f" = {percent(Decimal(100) * rate.part / rate.whole * rate.factor, 2)}"
    if rate.less:
        said += f"; − {percent(rate.less, 2)} = {percent(rate.value, 2)}"
    shown = min(rate.value, one.full)
    return _("%(rate)s; %(value)s / %(full)s × %(maximum)s = %(points)s điểm") % {
        "rate": said, "value": percent(shown, 2), "full": percent(one.full), "maximum": number(one.maximum.normalize()),
        "points": number(points),
    }  # fmt: skip


def _lost(one: Scored) -> str:
    if one.points is None or one.lost <= 0:
        return ""
    rate = one.rate
    said = {"lost": number(one.lost), "missing": number(rate.missing), "each": number(one.one_more, 3)}
    if rate.less and not rate.missing:
        return _("Mất %(lost)s điểm vì hồ sơ quá hạn (chỉ số 2.1).") % said
    return _("Mất %(lost)s điểm: %(missing)s mục chưa đạt, mỗi mục thêm vào được %(each)s điểm.") % said


def behind(request: HttpRequest, unit: str, code: str) -> HttpResponse:
    """The rows behind an indicator: those that are as they should be, those that are not, or all."""
    asked = _asked_unit(request, unit)
    part = request.GET.get("part", "missing")
    indicator = ALL.get(code)
    if indicator is None or part not in ("part", "missing", "whole"):
        raise Http404
    context: dict[str, Any] = {**asked.context(), "indicator": indicator, "part": part, "unit": unit, "code": code}
    context["parts"] = [("part", _("Đã đạt")), ("missing", _("Chưa đạt")), ("whole", _("Tất cả"))]
    if indicator.of == "dossiers":
        context |= listed(request, asked, dossiers_of(asked, code, part))
    elif indicator.of == "procedures":
        counts = score(material(asked.chosen, asked.now), unit).counts
        inside = [one for one in counts.catalogue if all(counts.holds(one, name) for name in indicator.having)]
        good = {one.code for one in inside if all(counts.holds(one, name) for name in indicator.good)}
        shown = [one for one in inside if part == "whole" or (one.code in good) == (part == "part")]
        context |= {"procedures": shown, "total": len(shown)}
    else:
        things = seen(asked.chosen, asked.now).filter(indicator=code)
        things = things if unit == PROVINCE else things.filter(agency=unit)
        things = things if part == "whole" else things.filter(good=part == "part")
        context |= {"page": page_of(things.order_by("at", "id"), request, PER_PAGE), "total": things.count()}
    return render(request, "performance/behind.html", context)


def dossiers_of(asked: Asked, code: str, part: str) -> Any:
    """The dossiers of an indicator's whole, of its part, or those of the whole that are not in the part."""
    indicator = ALL[code]
    whole = marks.marked(asked.rows, asked.chosen, asked.now, *indicator.having)
    if part == "whole":
        return whole
    if code == "3.3":  # online; once finished with an electronic result
        online = marks.marked(asked.rows, asked.chosen, asked.now, "received", "online")
        without = marks.marked(
            asked.rows, asked.chosen, asked.now, "received", "online", "finished", lacking=("result",)
        )
        good = online.exclude(pk__in=without.values("pk"))
    else:
        good = marks.marked(
            asked.rows, asked.chosen, asked.now, *indicator.having, *indicator.good, lacking=indicator.bad
        )
    return good if part == "part" else whole.exclude(pk__in=good.values("pk"))


def winning(request: HttpRequest, unit: str) -> HttpResponse:
    """What would win points back: dossiers or procedures by gain; or the dossiers at stake until the period ends."""
    asked = _asked_unit(request, unit)
    tab = request.GET.get("tab", "dossiers")
    if tab not in ("dossiers", "procedures", "stake"):
        raise Http404
    found = score(material(asked.chosen, asked.now), unit)
    context: dict[str, Any] = {**asked.context(), "score": found, "tab": tab, "unit": unit}
    better = mending.improvements(found)
    winnable = mending.winnable(asked.rows, asked.chosen, asked.now, found)
    stake = mending.at_stake(asked.rows, asked.chosen, asked.now)
    running = asked.chosen.is_running(asked.now)
    counts = {
        "dossiers": _number_winnable(asked, found),
        "procedures": len(better),
        "stake": _number_at_stake(asked),
    }
    titles = {
        "dossiers": _("Hồ sơ lấy lại điểm"),
        "procedures": _("Thủ tục lấy lại điểm"),
        "stake": _("Hồ sơ cần giữ đúng hạn"),
    }
    context["tabs"] = [(name, title, counts[name], asked.query(tab=name, place=None)) for name, title in titles.items()]
    context["total"] = counts[tab]
    if tab == "procedures":
        context["improvements"] = better[:200]
    else:
        rows = winnable.order_by("-gain", "id") if tab == "dossiers" else stake if running else stake.none()
        page = page_of(rows, request, PER_PAGE, total=counts[tab])
        each = found.of("2.1").maximum * 100 / max(1, found.of("2.1").rate.whole) / found.of("2.1").full
        context |= {
            "page": page,
            "rows": [
                (row, mending.says(case), number(case.gain if tab == "dossiers" else each, 3))
                for row, case in zip(rows_of(asked, page), page, strict=True)
            ],
        }
    return render(request, "performance/winning.html", context)
