"""A case as a graph: who says what, in which document, about what; each edge with the quote that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from vidocq.model import Certainty, Noun, Quote, Response, Statement, make_id
from vidocq.workbench.comparison import sentence
from vidocq.workbench.record import Record

#: Record types that one can start from.
KINDS = ("source", "document", "evidence", "statement", "response", "incident")


class Node(Noun, frozen=True, kw_only=True):
    """A record, or a party or value that records are about (its id then begins with ``party--`` or ``value--``)."""

    id: str
    kind: str
    label: str
    hops: int = 0


class Edge(Noun, frozen=True, kw_only=True):
    """How two nodes belong together; ``inferred`` where the text does not state it; ``quote`` and its place say from where."""

    origin: str
    target: str
    relation: str
    quote: str = ""
    document_id: str = ""
    start: int | None = None
    inferred: bool = False


class Network(Noun, frozen=True, kw_only=True):
    """Nodes and edges; ``left_out`` is how many nodes were cut off because there were too many."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0


def of(record: Record) -> Network:
    """The graph of a whole record; what stands under review or was rejected is not in it."""
    nodes: dict[str, Node] = {}
    edges = tuple(_edges(record, nodes))
    return Network(
        nodes=tuple(nodes.values()), edges=tuple(edge for edge in edges if edge.target in nodes and edge.origin in nodes)
    )


def _edges(record: Record, nodes: dict[str, Node]) -> Iterator[Edge]:
    for source in record.sources:
        nodes[source.id] = Node(id=source.id, kind="source", label=source.name)
        yield from (Edge(origin=source.id, target=name, relation="published") for name in source.document_ids)
    for document in record.documents:
        nodes[document.id] = Node(id=document.id, kind="document", label=sentence(document))
    for item in record.evidence:
        if item.lane.stands:
            nodes[item.id] = Node(id=item.id, kind="evidence", label=f"{item.kind} {item.shown}")
            yield from _quoted(item.id, item.support, item.certainty)
    for statement in record.statements:
        if statement.lane.stands:
            yield from _said(statement, nodes)
    for response in record.responses:
        if response.lane.stands:
            yield from _done(response, nodes)
    for incident in record.incidents:
        nodes[incident.id] = Node(id=incident.id, kind="incident", label=incident.name)
        yield from _quoted(incident.id, incident.support, Certainty.STATED)
        yield from (Edge(origin=incident.id, target=name, relation="told in") for name in incident.document_ids)


def _said(statement: Statement, nodes: dict[str, Node]) -> Iterator[Edge]:
    nodes[statement.id] = Node(id=statement.id, kind="statement", label=sentence(statement))
    yield from _quoted(statement.id, statement.support, statement.certainty)
    speaker = _about(nodes, "party", statement.speaker.party, statement.speaker.name)
    ways = [(speaker, statement.id, "said")]
    ways += [(statement.id, _about(nodes, "party", name, name), "of") for name in statement.objects]
    if statement.of_statement is not None:
        ways.append((statement.id, statement.of_statement, "refers to"))
    if statement.incident_id is not None:
        ways.append((statement.id, statement.incident_id, "about"))
    yield from (_resting(way, statement.support, statement.certainty) for way in ways)


def _done(response: Response, nodes: dict[str, Node]) -> Iterator[Edge]:
    nodes[response.id] = Node(id=response.id, kind="response", label=sentence(response))
    yield from _quoted(response.id, response.support, response.certainty)
    ways = [(_about(nodes, "party", response.by, response.by), response.id, "did")]
    if response.incident_id is not None:
        ways.append((response.id, response.incident_id, "about"))
    yield from (_resting(way, response.support, response.certainty) for way in ways)


def _about(nodes: dict[str, Node], kind: str, value: str, label: str) -> str:
    name = make_id(kind, value)
    nodes.setdefault(name, Node(id=name, kind=kind, label=label))
    return name


def _quoted(name: str, support: Iterable[Quote], certainty: Certainty) -> Iterator[Edge]:
    for quote in support:
        yield Edge(
            origin=name,
            target=quote.document_id,
            relation="quoted in",
            quote=quote.text,
            document_id=quote.document_id,
            start=quote.start,
            inferred=certainty is not Certainty.STATED,
        )


def _resting(way: tuple[str, str, str], support: tuple[Quote, ...], certainty: Certainty) -> Edge:
    quote = support[0] if support else None
    origin, target, relation = way
    return Edge(
        origin=origin,
        target=target,
        relation=relation,
        quote=quote.text if quote else "",
        document_id=quote.document_id if quote else "",
        start=quote.start if quote else None,
        inferred=certainty is not Certainty.STATED,
    )


def around(network: Network, start: str | None, *, hops: int, limit: int) -> Network:
    """What is within ``hops`` of a node (None: everything), the most relevant ``limit`` nodes.

    Nearer first; among equals those that more lead to, each way counted less the more ways lead on from where it comes.
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        near[edge.origin].add(edge.target)
        near[edge.target].add(edge.origin)
    if start is None:
        ranked = sorted(network.nodes, key=lambda node: (-len(near[node.id]), node.id))
        kept = {node.id: 0 for node in ranked[:limit]}
        left_out = len(network.nodes) - len(kept)
    else:
        kept, left_out = _reached(near, start, hops, limit)
    nodes = {node.id: node for node in network.nodes}
    chosen = tuple(
        Node(id=name, kind=nodes[name].kind, label=nodes[name].label, hops=hop) for name, hop in kept.items() if name in nodes
    )
    edges = tuple(edge for edge in network.edges if edge.origin in kept and edge.target in kept)
    return Network(nodes=chosen, edges=edges, left_out=left_out)


def _reached(near: defaultdict[str, set[str]], start: str, hops: int, limit: int) -> tuple[dict[str, int], int]:
    kept, frontier, left_out = {start: 0}, [start], 0
    for hop in range(1, hops + 1):
        scores: defaultdict[str, float] = defaultdict(float)
        for name in frontier:
            for other in near[name]:
                if other not in kept:
                    scores[other] += 1.0 / len(near[name])
        ranked = sorted(scores, key=lambda name: (-scores[name], name))
        room = max(0, limit - len(kept))
        left_out += max(0, len(ranked) - room)
        frontier = ranked[:room]
        kept |= dict.fromkeys(frontier, hop)
    return kept, left_out


def dot(network: Network) -> str:
    """The graph in Graphviz's language; inferred edges are dotted."""
    lines = ["digraph case {", "  node [shape=box];"]
    lines += [f"  {_quote(node.id)} [label={_quote(node.label)}];" for node in network.nodes]
    for edge in network.edges:
        style = ", style=dotted" if edge.inferred else ""
        lines.append(f"  {_quote(edge.origin)} -> {_quote(edge.target)} [label={_quote(edge.relation)}{style}];")
    return "\n".join([*lines, "}"])


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
