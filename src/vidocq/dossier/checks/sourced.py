"""ICD 203 and 206: every sentence that says what documents say leads to a verbatim quote in a document of the dossier."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier.outline import Basis, Issue, Outline, sentences, standing, walk
from vidocq.model import Dossier


class _Sourced:
    name = "every claim sourced"
    standard = "What a document is said to say is quoted from it, verbatim and in place (ICD 206)"

    def check(self, outline: Outline, dossier: Dossier) -> Iterator[Issue]:
        """Find claims without a reference, references that lead nowhere, and quotes that are not in their document."""
        known = {reference.number for reference in outline.references}
        for section in walk(outline.sections):
            for sentence in sentences(section):
                if sentence.basis is Basis.DOCUMENTS and not sentence.references:
                    yield self._issue(f"no quote behind: {sentence.text}", section.title)
                if not known.issuperset(sentence.references):
                    yield self._issue(f"a reference leads nowhere: {sentence.text}", section.title)
        texts = {entry.id: entry.text for entry in dossier.documents}
        for record in standing(dossier):
            for quote in record.support:
                if not quote.fits(texts.get(quote.document_id, "")):
                    yield self._issue(f"the quote at {quote.start}:{quote.end} is not in its document", record.id)

    def _issue(self, text: str, where: str) -> Issue:
        return Issue(check=self.name, standard=self.standard, sentence=text, where=where)


CHECK = _Sourced()
