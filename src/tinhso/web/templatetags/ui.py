"""The tags of every template (a builtin library: nothing to load). See /ui/ for each of them at work."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .. import formats
from ..assets import asset_url, drawing
from ..forms import form_failed
from ..language import address_in
from ..shell import initials

register = template.Library()
TONES = ("ok", "warn", "bad", "hold", "info", "plain", "paper")
ALERT_ICONS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "hold": "pause",
    "paper": "megaphone",
}

for _name in ("number", "counted", "percent", "money", "day", "moment", "hour", "masked"):
    register.filter(_name, getattr(formats, _name))


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: one of {', '.join(TONES)}.")
    return f"tone-{tone}"


@register.filter
def initials_of(name: Any) -> str:
    return initials(str(name or ""))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file: {% asset "app.js" %}."""
    return asset_url(name)


@register.simple_tag
def icon(name: str, label: str = "", klass: str = "") -> SafeString:
    """A Lucide icon; with a label it speaks, without one it is decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9" '
        'stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        klass, spoken, mark_safe(drawing(name)),
    )  # fmt: skip


@register.simple_tag
def badge(text: Any, tone: str = "plain", icon_name: str = "") -> SafeString:
    """A small label in a tone; the words carry the meaning, the colour only repeats it."""
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag {}">{}{}</span>', _tone(tone), picture, text)


@register.simple_tag
def source(text: Any) -> SafeString:
    """Where a case came from: a tiny mark behind its code."""
    return format_html('<span class="tag source tone-paper">{}</span>', text)


@register.simple_tag
def status(text: Any, tone: str = "info", shape: str = "full") -> SafeString:
    """A state as a dot and a word; shape full, half or ring tells states apart without colour."""
    return format_html('<span class="status {} {}">{}</span>', _tone(tone), shape, text)


@register.simple_tag
def meter(
    value: Any, maximum: Any = 100, tone: str = "info", label: str = "", mark: Any = None, klass: str = ""
) -> SafeString:
    """A thin bar filled to value/maximum, with an optional mark (a target). Without a label it is decoration."""
    filled = max(0.0, min(100.0, 100 * float(value or 0) / float(maximum or 1)))
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    line: str = ""
    if mark is not None:
        at = max(0.0, min(99.0, 100 * float(mark) / float(maximum or 1)))
        line = format_html('<rect class="mark" x="{}" width="0.8" height="4"/>', f"{at:.1f}")
    return format_html(
        '<svg class="meter {} {}" {} viewBox="0 0 100 4" preserveAspectRatio="none"><rect width="{}" height="4"/>{}</svg>',
        _tone(tone), klass, spoken, f"{filled:.1f}", line,
    )  # fmt: skip


@register.simple_tag
def deadline(text: Any, tone: str = "ok", used: Any = None, icon_name: str = "") -> SafeString:
    """How long is left, in a tone; `used` per cent of the time limit draws the meter below."""
    names = {"bad": "triangle-alert", "warn": "clock-alert", "hold": "pause", "ok": "clock"}
    bar = meter(used, 100, tone) if used is not None else ""
    name = icon_name or names.get(tone, "clock")
    return format_html('<span class="deadline {}"><span>{}{}</span>{}</span>', _tone(tone), icon(name), text, bar)


@register.simple_tag
def steps(current: int, total: int, finished: bool = False) -> SafeString:
    """Where a case is: `current` of `total` steps, the current one half filled."""
    kinds = [("done" if finished or n < current else "now" if n == current else "") for n in range(1, total + 1)]
    label = _("Bước %(current)s trên %(total)s") % {"current": current, "total": total}
    bars = format_html_join("", '<span class="{}"></span>', ((kind,) for kind in kinds))
    return format_html('<div class="steps" role="img" aria-label="{}">{}</div>', label, bars)


@register.simple_tag
def avatar(name: Any, klass: str = "") -> SafeString:
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', klass, initials_of(name))


@register.simple_tag
def spark(values: Any, kind: str = "line", label: str = "") -> SafeString:
    """A tiny chart without axes: kind line or bars. `label` says in words what it shows."""
    numbers = [float(value) for value in values]
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    shapes = (_bars if kind == "bars" else _line)(numbers) if numbers else ""
    return format_html('<svg class="spark" {} viewBox="0 0 400 46" preserveAspectRatio="none">{}</svg>', spoken, shapes)


def _bars(numbers: list[float]) -> SafeString:
    top, wide = max(*numbers, 0.0) or 1, 400 / len(numbers)
    rows = []
    for place, value in enumerate(numbers):
        high = max(0.0, value / top * 46)
        last = "last" if place == len(numbers) - 1 else ""
        rows.append((last, f"{place * wide + 3:.1f}", f"{46 - high:.1f}", f"{wide - 6:.1f}", f"{high:.1f}"))
    return format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2" fill="currentColor"/>', rows
    )


def _line(numbers: list[float]) -> SafeString:
    low, high = min(numbers), max(numbers)
    span, gap = (high - low) or 1, 400 / max(1, len(numbers) - 1)
    path = "L".join(f"{n * gap:.1f} {42 - (value - low) / span * 36:.1f}" for n, value in enumerate(numbers))
    return format_html(
        '<path d="M{}L400 46L0 46Z" fill="currentColor" fill-opacity="0.14"/><path d="M{}" fill="none" '
        'stroke="currentColor" stroke-width="2.5" vector-effect="non-scaling-stroke" stroke-linejoin="round"/>',
        path, path,
    )  # fmt: skip


@register.simple_block_tag
def card(content: str, klass: str = "", heading: str = "") -> SafeString:
    """A white box. `klass` "rows" for lists without inner space, "sand", "deep", "raised"."""
    title = format_html("<h2>{}</h2>", heading) if heading else ""
    if "rows" in klass.split():
        return format_html('<div class="card {}">{}{}</div>', klass, title, mark_safe(content))
    return format_html('<div class="card {}"><div class="card-in">{}{}</div></div>', klass, title, mark_safe(content))


@register.simple_block_tag
def section(content: str, title: Any, href: str = "", more: Any = "") -> SafeString:
    """A part of a page with its heading, and a link to all of it on the right."""
    link: str = ""
    if href:
        link = format_html('<a href="{}">{}{}</a>', href, more or _("Xem tất cả"), icon("chevron-right"))
    return format_html(
        '<section><div class="section-head"><h2>{}</h2>{}</div>{}</section>', title, link, mark_safe(content)
    )


@register.simple_block_tag
def empty(content: str, sentence: Any, icon_name: str = "inbox") -> SafeString:
    """Nothing here yet: one sentence on what will appear, and inside the block the first thing to do."""
    return format_html('<div class="empty">{}<p>{}</p>{}</div>', icon(icon_name), sentence, mark_safe(content))


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: Any = "", icon_name: str = "") -> SafeString:
    """A message in the page. Not for messages after an action: those come through Django's messages."""
    name = icon_name or ALERT_ICONS.get(tone, "info")
    heading = format_html("<p><b>{}</b></p>", title) if title else ""
    body = mark_safe(content)
    return format_html('<div class="alert {}">{}<div>{}{}</div></div>', _tone(tone), icon(name), heading, body)


@register.simple_block_tag
def fold(content: str, summary: Any, is_open: bool = False) -> SafeString:
    """Details that most people do not need, folded away."""
    state = mark_safe(" open") if is_open else ""
    return format_html(
        '<details class="fold"{}><summary>{}{}</summary><div>{}</div></details>',
        state, icon("chevron-right"), summary, mark_safe(content),
    )  # fmt: skip


@register.inclusion_tag("web/parts/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Links to the neighbours of a page made by `page_of`."""
    return {"page": page}


@register.inclusion_tag("web/forms/summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All mistakes on top, each linking to its field; the browser puts the focus here."""
    failed = [form for form in forms if form_failed(form)]
    general = [error for form in failed for error in form.non_field_errors()]
    fields = [(_first_input(bound), bound.label, error) for form in failed for bound in form for error in bound.errors]
    return {"general": general, "fields": fields}


def _first_input(bound: Any) -> str:
    """The id of what the person has to change: the first input of a field made of several."""
    several = hasattr(bound.field.widget, "widgets") or getattr(bound.field.widget, "input_type", "") == "radio"
    multiple = several or bound.widget_type == "checkboxselectmultiple"
    return f"{bound.auto_id}_0" if multiple else str(bound.auto_id)


@register.simple_tag
def error_title(*forms: Any) -> str:
    """Put first in the title block, so that a screen reader hears at once that something is wrong."""
    return _("Lỗi: ") if any(form_failed(form) for form in forms) else ""


@register.simple_tag(takes_context=True)
def in_language(context: Context, code: str) -> str:
    """The address of this very page in another language."""
    request = context.get("request")
    return address_in(request, code) if request else f"?lang={code}"
