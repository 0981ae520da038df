"""Cases that last: make them, add to them, ask them, grade and withdraw, and see what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vidocq.cli.desk import open_desk, plain, show, store_option, table
from vidocq.cli.shared import format_option, knowledge_option, shown_as
from vidocq.vocabulary.counts import counted

if TYPE_CHECKING:
    from vidocq.model import Assessment, Ranking
    from vidocq.workbench.comparison import Difference

when_option = click.option("--as-of", "when", metavar="MOMENT", help="What was known then: a day, a moment, or #12 (a change).")


@click.group(short_help="Cases that last: new, add, list, show, assess, grade, withdraw, diff, history.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Keep an investigation: documents, what follows from them, what people decided, and every answer there ever was.

    \b
    vidocq case new "Ministry 2025" --tlp AMBER
    vidocq case add ministry-2025 report.pdf iocs.csv bundle.json
    vidocq case assess ministry-2025
    vidocq case withdraw ministry-2025 P3 --why "retracted by its publisher"
    vidocq case diff ministry-2025 --from 2025-05-01

    CASE is a short name, a number, an id or a title. Nothing is ever deleted: a withdrawal can be undone.
    """


@COMMAND.command()
@click.argument("title")
@click.option("--tlp", default="", help="Marking of documents that carry none (RED, AMBER+STRICT, AMBER, GREEN, CLEAR).")
@store_option
@format_option()
def new(title: str, tlp: str, location: str | None, by: str | None, shape: str) -> None:
    """Open a case; the store is made if there is none."""
    from vidocq.vocabulary.tlp import Tlp, parse

    marking = parse(tlp) if tlp else Tlp.UNMARKED
    with open_desk(location, by, create=True) as desk:
        entry = desk.new(title, marking).entry
    if not shown_as(shape, entry):
        click.echo(f"{entry.slug}  {plain(entry.title)}  {entry.tlp.value}")


@COMMAND.command()
@click.argument("case")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@store_option
@knowledge_option
@format_option()
@click.pass_context
def add(
    ctx: click.Context,
    case: str,
    files: tuple[str, ...],
    location: str | None,
    by: str | None,
    knowledge: str | None,
    shape: str,
) -> None:
    """Take documents in, with all that is read from them. `-` reads standard input."""
    from vidocq.errors import InputError

    with open_desk(location, by, knowledge=knowledge) as desk:
        added = desk.case(case).add(*files)
    for problem in added.problems:
        click.echo(f"vidocq: skipped: {plain(problem)}", err=True)
    if not added.documents:
        raise InputError("none of the inputs could be used")
    outcome = added.outcome
    if not shown_as(shape, added):
        for name in added.documents:
            click.echo(f"added  {plain(name)}")
        click.echo(
            f"{counted(len(outcome.added), 'record')} new, {len(outcome.changed)} changed, {len(outcome.ended)} no longer hold"
        )
    if added.problems:
        ctx.exit(5)


@COMMAND.command(name="list")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="How many, newest first; 0: all.")
@when_option
@store_option
@format_option()
def list_cases(limit: int, when: str | None, location: str | None, by: str | None, shape: str) -> None:
    """List cases, newest first."""
    with open_desk(location, by) as desk:
        cases = desk.listed(when=when, limit=limit or None)
    heads = ("#", "case", "title", "marking", "documents", "evidence", "statements", "changed")
    rows = [
        (
            one.pk,
            one.slug,
            one.title,
            one.tlp.value,
            one.count("document"),
            one.count("evidence"),
            one.count("statement"),
            one.changed[:16].replace("T", " "),
        )
        for one in cases
    ]
    show(shape, heads, rows, cases, "no case yet: `vidocq case new TITLE`")


@COMMAND.command(name="show")
@click.argument("case")
@when_option
@store_option
@format_option()
def show_case(case: str, when: str | None, location: str | None, by: str | None, shape: str) -> None:
    """Show what is in a case, each record under the name by which `grade`, `withdraw` and `review` take it."""
    from vidocq.workbench import comparison, keeping

    with open_desk(location, by) as desk:
        kept = desk.case(case)
        summary = kept.summary(when)
        numbered = kept.numbered(when=when)
        answer, stale = kept.kept_assessment(when)
        dossiers = kept.dossiers(when)
        decisions = kept.decisions(when)
        marking = kept.marking(when)
    rows = []
    for one in numbered:
        noun = keeping.decode(one.row, keeping.NOUNS[one.row.type])
        lane = one.row.lane if one.row.lane not in {"auto", ""} else ""
        rows.append((one.name, one.number, comparison.sentence(noun), lane))
    heads = ("record", "no.", "what", "lane")
    records = [
        {"name": one.name, "id": one.row.id, "number": one.number, "sentence": row[2], "lane": row[3]}
        for one, row in zip(numbered, rows, strict=True)
    ]
    value = {
        "case": summary,
        "marking": marking,
        "records": records,
        "decisions": decisions,
        "assessment": answer,
        "stale": stale,
        "dossiers": [body | {"superseded": old} for body, old in dossiers],
    }
    if shown_as(shape, value, heads, rows):
        return
    click.echo(f"{plain(summary.title)}  [{marking.value}]  opened {summary.opened[:16]}, changed {summary.changed[:16]}")
    click.echo(_answer_text(answer) if answer else "not assessed yet: `vidocq case assess`")
    if stale:
        click.echo("The case has changed since that answer: `vidocq case assess` weighs it again.")
    for body, old in dossiers:
        click.echo(f"dossier {plain(body['path'])} ({body['created']}){'  SUPERSEDED' if old else ''}")
    for made in decisions:
        click.echo(f"decided {made.id}: {plain(comparison.sentence(made))}" + (f" ({plain(made.why)})" if made.why else ""))
    if rows:
        click.echo("\n" + table(heads, rows))


@COMMAND.command()
@click.argument("case")
@when_option
@click.option("--analyst", help="With the priors and probabilities this person gave; shown, not kept.")
@store_option
@knowledge_option
@format_option()
def assess(
    case: str,
    when: str | None,
    analyst: str | None,
    location: str | None,
    by: str | None,
    knowledge: str | None,
    shape: str,
) -> None:
    """Weigh the evidence, and keep the answer. With --as-of: as it was then, with the knowledge of then, to the bit."""
    from vidocq.workbench.comparison import other_causes

    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        answer = kept.assess(when, analyst=analyst)
        written, stale = kept.kept_assessment(when)
        marking = kept.marking(when)
    if when is not None and analyst is None and written is not None and not stale and written != answer:
        causes = other_causes(written, answer) or ("vidocq itself",)
        click.echo(f"vidocq: the answer written then was another ({'; '.join(causes)}); `case show --as-of` has it", err=True)
    if not shown_as(shape, answer):
        click.echo(marking.value)
        click.echo(_answer_text(answer))


@COMMAND.command()
@store_option
@knowledge_option
@format_option()
def reassess(location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """Weigh all stored cases again, as after new knowledge, and list what changed and why."""
    from vidocq.workbench.reassessing import reassess_all

    with open_desk(location, by, knowledge=knowledge) as desk:
        results = list(reassess_all(desk))
    if shown_as(shape, results):
        return
    for one in results:
        shifts = [
            f"{name} {value:.2f}"
            for name, value in (("group", one.group_shift), ("state", one.sponsor_shift))
            if value is not None
        ]
        click.echo(
            plain(
                f"{one.case}: {'changed' if one.changed else 'the same answer'}"
                + (f" (moved: {', '.join(shifts)})" if shifts else "")
            )
        )
        if one.changed:
            for word, group, state in (
                ("before", one.group_before, one.sponsor_before),
                ("now", one.group_after, one.sponsor_after),
            ):
                if group:
                    click.echo(plain(f"  {word:6} {group} {state}"))
        for cause in one.causes:
            click.echo(plain(f"  why    {cause}"))
    click.echo(f"{counted(len(results), 'case')}, {sum(one.changed for one in results)} with another answer")


@COMMAND.command()
@click.argument("case")
@click.option("--out", type=click.Path(), required=True, help="Directory to write into; it appears whole or not at all.")
@click.option("--force", is_flag=True, help="Replace a dossier directory that exists.")
@when_option
@store_option
@knowledge_option
def dossier(
    case: str,
    out: str,
    force: bool,
    when: str | None,
    location: str | None,
    by: str | None,
    knowledge: str | None,
) -> None:
    """Write the dossier, and note that it was written: when the answer changes, it is listed as superseded."""
    from vidocq.workbench.case import FORMATS

    with open_desk(location, by, knowledge=knowledge) as desk:
        desk.case(case).write(out, formats=FORMATS, when=when, force=force)
    click.echo(f"Written: {out}")


@COMMAND.command()
@click.argument("case")
@click.argument("target")
@click.argument("grade")
@click.option("--why", required=True, help="The reason; it stands beside the grade.")
@store_option
@knowledge_option
@format_option()
def grade(
    case: str, target: str, grade: str, why: str, location: str | None, by: str | None, knowledge: str | None, shape: str
) -> None:
    """Grade a source (B2: reliability, and credibility of what it alone says) or an item (2) by Admiralty."""
    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        touched = kept.touched([target])
        show_difference(kept.grade(target, grade, why), shape, f"graded {grade.strip().upper()}", touched)


@COMMAND.command()
@click.argument("case")
@click.argument("target")
@click.option("--why", required=True, help="The reason; it stands in the history.")
@store_option
@knowledge_option
@format_option()
def withdraw(case: str, target: str, why: str, location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """Withdraw a source, a document or an item: all that follows from it goes, and both answers are shown."""
    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        touched = kept.touched([target])
        show_difference(kept.withdraw(target, why), shape, "withdrawn", touched)


@COMMAND.command()
@click.argument("case")
@click.argument("decision")
@click.option("--why", default="", help="The reason.")
@store_option
@knowledge_option
@format_option()
def undo(case: str, decision: str, why: str, location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """Take back a decision (an id from `case show`, or `last`)."""
    from vidocq.workbench import comparison

    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        wanted = kept.last_decision() if decision == "last" else decision
        touched = [comparison.sentence(one) for one in kept.decisions() if one.id == wanted]
        show_difference(kept.undo(wanted, why), shape, "taken back", touched)


@COMMAND.command()
@click.argument("case")
@click.argument("text")
@click.option("--why", default="", help="The reason.")
@store_option
def dissent(case: str, text: str, why: str, location: str | None, by: str | None) -> None:
    """Keep a dissenting view by name: it stands in every answer and dossier, and moves no number."""
    with open_desk(location, by) as desk:
        desk.case(case).remark("dissent", "", text, why)
    click.echo("kept")


@COMMAND.command()
@click.argument("case")
@click.option("--why", required=True, help="The reason.")
@store_option
def together(case: str, why: str, location: str | None, by: str | None) -> None:
    """Say that the case's documents tell of one event, though they do not fit together: they are weighed as one from now on.

    Kept by name and with the reason, said in every answer; `case undo` takes it back.
    """
    with open_desk(location, by) as desk:
        desk.case(case).remark("together", "", "the documents tell of one event", why)
    click.echo("kept: the documents are weighed as one event from now on")


@COMMAND.command()
@click.argument("case")
@click.argument("evidence")
@click.argument("hypothesis")
@click.argument("rating", metavar="CC|C|N|I|II|NA")
@click.option("--why", required=True, help="The reason.")
@store_option
def rate(case: str, evidence: str, hypothesis: str, rating: str, why: str, location: str | None, by: str | None) -> None:
    """Say how an item fits a hypothesis in your own view; `disagreement` shows how far analysts are apart."""
    from vidocq.workbench import ratings

    with open_desk(location, by) as desk:
        kept = desk.case(case)
        ratings.rate(kept, evidence, hypothesis, rating, why)
        (item,) = kept.touched([evidence])
    click.echo(plain(f"kept: {item} rated {rating.upper()} for {hypothesis}"))


@COMMAND.command()
@click.argument("case")
@click.argument("hypothesis")
@click.argument("probability", type=float)
@click.option("--prior", is_flag=True, help="What you held before the evidence; without: what you hold after it.")
@click.option("--why", required=True, help="The reason.")
@store_option
def judge(case: str, hypothesis: str, probability: float, prior: bool, why: str, location: str | None, by: str | None) -> None:
    """Give your own probability; `assess --analyst` weighs with it, `views` puts all beside the shared answer."""
    from vidocq.workbench import ratings

    with open_desk(location, by) as desk:
        ratings.judge(desk.case(case), hypothesis, probability, why, prior=prior)
    click.echo("kept")


@COMMAND.command()
@click.argument("case")
@store_option
@knowledge_option
@format_option()
def views(case: str, location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """The shared answer, and beside it that of each analyst who gave priors or probabilities."""
    from vidocq.workbench import ratings

    with open_desk(location, by, knowledge=knowledge) as desk:
        found = ratings.views(desk.case(case))
    names = [name for name, _ in found[0].own] if found else []
    rows = [(one.level.value, one.hypothesis, _percent(one.shared), *(_percent(value) for _, value in one.own)) for one in found]
    show(shape, ("level", "hypothesis", "shared", *names), rows, found, "nothing to show")


@COMMAND.command()
@click.argument("case")
@store_option
@format_option()
def disagreement(case: str, location: str | None, by: str | None, shape: str) -> None:
    """Cells that analysts rated, the widest apart first (standard deviation; bands at 0.25, 1.0 and 1.74)."""
    from vidocq.workbench import ratings

    with open_desk(location, by) as desk:
        kept = desk.case(case)
        found = ratings.disagreements(kept)
        names = {one.row.id: f"{one.name} {one.row.value}" for one in kept.numbered(("evidence",))}
    rows = [
        (
            names.get(one.evidence_id, one.evidence_id),
            one.hypothesis,
            ", ".join(f"{who} {letters}" for who, letters in one.ratings),
            "" if one.spread is None else f"{one.spread:.2f}",
            one.band,
            one.machine,
        )
        for one in found
    ]
    show(shape, ("item", "hypothesis", "ratings", "spread", "band", "machine"), rows, found, "nothing has been rated")


@COMMAND.command()
@click.argument("case")
@click.option("--from", "start", required=True, metavar="MOMENT", help="A day (its beginning), a moment, or #12.")
@click.option("--to", "end", default="now", show_default=True, metavar="MOMENT", help="A day (its end), a moment, or #12.")
@store_option
@knowledge_option
@format_option()
def diff(case: str, start: str, end: str, location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """What changed between two moments in the evidence, and so in the answer."""
    from vidocq.vocabulary.tlp import most_restrictive

    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        difference = kept.diff(start, end)
        # What was taken away since then is shown too: the stricter of both moments.
        marking = most_restrictive((kept.marking(start), kept.marking(end)))
    if shape == "text":
        click.echo(marking.value)
    show_difference(difference, shape)


@COMMAND.command()
@click.argument("case")
@click.option("--limit", type=click.IntRange(1), help="Only the newest so many.")
@store_option
@format_option()
def history(case: str, limit: int | None, location: str | None, by: str | None, shape: str) -> None:
    """Who did what, when and why, oldest first."""
    with open_desk(location, by) as desk:
        entries = desk.case(case).history(limit)
    heads = ("#", "when (UTC)", "who", "what", "target", "before", "after", "why")
    rows = [
        (one.seq, one.at[:19].replace("T", " "), one.by, one.action, one.target, _cut(one.before), _cut(one.after), one.why)
        for one in entries
    ]
    show(shape, heads, rows, entries, "nothing yet")


@COMMAND.command()
@click.argument("case")
@when_option
@store_option
@knowledge_option
@format_option()
def timeline(case: str, when: str | None, location: str | None, by: str | None, knowledge: str | None, shape: str) -> None:
    """What happened when, as precisely as the documents say and no more (EDTF)."""
    with open_desk(location, by, knowledge=knowledge) as desk:
        kept = desk.case(case)
        entries = kept.timeline(when)
        numbers = {one.row.id: one.number for one in kept.numbered(when=when)}
        marking = kept.marking(when)
    if shape == "text":
        click.echo(marking.value)
    rows = [(one.date.edtf, one.kind, one.sentence, numbers.get(one.record_id, one.record_id)) for one in entries]
    show(shape, ("date", "kind", "what", "record"), rows, entries, "nothing with a date")


@COMMAND.command()
@click.argument("case")
@click.option("--around", metavar="RECORD", help="Start from one record (E3, an id); by default the whole case.")
@click.option("--hops", type=click.IntRange(1, 3), default=2, show_default=True)
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="At most so many nodes.")
@when_option
@store_option
@format_option("dot", default="json")
def graph(
    case: str, around: str | None, hops: int, limit: int, when: str | None, location: str | None, by: str | None, shape: str
) -> None:
    """The case as nodes and edges, each edge with the quote it rests on."""
    from vidocq.workbench import network

    with open_desk(location, by) as desk:
        kept = desk.case(case)
        whole = network.of(kept.record(when))
        start = kept.targets([around], network.KINDS)[0].id if around else None
    cut = network.around(whole, start, hops=hops, limit=limit)
    if shape == "dot":
        click.echo(network.dot(cut))
    else:
        rows = [(one.origin, one.target, one.relation, one.quote) for one in cut.edges]
        show(shape, ("origin", "target", "relation", "quote"), rows, cut, "nothing is joined to anything")


@COMMAND.command()
@click.argument("case")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@store_option
@format_option()
def similar(case: str, limit: int, location: str | None, by: str | None, shape: str) -> None:
    """Which of our own cases share evidence with this one, the rarer the weightier."""
    with open_desk(location, by) as desk:
        found = desk.case(case).similar(limit)
    rows = [(one.slug, one.title, f"{one.score:.2f}", one.shared, ", ".join(f"{k} {v}" for k, v in one.rarest)) for one in found]
    show(shape, ("case", "title", "weight", "shared", "rarest"), rows, found, "no case shares evidence with it")


def show_difference(
    difference: Difference, shape: str, done: str = "", touched: Sequence[str] = (), *, kept: bool = True
) -> None:
    """Show what changed; ``touched`` is what was ``done`` something to, ``kept`` whether it is between changes of a kept case."""
    if shown_as(shape, difference):
        return
    for words in touched:
        click.echo(plain(f"{done}: {words}"))
    if kept:
        click.echo(f"change #{difference.before_seq} -> #{difference.after_seq}")
    marks = {"added": "+", "removed": "-", "changed": "~"}
    rows = [
        (marks[line.how], line.type, line.sentence + (f"  ({line.detail})" if line.detail else "")) for line in difference.lines
    ]
    if rows:
        click.echo(table(("", "record", "what"), rows))
    else:
        click.echo("nothing in the record differs")
    for one in difference.answers:
        click.echo(f"\n{one.level.value}: {plain(one.before)}")
        same = "-> the same sentence, on other numbers" if one.shifts else "-> the same"
        click.echo(f"{'-> ' + plain(one.after) if one.changed else same}  (rankings differ by {one.distance:.3f})")
        for shift in one.shifts:
            click.echo(f"   {_percent(shift.before)} -> {_percent(shift.after)}  {plain(shift.name)}")
    if difference.confidence[0] != difference.confidence[1]:
        click.echo(f"analytic confidence: {difference.confidence[0]} -> {difference.confidence[1]}")
    if difference.dependants:
        kinds = Counter(line.partition(":")[0] for line in difference.dependants)
        click.echo("\ndepended on it: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items()))
        for line in difference.dependants:
            if line.startswith("dossier:"):
                click.echo(f"  superseded {plain(line)}")
    for note in difference.notes:
        click.echo(f"note: {plain(note)}")


def _answer_text(assessment: Assessment) -> str:
    lines = []
    for number, event in enumerate(assessment.events, start=1):
        lines.append(f"event {number} ({counted(len(event.documents), 'document')}): {plain(event.reason)}")
        for ranking in (event.group, event.sponsor):
            lines.append(f"  {ranking.level.value}: {plain(ranking.answer.sentence)}")
            lines.extend(f"  {line}" for line in _rows(ranking))
    for ranking in (assessment.group, assessment.sponsor):
        lines.append(f"{ranking.level.value}: {plain(ranking.answer.sentence)}")
        lines.extend(_rows(ranking))
    lines.append(f"analytic confidence: {assessment.confidence.level.value}")
    lines.extend(f"dissent: {plain(one)}" for one in assessment.dissent)
    return "\n".join(lines)


def _rows(ranking: Ranking) -> list[str]:
    return [f"  {_percent(row.probability)}  {plain(row.hypothesis.name)}" for row in ranking.rows[:5]]


def _percent(value: float | None) -> str:
    return "    --" if value is None else f"{value * 100:5.1f}%"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
