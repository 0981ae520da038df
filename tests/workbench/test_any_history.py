"""Whatever people do in whatever order: every past moment is as it was, undoing everything gives back the beginning."""

import random

import pytest
from small import Small

from vidocq.errors import InputError
from vidocq.model import Lane
from vidocq.store.check import check
from vidocq.store.store import Store
from vidocq.workbench import keeping
from vidocq.workbench.cases import Desk

WORDS = [
    "malware Apple",
    "malware Banana",
    "tool At",
    "?tool Will",
    "domain-name evil.example",
    "?malware Blume",
    "intrusion-set Known",
]


def add(case, chance, directory):
    path = directory / f"{chance.getrandbits(60)}.txt"
    lines = chance.sample(WORDS, chance.randrange(1, 5))
    path.write_text("\n".join([chance.choice(["Vendor", "Wire", "Agency"]), *lines]))
    case.add(path)


def act(case, chance, directory):
    """One thing that somebody may do; what is refused changes nothing."""
    numbered = case.numbered()
    one = chance.choice(numbered) if numbered else None
    kind = chance.choice(["add", "grade", "withdraw", "accept", "reject", "undo", "assess", "edit"])
    if kind == "add" or one is None:
        add(case, chance, directory)
    elif kind == "grade":
        case.grade(one.name, chance.choice(["A", "B2", "3", "F6"]), "why")
    elif kind == "withdraw":
        case.withdraw(one.name, "why")
    elif kind == "undo":
        case.undo(case.last_decision())
    elif kind == "assess":
        case.assess()
    else:
        case.decide(kind, case.targets([one.name], ("evidence",)), "why", "kind=tool" if kind == "edit" else "")


@pytest.mark.parametrize("seed", range(4))
def test_every_moment_stays_as_it_was(store_location, tmp_path, seed):
    chance = random.Random(seed)
    store = Store.open(store_location, create=True)
    case = Desk(store, by="ada", pipeline=Small()).new("Any")
    moments = {}
    for _ in range(20):
        try:
            act(case, chance, tmp_path)
        except InputError:
            continue
        record = case.record()
        assert all(item.support[0].fits(text_of(record, item)) for item in record.evidence)
        moments[store.last.seq] = keeping.encode(record)
    assert len(moments) > 5
    for seq, bits in moments.items():
        assert keeping.encode(case.record(f"#{seq}")) == bits
    assert check(store).clean
    undo_all_and_compare(case, chance)
    store.close()


def text_of(record, item):
    return next(document.text for document in record.documents if document.id == item.support[0].document_id)


def undo_all_and_compare(case, chance):
    """With no decision left the record is what the machine reads in the documents, in whatever order they were undone."""
    left = [one.id for one in case.decisions()]
    chance.shuffle(left)
    for one in left:
        case.undo_quietly([one])
    pipeline = case.desk.pipeline
    record = case.record()
    everything = pipeline.join([pipeline.gather(document) for document in record.documents])
    assert sorted(map(keeping.encode, record.evidence)) == sorted(map(keeping.encode, everything.evidence))
    assert Lane.ACCEPTED not in {item.lane for item in record.evidence}
