"""A path as BPMN 2.0 (ISO/IEC 19510:2013) with its diagram: one pool, a lane for each agency and role, and the same layout."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from .graph import LANE, Edge, Graph, Node

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
TAGS = {
    "start": "startEvent", "end": "endEvent", "task": "userTask", "fork": "parallelGateway", "join": "parallelGateway",
    "choice": "exclusiveGateway",
}  # fmt: skip
POOL = 30  # width of the pool's name


def bpmn_of(graph: Graph, *, name: str, key: str) -> bytes:
    """The document, UTF-8. `name` is the pool's; `key` makes the ids of this version different from those of others."""
    for prefix, space in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD)):
        ET.register_namespace(prefix, space)
    root = ET.Element(f"{{{MODEL}}}definitions", id=f"definitions-{key}", targetNamespace="urn:tinhso:paths")
    pool = ET.SubElement(root, f"{{{MODEL}}}collaboration", id=f"pool-{key}")
    ET.SubElement(pool, f"{{{MODEL}}}participant", id=f"agency-{key}", name=name, processRef=f"process-{key}")
    _process(root, graph, key)
    _diagram(root, graph, key)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _process(root: ET.Element, graph: Graph, key: str) -> None:
    process = ET.SubElement(root, f"{{{MODEL}}}process", id=f"process-{key}", isExecutable="false")
    lanes = ET.SubElement(process, f"{{{MODEL}}}laneSet", id=f"lanes-{key}")
    for number, name in enumerate(graph.lanes):
        lane = ET.SubElement(lanes, f"{{{MODEL}}}lane", id=f"lane{number}-{key}", name=name)
        for node in graph.nodes:
            if node.lane == number:
                ET.SubElement(lane, f"{{{MODEL}}}flowNodeRef").text = f"{node.key}-{key}"
    for node in graph.nodes:
        _node(process, graph, node, key)
    for edge in graph.edges:
        flow = ET.SubElement(
            process, f"{{{MODEL}}}sequenceFlow", id=f"{edge.key}-{key}", sourceRef=f"{edge.source.key}-{key}",
            targetRef=f"{edge.target.key}-{key}",
        )  # fmt: skip
        if edge.label:
            flow.set("name", edge.label)
        if edge.label and not edge.otherwise:
            ET.SubElement(flow, f"{{{MODEL}}}conditionExpression").text = edge.label


def _node(process: ET.Element, graph: Graph, node: Node, key: str) -> None:
    element = ET.SubElement(process, f"{{{MODEL}}}{TAGS[node.kind]}", id=f"{node.key}-{key}", name=node.name)
    default = next((edge for edge in graph.edges if edge.source is node and edge.otherwise), None)
    if default is not None:
        element.set("default", f"{default.key}-{key}")
    if node.detail:
        ET.SubElement(element, f"{{{MODEL}}}documentation").text = node.detail
    for edge in graph.edges:
        if edge.target is node:
            ET.SubElement(element, f"{{{MODEL}}}incoming").text = f"{edge.key}-{key}"
    for edge in graph.edges:
        if edge.source is node:
            ET.SubElement(element, f"{{{MODEL}}}outgoing").text = f"{edge.key}-{key}"


def _diagram(root: ET.Element, graph: Graph, key: str) -> None:
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", id=f"diagram-{key}")
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", id=f"plane-{key}", bpmnElement=f"pool-{key}")
    _shape(plane, f"agency-{key}", (0, 0, graph.width + POOL, graph.height), across=True)
    for number in range(len(graph.lanes)):
        _shape(plane, f"lane{number}-{key}", (POOL, number * LANE, graph.width, LANE), across=True)
    for node in graph.nodes:
        (x, y), (width, height) = node.corner, node.size
        _shape(plane, f"{node.key}-{key}", (x + POOL, y, width, height))
    for edge in graph.edges:
        _line(plane, edge, key)


def _shape(plane: ET.Element, element: str, box: tuple[int, int, int, int], *, across: bool = False) -> None:
    shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{element}-shape", bpmnElement=element)
    if across:
        shape.set("isHorizontal", "true")
    x, y, width, height = (str(value) for value in box)
    ET.SubElement(shape, f"{{{DC}}}Bounds", x=x, y=y, width=width, height=height)


def _line(plane: ET.Element, edge: Edge, key: str) -> None:
    line = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{edge.key}-{key}-line", bpmnElement=f"{edge.key}-{key}")
    for x, y in edge.points:
        ET.SubElement(line, f"{{{DD}}}waypoint", x=str(x + POOL), y=str(y))
