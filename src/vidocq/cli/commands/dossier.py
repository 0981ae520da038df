"""Written dossiers: another template or format of one, its checks, its seal, and in what two differ."""

from __future__ import annotations

import click

from vidocq.cli.shared import format_option, knowledge_option, shown_as, snapshot_from
from vidocq.cli.terminal import printable

_TEMPLATES = ("brief", "full", "technical", "public")
#: Formats by the names that commands take.
_FORMATS = {"html": "html", "pdf": "pdf", "docx": "docx", "markdown": "markdown", "md": "markdown"}
_ENDINGS = {".html": "html", ".pdf": "pdf", ".docx": "docx", ".md": "markdown"}


@click.group(short_help="Written dossiers: write (brief, technical, public; PDF, DOCX), check, verify, diff.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Work on a dossier that `vidocq investigate --out` or `vidocq case dossier` wrote: a directory, or its dossier.json.

    \b
    vidocq dossier write dossier/ --template brief --format pdf --out brief.pdf
    vidocq dossier write dossier/ --template public --out public/
    vidocq dossier write dossier/ --first E12 --comment "E12=seen in 2023" --by Ada --sign ada.key --out final/
    vidocq dossier figures dossier/ --out figures/
    vidocq dossier check dossier/ --strict
    vidocq dossier verify dossier/
    vidocq dossier diff old/ new/
    """


@COMMAND.command()
@click.argument("dossier")
@click.option("--out", required=True, type=click.Path(), help="A file (its ending says the format), or a directory.")
@click.option("--template", type=click.Choice(_TEMPLATES), help="What for. By default full.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(tuple(_FORMATS)), help="For a directory; repeatable. By default html."
)
@click.option("--template-file", type=click.Path(), help="Your own template (Jinja2, sandboxed; see docs/dossier.md).")
@click.option("--ceiling", help="Of the public template: CLEAR (by default) or GREEN.")
@click.option("--say-withheld", is_flag=True, help="The public template says how much it withholds.")
@click.option("--first", multiple=True, metavar="NO", help="Item or statement (E12, S1) that stands first; repeatable.")
@click.option("--comment", "comments", multiple=True, metavar="[NO=]TEXT", help="On a record or the whole; repeatable.")
@click.option("--by", default="", help="Who chooses and comments.")
@click.option("--sign", "key", type=click.Path(), help="Private key (`vidocq key new`) that signs comments and the manifest.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@knowledge_option
def write(
    dossier: str,
    out: str,
    template: str | None,
    template_file: str | None,
    formats: tuple[str, ...],
    ceiling: str | None,
    say_withheld: bool,
    first: tuple[str, ...],
    comments: tuple[str, ...],
    by: str,
    key: str | None,
    force: bool,
    knowledge: str | None,
) -> None:
    """Write DOSSIER by another template or in another format. The public one is weighed anew from what may be shown.

    What is put first changes what a reader sees first, never the weight; who chose it is said in the dossier.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from vidocq.vocabulary.tlp import parse
    from vidocq.workbench.annotating import annotate
    from vidocq.workbench.assessing import load_dossier
    from vidocq.workbench.redaction import public
    from vidocq.workbench.writing import write_by, write_dossier

    names = tuple(dict.fromkeys(_FORMATS[name] for name in formats))
    _refuse_pairs(out, template, template_file, names, public_only={"--ceiling": ceiling, "--say-withheld": say_withheld})
    given = load_dossier(dossier)
    if template == "public":
        given = public(given, snapshot_from(knowledge), ceiling=parse(ceiling or "CLEAR"), say=say_withheld)
    signer = Path(key) if key is not None else None
    given = annotate(given, by=by, at=datetime.now(UTC), first=first, comments=comments, key=signer)
    if template_file is not None:
        if signer is not None:
            raise click.UsageError("--sign needs a directory with a manifest, so it does not go with --template-file")
        write_by(given, out, _read(template_file), force=force)
        click.echo(printable(f"Written: {out}"))
        return
    written = write_dossier(given, out, template=template or "full", formats=names or ("html",), force=force, key=signer)
    for path in written:
        click.echo(printable(f"Written: {path}"))


def _refuse_pairs(
    out: str, template: str | None, template_file: str | None, formats: tuple[str, ...], *, public_only: dict[str, object]
) -> None:
    """Options of which one would win over another without a word are refused, for nobody would see which."""
    from pathlib import PurePath

    from vidocq.errors import InputError

    if template_file is not None and template is not None:
        hint = "write the public twin first, then its dossier.json by your own template" if template == "public" else ""
        raise InputError("--template and --template-file exclude each other", hint=hint)
    if template_file is not None and formats:
        raise InputError("--format does not go with --template-file", hint="your template says what it writes")
    for name, value in public_only.items():
        if value and template != "public":
            raise InputError(f"{name} goes with --template public only")
    ending = PurePath(out).suffix.lower()
    if formats and ending in _ENDINGS and formats != (_ENDINGS[ending],):
        hint = "leave out --format, or give a directory as --out"
        raise InputError(f"--format {', '.join(formats)} does not fit the ending {ending} of --out", hint=hint)
    if ending and ending not in _ENDINGS and template_file is None and not formats:
        hint = f"known: {', '.join(_ENDINGS)}; for a directory, give --format"
        raise InputError(f"no format has the ending {ending}", where=out, hint=hint)


@COMMAND.command()
@click.argument("file")
@click.pass_context
def lint(ctx: click.Context, file: str) -> None:
    """Say what is wrong with your own template FILE. Exit code 1 where it cannot be used."""
    from vidocq.dossier.custom import lint as problems_of

    problems = problems_of(_read(file))
    for line in problems or ("ok",):
        click.echo(printable(line))
    if problems:
        ctx.exit(1)


def _read(path: str) -> str:
    from pathlib import Path

    from vidocq import files
    from vidocq.errors import InputError

    try:
        return files.content(Path(path), 2_000_000).decode("utf-8")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path) from error
    except UnicodeDecodeError as error:
        raise InputError("is no UTF-8 text", where=path) from error


@COMMAND.command()
@click.argument("dossier")
@click.option("--strict", is_flag=True, help="Exit code 1 where a check has a remark, for scripts.")
@format_option()
@click.pass_context
def check(ctx: click.Context, dossier: str, strict: bool, shape: str) -> None:
    """Run every check of analytic standards over DOSSIER."""
    from vidocq.dossier.build import build
    from vidocq.dossier.checks import standards
    from vidocq.vocabulary.counts import counted
    from vidocq.workbench.assessing import load_dossier

    issues = build(load_dossier(dossier)).issues
    rows = [(one.standard, one.sentence, one.where) for one in issues]
    if not shown_as(shape, issues, ("standard", "remark", "where"), rows):
        for one in issues:
            click.echo(printable(f"{one.standard}\n  {one.sentence}" + (f" ({one.where})" if one.where else "")))
        click.echo(f"{counted(len(standards()), 'standard')} checked, {counted(len(issues), 'remark')}")
    if issues and strict:
        ctx.exit(1)


@COMMAND.command()
@click.argument("folder")
@click.option("--key", type=click.Path(), help="Public key by which the manifest and its comments should be signed.")
@knowledge_option
@format_option()
@click.pass_context
def verify(ctx: click.Context, folder: str, key: str | None, knowledge: str | None, shape: str) -> None:
    """Check the files in FOLDER against their seal, and work the answer out again. Exit code 1 where something differs."""
    from pathlib import Path

    from vidocq.workbench.verifying import verify as verified

    found = verified(folder, snapshot_from(knowledge), Path(key) if key is not None else None)
    rows = [(one.holds, one.sentence) for one in found]
    if not shown_as(shape, found, ("holds", "what"), rows):
        for one in found:
            click.echo(printable(f"{'ok     ' if one.holds else 'differs'}  {one.sentence}"))
    if not all(one.holds for one in found):
        ctx.exit(1)


@COMMAND.command()
@click.argument("old")
@click.argument("new")
@format_option()
def diff(old: str, new: str, shape: str) -> None:
    """In what two dossiers differ: records that came, went or changed, and so the answers."""
    from vidocq.cli.commands.case import show_difference
    from vidocq.workbench.assessing import load_dossier
    from vidocq.workbench.verifying import difference

    show_difference(difference(load_dossier(old), load_dossier(new)), shape, kept=False)


@COMMAND.command()
@click.argument("dossier")
@click.option("--out", required=True, type=click.Path(), help="A directory.")
@click.option("--png", is_flag=True, help="Each as PNG too (needs the extra `pdf`).")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def figures(dossier: str, out: str, png: bool, force: bool) -> None:
    """Write the drawings of DOSSIER: each as SVG (and PNG), its data as CSV, and what it shows in words."""
    from vidocq.workbench.assessing import load_dossier
    from vidocq.workbench.writing import write_figures

    for path in write_figures(load_dossier(dossier), out, png=png, force=force):
        click.echo(printable(f"Written: {path}"))
