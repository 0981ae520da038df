"""Data sets that the user brings: tables of EuRepoC and of the CFR Cyber Operations Tracker, row by row, errors collected."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from vidocq.errors import SourceError
from vidocq.model import Document, Noun, Quote, make_id
from vidocq.statements.precedents import Precedent, codes_in, measures_in, sectors_in
from vidocq.vocabulary.states import code_of, find_states

#: A cell longer than this is cut: some files hold whole articles in one.
MAX_CELL = 4000
_MAX_ROWS = 200_000


class Imported(Noun, frozen=True, kw_only=True):
    """What an import gave: the rows that could be used, and for each that could not, where and why."""

    format: str
    rows: tuple[Precedent, ...]
    errors: tuple[str, ...] = ()
    placeholders: int = 0


#: Field -> names its column goes by (lower case, only letters and digits compared).
_EUREPOC = {
    "id": ("id", "incidentid", "eurepocid"),
    "name": ("name", "incidentname", "title"),
    "start": ("startdate", "incidentstartdate"),
    "victim": ("receivercountry", "receivercountries"),
    "victim_name": ("receivername",),
    "sector": ("receivercategory", "receivercategorysubcode"),
    "sponsor": ("initiatorcountry", "attributedinitiatorcountry"),
    "actor": ("initiatorname", "attributedinitiatorname", "attributedinitiator"),
    "category": ("initiatorcategory",),
    "date": ("attributiondate",),
    "parties": ("attributingcountry",),
    "actors": ("attributingactor",),
    "type": ("attributiontype",),
    "response": ("politicalresponsetype", "politicalresponsesubtype", "legalresponsetype"),
    "response_date": ("politicalresponsedate",),
    "source": ("sourcesurl", "sourceurl", "sources", "sourcesurls"),
}
_CFR = {
    "name": ("title",),
    "start": ("date",),
    "victim_name": ("victims",),
    "sponsor": ("sponsor",),
    "actor": ("affiliations",),
    "type": ("type",),
    "sector": ("category",),
    "response": ("response",),
    "text": ("description",),
    "source": ("sources1", "source1", "sources"),
    "source2": ("sources2",),
    "source3": ("sources3",),
}


def import_rows(document: Document) -> Imported:
    """Read a EuRepoC or CFR table from a document whose text is the file's text.

    Column names are compared without case, blanks and underscores; columns that are missing are left empty. A row that cannot be
    used is reported with its line and left out. Dates on 1 January are kept as they are and counted: they stand for a year.

    Raises:
        SourceError: it is no table of either kind.
    """
    text = document.text
    sample = text[:4096]
    delimiter = (
        ";"
        if sample.split("\n")[0].count(";") > sample.split("\n")[0].count(",")
        else "\t"
        if "\t" in sample.split("\n")[0]
        else ","
    )
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    header = next(reader, [])
    columns = {re.sub(r"[^a-z0-9]", "", name.lower().lstrip("\ufeff")): index for index, name in enumerate(header)}
    kind, fields = _kind(columns, document)
    rows: list[Precedent] = []
    errors: list[str] = []
    placeholders = 0
    for number, (cells, start, end) in enumerate(_rows(reader, lines, errors), start=2):
        if number > _MAX_ROWS:
            errors.append(f"row {number}: only {_MAX_ROWS} rows are read")
            break
        values = {field: _cell(cells, columns, names) for field, names in fields.items()}
        problem = _problem(values, cells, header)
        if problem:
            errors.append(f"row {number}: {problem}")
            continue
        row = _precedent(kind, number, values, document.quote(start, end) if end > start else None)
        placeholders += bool(re.search(r"-01-01$", row.statement_date or row.incident_date or ""))
        rows.append(row)
    return Imported(format=kind, rows=tuple(rows), errors=tuple(errors), placeholders=placeholders)


def _kind(columns: Mapping[str, int], document: Document) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    if "receivercountry" in columns or "initiatorcountry" in columns:
        return "EuRepoC", _EUREPOC
    if "title" in columns and ("sponsor" in columns or "affiliations" in columns):
        return "CFR", _CFR
    raise SourceError(
        "this is neither a EuRepoC nor a CFR table",
        where=document.name,
        hint="the first line must name the columns (receiver_country, initiator_country ... or Title, Date, Sponsor ...)",
    )


class _Lines:
    """Iterates over a text's lines and remembers where it is, so that a row's own words can be quoted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.offset >= len(self.text):
            raise StopIteration
        end = self.text.find("\n", self.offset)
        end = len(self.text) if end < 0 else end + 1
        line = self.text[self.offset : end]
        self.offset = end
        return line


def _rows(reader: Iterator[list[str]], lines: _Lines, errors: list[str]) -> Iterator[tuple[list[str], int, int]]:
    while True:
        start = lines.offset
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            errors.append(f"at character {start}: {error}")
            continue
        end = lines.offset
        while end > start and lines.text[end - 1] in "\r\n":
            end -= 1
        if any(cell.strip() for cell in cells):
            yield cells, start, end


def _cell(cells: list[str], columns: Mapping[str, int], names: tuple[str, ...]) -> str:
    found = [cells[columns[name]].strip()[:MAX_CELL] for name in names if name in columns and columns[name] < len(cells)]
    return "; ".join(
        dict.fromkeys(value for value in found if value and value.lower() not in ("not available", "none", "nan", "null"))
    )


def _problem(values: Mapping[str, str], cells: list[str], header: list[str]) -> str:
    if len(cells) > len(header):
        return f"{len(cells)} cells under {len(header)} columns"
    if not values["name"]:
        return "no name"
    if values["start"] and _iso(values["start"]) is None:
        return f"cannot read the date {values['start'][:40]!r}"
    return ""


def _iso(text: str) -> str | None:
    """A date as EDTF: ISO, or month first as CFR writes it (``7/18/2022``), or a year."""
    text = text.split(";", maxsplit=1)[0].strip()
    match = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)", text)
    if match:
        return "-".join(part for part in match.groups() if part)
    match = re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    if match and 1 <= int(match.group(1)) <= 12 and 1 <= int(match.group(2)) <= 31:
        return f"{match.group(3)}-{int(match.group(1)):02}-{int(match.group(2)):02}"
    return None


def _codes(cell: str) -> tuple[str, ...]:
    names = [code_of(part.strip()) for part in re.split(r"[;,|]|\band\b", cell)]
    return tuple(
        dict.fromkeys((*(code for code in names if code), *codes_in(cell), *(mention.party for mention in find_states(cell))))
    )


def _precedent(kind: str, number: int, values: Mapping[str, str], quote: Quote | None) -> Precedent:
    start = _iso(values["start"]) if values["start"] else None
    stated = _iso(values.get("date", "")) or (start if kind == "CFR" else None)
    victims = _codes(values.get("victim", "")) or _codes(values.get("victim_name", ""))
    return Precedent(
        id=(f"{kind}-{values.get('id') or make_id('row', kind, str(number), values['name']).partition('--')[2][:8]}"),
        incident=values["name"],
        victims=victims,
        victim_text=values.get("victim_name") or values.get("victim", ""),
        parties=_codes(values.get("parties", "")),
        parties_text=values.get("parties", "") or values.get("actors", ""),
        actor=values.get("actor", ""),
        sponsors=_codes(values.get("sponsor", "")),
        sponsor_text=values.get("sponsor", ""),
        incident_date=start if kind == "EuRepoC" else None,
        statement_date=stated,
        act=values.get("type", ""),
        response=values.get("response", ""),
        measures=measures_in(values.get("response", "")),
        sectors=sectors_in(f"{values.get('sector', '')} {values.get('victim_name', '')}"),
        source="; ".join(part for part in (kind, values.get("source", "")) if part),
        certainty="D",
        quote=quote,
    )


def text_of(content: bytes) -> str:
    """A file's text, whatever its usual encoding."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace")


__all__ = ["Imported", "import_rows", "text_of"]
