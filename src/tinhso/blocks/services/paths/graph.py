"""A path as a picture needs it: lanes, nodes and edges with their places. Drawn as SVG and written as BPMN from the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

COLUMN, LANE, LEFT, TOP = 190, 120, 180, 0
SIZES = {"start": (36, 36), "end": (36, 36), "task": (150, 80), "fork": (44, 44), "join": (44, 44), "choice": (44, 44)}
NameOf = Callable[[str], str]


@dataclass
class Node:
    """Something on the way: `kind` start, end, task, fork, join (everything in between happens at the same time) or choice."""

    key: str
    kind: str
    name: str
    lane: int
    column: int
    detail: str = ""

    @property
    def size(self) -> tuple[int, int]:
        return SIZES[self.kind]

    @property
    def middle(self) -> tuple[int, int]:
        return LEFT + self.column * COLUMN + COLUMN // 2, TOP + self.lane * LANE + LANE // 2

    @property
    def corner(self) -> tuple[int, int]:
        (x, y), (width, height) = self.middle, self.size
        return x - width // 2, y - height // 2


@dataclass
class Edge:
    """From one node to another. `label` says when; `otherwise` marks the way taken when no condition holds."""

    key: str
    source: Node
    target: Node
    label: str = ""
    otherwise: bool = False

    @property
    def points(self) -> list[tuple[int, int]]:
        """Straight within a lane, with two bends between lanes, and below the nodes that it passes by."""
        (x1, y1), (x2, y2) = self.source.middle, self.target.middle
        out, into = x1 + self.source.size[0] // 2, x2 - self.target.size[0] // 2
        if self.otherwise:
            low = y1 + LANE // 2 - 6
            return [(x1, y1 + self.source.size[1] // 2), (x1, low), (into - 14, low), (into - 14, y2), (into, y2)]
        if y1 == y2:
            return [(out, y1), (into, y2)]
        bend = into - 22
        return [(out, y1), (bend, y1), (bend, y2), (into, y2)]


@dataclass
class Graph:
    """Lanes by name, and what lies in them. `width` and `height` in units of the picture."""

    lanes: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    @property
    def width(self) -> int:
        return LEFT + (max(node.column for node in self.nodes) + 1) * COLUMN

    @property
    def height(self) -> int:
        return TOP + len(self.lanes) * LANE


def graph_of(
    steps: Sequence[Mapping[str, Any]], *, title_of: Callable[[Mapping[str, Any]], str], role_of: NameOf, agency_of: NameOf,
    condition_of: Callable[[Mapping[str, Any]], str],
) -> Graph:  # fmt: skip
    """Lay a path out from left to right; each agency and role has a lane of its own."""
    return _Layout(title_of, role_of, agency_of, condition_of).draw(steps)


class _Layout:
    def __init__(self, title_of: Any, role_of: NameOf, agency_of: NameOf, condition_of: Any) -> None:
        self.title_of, self.role_of, self.agency_of, self.condition_of = title_of, role_of, agency_of, condition_of
        self.graph = Graph()
        self.column = 0
        self.ends: list[tuple[Node, str, bool]] = []  # what leads on: from where, under which words, whether otherwise

    def draw(self, steps: Sequence[Mapping[str, Any]]) -> Graph:
        lane = self._lane_of(steps[0]) if steps else self._lane(_("Cơ quan giải quyết"))
        self._put("start", _("Nộp hồ sơ"), lane)
        for entry in steps:
            self._step(entry)
        last = self.graph.nodes[-1].lane
        self._put("end", _("Kết thúc"), last)
        return self.graph

    def _step(self, entry: Mapping[str, Any]) -> None:
        lane, passing = self._lane_of(entry), None
        if entry.get("when"):
            passing = self._put("choice", "", lane)
            self.ends = [(passing, self.condition_of(entry["when"]), False)]
        asked = [agency for agency in entry.get("consult", []) if agency]
        if not asked:
            self._put("task", self.title_of(entry), lane, detail=self._hours(entry))
        else:
            self._at_the_same_time(entry, lane, asked)
        if passing is not None:
            self.ends.append((passing, _("Không"), True))

    def _at_the_same_time(self, entry: Mapping[str, Any], lane: int, asked: Sequence[str]) -> None:
        fork = self._put("fork", "", lane)
        work = self._node("task", self.title_of(entry), lane, detail=self._hours(entry))
        together = [work]
        for agency in asked:
            other = self._lane(self.agency_of(agency))
            together.append(self._node("task", _("Cho ý kiến"), other, detail=str(entry.get("question", ""))))
        for node in together:
            self._edge(fork, node)
        self.column += 1
        join = self._node("join", "", lane)
        for node in together:
            self._edge(node, join)
        self.column += 1
        self.ends = [(join, "", False)]

    def _put(self, kind: str, name: str, lane: int, *, detail: str = "") -> Node:
        """A node that everything so far leads to."""
        node = self._node(kind, name, lane, detail=detail)
        for source, label, otherwise in self.ends:
            self._edge(source, node, label=label, otherwise=otherwise)
        self.ends = [(node, "", False)]
        self.column += 1
        return node

    def _node(self, kind: str, name: str, lane: int, *, detail: str = "") -> Node:
        node = Node(f"n{len(self.graph.nodes) + 1}", kind, name, lane, self.column, detail)
        self.graph.nodes.append(node)
        return node

    def _edge(self, source: Node, target: Node, *, label: str = "", otherwise: bool = False) -> None:
        self.graph.edges.append(Edge(f"e{len(self.graph.edges) + 1}", source, target, label, otherwise))

    def _lane_of(self, entry: Mapping[str, Any]) -> int:
        if entry["code"] in ("receive", "return"):
            return self._lane(_("Một cửa"))
        where = self.agency_of(entry["agency"]) if entry.get("agency") else _("Cơ quan giải quyết")
        return self._lane(f"{where} · {self.role_of(entry['role'])}")

    def _lane(self, name: str) -> int:
        if name not in self.graph.lanes:
            self.graph.lanes.append(name)
        return self.graph.lanes.index(name)

    @staticmethod
    def _hours(entry: Mapping[str, Any]) -> str:
        return _("%(hours)s giờ làm việc") % {"hours": entry["hours"]} if entry.get("hours") else ""
