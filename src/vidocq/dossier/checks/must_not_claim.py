"""Our own standard: notes on what must not be read into a record travel with it, and no record contradicts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier.outline import Issue, Outline, notes, notes_of, sentences, walk
from vidocq.model import Dossier, Statement
from vidocq.vocabulary.speech import Act, ObjectLevel, Scope
from vidocq.vocabulary.states import name_of

_BLAMING = frozenset({ObjectLevel.STATE, ObjectLevel.ORGAN, ObjectLevel.ACTOR, ObjectLevel.ACTOR_STATE_LINK, ObjectLevel.PERSONS})


class _MustNotClaim:
    name = "must not be claimed"
    standard = "Notes on what was not said stand beside the record, and no record says it"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find lost notes, parties recorded as blaming and as holding back, and records that say what a note rules out."""
        printed = {_bare(sentence.text) for section in walk(outline.sections) for sentence in sentences(section)}
        statements = dossier.standing_statements
        noted = {note for statement in statements for note in notes_of(dossier, statement)} | set(notes(dossier))
        for note in sorted(noted):
            if _bare(note) not in printed:
                yield self._issue(f"the note is not shown: {note}", "Who said what")
        withheld = {(item.speaker.party, code) for item in statements if item.act is Act.WITHHOLDS for code in item.objects}
        for item in filter(_blames, statements):
            for code in item.objects:
                party, name = item.speaker.party, name_of(code)
                if (party, code) in withheld:
                    yield self._issue(f"{party} is recorded as blaming {name} and as stopping short of it", item.id)
                if any(_rules_out(note, party, name) for note in noted):
                    yield self._issue(f"{party} is recorded as blaming {name}, which a note rules out", item.id)

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(". ").casefold()


def _blames(item: Statement) -> bool:
    return item.act is Act.ASSERTS and item.scope is Scope.INCIDENT and item.object_level in _BLAMING


def _rules_out(note: str, party: str, name: str) -> bool:
    """Whether a note says that NATO did not attribute this to China, or that the documents do not say that it did."""
    return bool(
        re.match(
            rf"(?:(?:the )?{re.escape(name_of(party))} did not (?:attribute|blame)|"
            rf"these documents do not say that (?:the )?{re.escape(name_of(party))} attributed)\b.*\b{re.escape(name)}\b",
            note,
            re.IGNORECASE,
        )
    )


CHECK = _MustNotClaim()
