"""Our own standard: no state is accused beyond what the speaker said: it is named where the accusation stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.dossier import phrasing
from vidocq.dossier.outline import Issue, Outline
from vidocq.model import Certainty, Dossier, Quote, Statement
from vidocq.vocabulary.speech import Act, ObjectLevel
from vidocq.vocabulary.states import is_state, name_of, states

_AT_A_STATE = frozenset({ObjectLevel.STATE, ObjectLevel.ORGAN})
_END = re.compile(r"[.!?]\s|\n")


class _BeyondTheSpeaker:
    name = "accused beyond what was said"
    standard = "A state that a statement accuses is named in the sentence it was read from, or the step to it is given"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find accusations of a state that none of their sentences names."""
        texts = {entry.id: entry.text for entry in dossier.documents}
        for item in dossier.standing_statements:
            if item.act is not Act.ASSERTS or item.object_level not in _AT_A_STATE or _inferred(item):
                continue
            quotes = (*item.support, *(quote for account in item.accounts for quote in account.support))
            told = " ".join(_sentence(texts.get(quote.document_id, ""), quote) for quote in quotes)
            for code in {code.partition(":")[0] for code in item.objects}:
                if is_state(code) and not _names(told, code):
                    text = f"{dossier.numbering[item.id]} accuses {name_of(code)}, which its sentences do not name"
                    yield Issue(check=self.name, standard=self.standard, sentence=text, where=item.id)


def _inferred(item: Statement) -> bool:
    return item.certainty is not Certainty.STATED or bool(item.step)


def _sentence(text: str, quote: Quote) -> str:
    """The sentence around a quote."""
    begun = [match.end() for match in _END.finditer(text, 0, quote.start)]
    ended = _END.search(text, quote.end)
    return text[begun[-1] if begun else 0 : ended.end() if ended else len(text)]


def _names(text: str, code: str) -> bool:
    state = states().get(code)
    words = phrasing.words_for(code) if state is None else (*state.names, *state.demonyms, *state.capitals, *state.seats)
    return any(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in words if len(word) > 1)


CHECK = _BeyondTheSpeaker()
