"""The picture of a path: SVG without styles of its own, so that a strict content policy lets it through."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .graph import LANE, LEFT, Edge, Graph, Node

LINE = 17


def svg_of(graph: Graph, label: str) -> SafeString:
    """The picture as an <svg> element for a page; `label` is spoken instead of it."""
    return format_html(
        '<svg class="path-picture" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        graph.width, graph.height, graph.width, graph.height, label,
        _all(_lane(graph, number, name) for number, name in enumerate(graph.lanes)),
        _all(_edge(edge) for edge in graph.edges), _all(_node(node) for node in graph.nodes),
    )  # fmt: skip


def _all(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _lane(graph: Graph, number: int, name: str) -> SafeString:
    top = number * LANE
    return format_html(
        '<rect class="lane{}" x="0" y="{}" width="{}" height="{}"/><line class="lane-side" x1="{}" y1="{}" x2="{}" y2="{}"/>{}',
        " odd" if number % 2 else "", top, graph.width, LANE, LEFT, top, LEFT, top + LANE,
        _text(name, LEFT // 2, top + LANE // 2, width=22, klass="lane-name"),
    )  # fmt: skip


def _node(node: Node) -> SafeString:
    (x, y), (width, height) = node.corner, node.size
    middle = node.middle
    if node.kind in ("start", "end"):
        shape = format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', node.kind, *middle, width // 2)
        return format_html("{}{}", shape, _text(node.name, middle[0], y + height + 14, width=20, klass="small"))
    if node.kind == "task":
        lines = _wrapped(node.name, 20)[:3]
        text = _text("\n".join(lines), middle[0], middle[1] - (8 if node.detail else 0), width=20, klass="")
        more = _text(_short(node.detail, 24), middle[0], y + height - 12, width=26, klass="small")
        return format_html(
            '<rect class="task" x="{}" y="{}" width="{}" height="{}" rx="10"/>{}{}', x, y, width, height, text, more
        )
    cx, cy = middle
    points = f"{cx},{y} {x + width},{cy} {cx},{y + height} {x},{cy}"
    sign = (
        mark_safe("")
        if node.kind == "choice"
        else format_html('<path class="sign" d="M{} {}v20M{} {}h20"/>', cx, cy - 10, cx - 10, cy)
    )
    return format_html('<polygon class="gateway" points="{}"/>{}', points, sign)


def _edge(edge: Edge) -> SafeString:
    points = edge.points
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    (x, y) = points[-1]
    head = f"M{x - 8} {y - 5}L{x} {y}L{x - 8} {y + 5}"
    label = mark_safe("")
    if edge.label:
        lx, ly = (points[1][0] + 8, points[1][1] - 6) if edge.otherwise else (points[0][0] + 4, points[0][1] - 8)
        label = format_html('<text class="small start-here" x="{}" y="{}">{}</text>', lx, ly, _short(edge.label, 26))
    return format_html('<path class="flow" d="{}"/><path class="flow head" d="{}"/>{}', path, head, label)


def _text(text: str, x: int, y: int, *, width: int, klass: str) -> SafeString:
    if not text:
        return mark_safe("")
    lines = [line for part in text.split("\n") for line in _wrapped(part, width)][:4]
    first = y - (len(lines) - 1) * LINE // 2
    rows = format_html_join(
        "",
        '<tspan x="{}" y="{}">{}</tspan>',
        ((x, first + number * LINE + 5, line) for number, line in enumerate(lines)),
    )
    return format_html('<text class="{}">{}</text>', klass, rows)


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
