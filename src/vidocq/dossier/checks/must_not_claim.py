"""Our own standard: what the record must not be made into travels with it, and no sentence of ours says it."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Basis, Issue, Outline, Sentence, sentences, walk
from vidocq.model import Dossier, Statement
from vidocq.vocabulary.speech import Act, ObjectLevel, Scope

_BLAMING = frozenset({ObjectLevel.STATE, ObjectLevel.ORGAN, ObjectLevel.ACTOR, ObjectLevel.ACTOR_STATE_LINK, ObjectLevel.PERSONS})


class _MustNotClaim:
    name = "must not be claimed"
    standard = "What must not be claimed is written down, and nothing in the dossier claims it"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find lost notes, claims that say what a note forbids, and parties recorded as blaming and as holding back."""
        said = [(section.title, sentence) for section in walk(outline.sections) for sentence in sentences(section)]
        printed = {_bare(sentence.text) for _where, sentence in said}
        travelling = (note for statement in dossier.standing_statements for note in statement.must_not_claim)
        notes = {*travelling, *dossier.must_not_claim}
        for note in sorted(notes):
            if _bare(note) not in printed:
                yield self._issue(f"the note is not shown: {note}", "Who said what")
            for where, sentence in said:
                if _claims(sentence) and _bare(note) in _bare(sentence.text):
                    yield self._issue(f"says what must not be claimed: {sentence.text}", where)
        yield from self._contradictions(dossier.standing_statements)

    def _contradictions(self, statements: tuple[Statement, ...]) -> Iterator[Issue]:
        withheld = {(item.speaker.party, code) for item in statements if item.act is Act.WITHHOLDS for code in item.objects}
        for item in statements:
            blames = item.act is Act.ASSERTS and item.scope is Scope.INCIDENT and item.object_level in _BLAMING
            for code in item.objects:
                if blames and (item.speaker.party, code) in withheld:
                    text = f"{item.speaker.party} is recorded as blaming {code} and as saying that it does not"
                    yield self._issue(text, item.id)

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(". ").casefold()


def _claims(sentence: Sentence) -> bool:
    return sentence.basis in (Basis.DOCUMENTS, Basis.COMPUTED)


CHECK = _MustNotClaim()
