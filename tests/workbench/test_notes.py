"""Short notes as people write them: public tools, what was not found, history and comparison accuse nobody; own malware does."""

import pytest
from notes import notes

from vidocq import knowledge
from vidocq.model import HypothesisKind
from vidocq.workbench.case import Case

NOTES = notes()
NAMED = [note for note in NOTES if note.group]
#: Of the 25 notes that tell of a group's own programs so many must name somebody: silence must not be bought by deafness.
FEWEST_NAMED = 20


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    snapshot = knowledge.load()
    folder = tmp_path_factory.mktemp("notes")
    done = {}

    def dossier(note):
        if note.id not in done:
            path = folder / f"{note.id}.txt"
            path.write_text(note.text, encoding="utf-8")
            case = Case(snapshot=snapshot)
            case.ingest(path)
            done[note.id] = case.dossier()
        return done[note.id]

    return dossier


def kinds(dossier):
    return {ranking.answer.kind for ranking in (dossier.assessment.group, dossier.assessment.sponsor)}


def first(ranking, kind):
    return next(row.hypothesis.ref for row in ranking.rows if row.hypothesis.kind is kind)


@pytest.mark.parametrize("note", [note for note in NOTES if not note.group], ids=lambda note: note.id)
def test_nobody_is_named_at_either_level(note, judged):
    assert "named" not in kinds(judged(note))


@pytest.mark.parametrize("note", [note for note in NOTES if note.roles], ids=lambda note: note.id)
def test_each_mention_is_what_the_note_makes_of_it(note, judged):
    items = {item.value.lower(): item for item in judged(note).evidence}
    for name, role in note.roles:
        item = items[name.lower()]
        assert item.role.value == role
        assert item.negative == (role == "looked for and not found")
        assert item.mention is not None or item.negative or not item.lane.stands
        assert item.mention is not None or item.id not in {cell.evidence_id for cell in judged(note).assessment.matrix}


@pytest.mark.parametrize("note", NAMED, ids=lambda note: note.id)
def test_own_malware_found_here_leads_to_its_group(note, judged):
    assessment = judged(note).assessment
    assert note.group in ("any", first(assessment.group, HypothesisKind.ACTOR))
    assert first(assessment.sponsor, HypothesisKind.STATE) == note.state


def test_silence_is_not_bought_by_deafness(judged):
    assert sum("named" in kinds(judged(note)) for note in NAMED) >= FEWEST_NAMED
