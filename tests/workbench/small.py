"""A small pipeline for tests of kept cases: each line of a document is one item, the answer is a count."""

import hashlib
from pathlib import Path

import msgspec

from vidocq.errors import SourceError
from vidocq.model import (
    Answer,
    Assessment,
    ConfidenceStatement,
    Document,
    DocumentEntry,
    Dossier,
    Evidence,
    Hypothesis,
    HypothesisKind,
    KnowledgeReference,
    Lane,
    Level,
    Marking,
    Mention,
    Ranking,
    Row,
    Source,
    make_id,
)
from vidocq.vocabulary.analysis import Confidence
from vidocq.workbench.record import Record, grade, merge_evidence, merge_sources


class Small:
    """Lines are ``KIND VALUE``; a line that begins with ``?`` is for review. The first line is ``PUBLISHER``."""

    version = "small"

    def __init__(self, digest="k1", prior=1.0):
        self.digest = digest
        self.prior = prior
        self.weighed = 0

    def read(self, given):
        content = Path(given).read_bytes()
        if not content:
            raise SourceError("empty", where=str(given))
        sha = hashlib.sha256(content).hexdigest()
        text = content.decode()
        publisher = text.split("\n", 1)[0]
        name = make_id("document", sha)
        document = Document(
            id=name, sha256=sha, size=len(content), name=Path(given).name, text=text, media_type="text/plain", publisher=publisher
        )
        return content, (document,)

    def gather(self, document):
        source = Source(
            id=make_id("source", document.publisher),
            name=document.publisher,
            document_ids=(document.id,),
            roots=(document.publisher,),
        )
        items, start = [], 0
        for line in document.text.split("\n"):
            end = start + len(line)
            words = line.lstrip("?").split(" ", 1)
            if len(words) == 2:
                items.append(
                    Evidence(
                        id=make_id("evidence", document.id, line),
                        kind=words[0],
                        value=words[1],
                        sentence=line,
                        support=(document.quote(start, end),),
                        rule="line",
                        mention=Mention.SUBJECT if words[0] == "intrusion-set" else None,
                        lane=Lane.REVIEW if line.startswith("?") else Lane.AUTO,
                        origin=document.publisher,
                        marking=document.marking,
                    )
                )
            start = end + 1
        return Record(documents=(document,), sources=(source,), evidence=tuple(items))

    def join(self, parts):
        parts = list(parts)
        return Record(
            documents=tuple(d for p in parts for d in p.documents),
            sources=merge_sources(s for p in parts for s in p.sources),
            evidence=grade(merge_evidence(e for p in parts for e in p.evidence)),
        )

    def resolve(self, name):
        return {"known": ("G1", "Known")}.get(name.lower())

    def knowledge(self):
        return self.digest, msgspec.json.encode({"digest": self.digest, "prior": self.prior})

    def with_knowledge(self, content):
        return Small(**msgspec.json.decode(content))

    def assess(self, record, **options):
        self.weighed += 1
        counts = {"A": self.prior, "B": self.prior}
        for item in record.evidence:
            if item.lane.stands and item.kind == "malware":
                counts[item.value[0]] = counts.get(item.value[0], self.prior) + 7 - int(item.credibility.value)
        return answer(counts, self.digest)

    def compose(self, record, assessment, *, title, created, marking):
        return Dossier(
            id=make_id("report", title, created),
            title=title,
            created=created,
            marking=marking or Marking(),
            documents=tuple(
                DocumentEntry(id=d.id, sha256=d.sha256, name=d.name, media_type=d.media_type, text=d.text)
                for d in record.documents
            ),
            sources=record.sources,
            evidence=record.evidence,
            assessment=assessment,
        )


def answer(counts, digest):
    total = sum(counts.values())
    rows = tuple(
        Row(
            hypothesis=Hypothesis(id=f"h-{name}", level=Level.GROUP, kind=HypothesisKind.ACTOR, name=f"Group {name}"),
            probability=count / total,
            prior=1 / len(counts),
            interval=(0.0, 1.0),
            word="",
        )
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    lead = Answer(kind="named", sentence=f"It was {rows[0].hypothesis.name}.", hypothesis_ids=(rows[0].hypothesis.id,))
    nobody = Ranking(level=Level.SPONSOR, rows=(), answer=Answer(kind="undetermined", sentence="Undetermined."))
    return Assessment(
        group=Ranking(level=Level.GROUP, rows=rows, answer=lead),
        sponsor=nobody,
        confidence=ConfidenceStatement(level=Confidence.LOW, information_base="", rigour="", volatility=""),
        matrix=(),
        diagnosticity=(),
        sensitivity=(),
        next_steps=(),
        assumptions=(),
        gaps=(),
        knowledge=KnowledgeReference(digest=digest, as_of=None, built=""),
        code_version="small",
        model_digest="m",
        seed=0,
        technical_items=len(rows),
    )
