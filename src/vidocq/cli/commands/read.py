"""What one document says: who said what of whom, and what evidence stands in it, quote by quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vidocq.cli.desk import keep_in_case, keep_option
from vidocq.cli.shared import check_inputs, format_option, knowledge_option, shown_as, snapshot_from
from vidocq.vocabulary.counts import counted

if TYPE_CHECKING:
    from vidocq.model import Document, Evidence
    from vidocq.statements.brief import Brief
    from vidocq.statements.reader import Reading

    Found = tuple[Document, tuple[Evidence, ...], Reading, Brief]


@click.command(short_help="What one document says, quote by quote: brief, statements, evidence, what waits for you.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option("--accept", multiple=True, metavar="ID", help="Accept a record that waits, by the beginning of its id; needs --by.")
@click.option("--reject", multiple=True, metavar="ID", help="Reject a record; needs --by.")
@click.option("--by", default="", help="Who decides.")
@click.option("--brief", "only_brief", is_flag=True, help="Only the brief.")
@keep_option
@knowledge_option
@format_option("html")
@click.pass_context
def COMMAND(  # noqa: N802 - found by this name
    ctx: click.Context,
    inputs: tuple[str, ...],
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    by: str,
    only_brief: bool,
    into: str | None,
    location: str | None,
    knowledge: str | None,
    shape: str,
) -> None:
    """Read documents and show what was found: the brief, who said what of whom on three axes, what is not said, the evidence.
    Records in review are shown with what is proposed; nothing of them is used before a person accepts it.

    \b
    vidocq read news.txt
    vidocq read news.txt --accept 3f2a91c0 --by "J. Novak"
    vidocq read news.txt --accept 3f2a91c0 --by "J. Novak" --case ministry-2025
    """
    check_inputs(inputs)
    from vidocq.evidence.extractor import extract
    from vidocq.statements.brief import make_brief, render
    from vidocq.workbench.ledger import read_statements
    from vidocq.workbench.reading import read_documents

    documents, problems = read_documents(inputs)
    for problem in problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not documents:
        ctx.exit(2)
    snapshot = snapshot_from(knowledge)
    found = []
    for document in documents:
        evidence = extract(document, snapshot)
        reading = read_statements(document, evidence, accept=accept, reject=reject, by=by)
        found.append((document, evidence, reading, make_brief(document, reading)))
    if shape in {"md", "html"}:
        for *_, brief in found:
            click.echo(render(brief, {"md": "markdown"}.get(shape, shape)), nl=False)
    elif not shown_as(shape, _value(found, only_brief), *_rows(found)):
        for document, evidence, reading, brief in found:
            click.echo(render(brief, "text"), nl=False)
            if not only_brief:
                _whole(document, evidence, reading)
    if into is not None:
        keep_in_case(into, location, by, knowledge, inputs, [reading for _, _, reading, _ in found])
    if problems:
        ctx.exit(5)


def _value(found: list[Found], only_brief: bool) -> Any:
    """What JSON gives: an object for one document, a list of them for several."""
    made = [
        {
            "document": document.name,
            "sha256": document.sha256,
            "brief": brief,
            "reading": reading,
            "evidence": () if only_brief else evidence,
        }
        for document, evidence, reading, brief in found
    ]
    return made[0] if len(made) == 1 else made


def _rows(found: list[Found]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Statements, responses and evidence of all documents: headings, and one row each under the same columns."""
    from vidocq.model import tables

    names = ("document", *tables.SAID, "kind", "value")
    rows: list[tuple[Any, ...]] = []
    for document, evidence, reading, _ in found:
        said = tables.of_said((*reading.statements, *reading.responses))
        items = ({"record": "evidence", **row} for row in tables.of_evidence(evidence))
        made = ({**row, "document": document.name} for row in (*said, *items))
        rows += [tuple(row.get(name) for name in names) for row in made]
    return names, rows


def _whole(document: Document, evidence: tuple[Evidence, ...], reading: Reading) -> None:
    from vidocq.statements.brief import highlighted

    _records(document, reading)
    _evidence(document, evidence)
    if reading.waiting:
        click.echo("\nThe text, with what waits for you marked [[id: words]]:\n")
        click.echo(_safe(highlighted(document, reading)))


def _records(document: Document, reading: Reading) -> None:
    from vidocq.statements.review import short_id

    click.echo("\nRecords (id, lane, act / level / reaction, quote)")
    for item in reading.statements:
        axes = " / ".join(
            (
                reading.word(item.id) or (item.act.value if item.act else "-"),
                item.object_level.value,
                item.reaction.name.lower() if item.reaction else "-",
            )
        )
        click.echo(f"  {short_id(item)}  {item.lane.value:8} {item.speaker.party:10} {axes}  {', '.join(item.objects)}")
        click.echo(f"            “{_safe(item.support[0].text)}” [{item.support[0].start}:{item.support[0].end}]")
        if not item.lane.stands:
            click.echo(f"            waits because: {item.lane_reason}")
    for response in reading.responses:
        click.echo(f"  {short_id(response)}  {response.lane.value:8} {response.by:10} {response.measure} {response.target}")
        click.echo(f"            “{_safe(response.support[0].text)}” [{response.support[0].start}:{response.support[0].end}]")


def _evidence(document: Document, items: tuple[Evidence, ...]) -> None:
    click.echo(f"\nEvidence ({counted(len(items), 'item')})")
    for item in items:
        quote = item.support[0]
        lane = "" if item.lane.stands else f"  REVIEW: {item.lane_reason}"
        click.echo(f"  {item.kind:20} {_safe(item.value)}  “{_safe(quote.text)}” [{quote.start}:{quote.end}]{lane}")


def _safe(text: str) -> str:
    """Text that cannot move the cursor or recolour the terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in text)
