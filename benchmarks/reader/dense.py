"""How fast prose dense in states, bodies and verbs of blame is read, and whether the records are still the same.

python benchmarks/reader/dense.py [--kilobytes 200]           # kB of CPU second, best of three
python benchmarks/reader/dense.py --corpus                    # the same for the documents of the corpus
python benchmarks/reader/dense.py --records                   # a digest of all records of the corpus and of dense texts

The texts are made here from lists, in our own words; the same seed gives the same text. Every sentence names two to six parties,
a verb of blame, denial, reaction or measure, and often a deed: more in each sentence than any news has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from pathlib import Path

import msgspec

from vidocq.benchmarking.reader import text_document
from vidocq.statements.reader import read

CORPUS = Path(__file__).resolve().parent / "corpus" / "train"
SEED = 12

STATES = (
    "Canada",
    "Russia",
    "China",
    "France",
    "Germany",
    "Estonia",
    "North Korea",
    "Iran",
    "Japan",
    "Poland",
    "the Czech Republic",
)
PEOPLE = ("Canadian", "Russian", "Chinese", "French", "German", "Estonian", "Iranian", "Japanese", "Polish", "Czech", "Ukrainian")
BODIES = (
    "the European Union",
    "NATO",
    "the United Nations",
    "the Foreign Ministry in Prague",
    "the White House",
    "the Kremlin",
    "Beijing",
    "Moscow",
    "London",
    "the FBI",
    "the GRU",
    "the Council of the European Union",
    "the spokesperson of the ministry",
    "the ambassador of {state}",
    "{people} officials",
    "the {people} government",
    "Microsoft",
    "APT28",
    "APT31",
)
BLAME = (
    "accused {b} of hacking {v}",
    "blamed {b} for the attack on {v}",
    "attributed the intrusion at {v} to {b}",
    "said that {b} was behind the cyberattack on {v}",
    "denied that {b} had attacked {v}",
    "rejected the accusation by {b} as baseless",
    "did not name {b}, but condemned the attack on {v}",
    "expressed solidarity with {b} over the hack of {v}",
    "summoned the {people} ambassador over the intrusion at {v}",
    "imposed sanctions on {b} for the campaign against {v}",
    "charged four {people} officers with hacking {v}",
    "strongly condemned the malicious cyber activity by {b} against {v}",
    "expelled two {people} diplomats after {b} was accused of breaching {v}",
    "assessed with high confidence that hackers linked to {b} had breached {v}",
)
VICTIMS = (
    "its parliament",
    "the ministry",
    "the {people} parliament",
    "a hospital in {state}",
    "the power grid of {state}",
    "{b2}",
)
JOINTS = (", while {a} {deed}", ", and {a} {deed}", "; on {day}, {a} {deed}", ", after {a} {deed}", ", {a} said")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "12 March", "3 June 2024")


def dense(size: int, seed: int = SEED) -> str:
    """At least ``size`` characters of dense prose, in paragraphs of five sentences."""
    chance = random.Random(seed)
    sentences: list[str] = []
    length = 0
    while length < size:
        sentence = _sentence(chance)
        sentences.append(sentence + ("\n\n" if len(sentences) % 5 == 4 else " "))
        length += len(sentences[-1])
    return "".join(sentences)


def _party(chance: random.Random) -> str:
    named = chance.choice(STATES) if chance.random() < 0.5 else chance.choice(BODIES)
    return named.format(state=chance.choice(STATES), people=chance.choice(PEOPLE))


def _deed(chance: random.Random) -> str:
    victim = chance.choice(VICTIMS).format(people=chance.choice(PEOPLE), state=chance.choice(STATES), b2=_party(chance))
    return chance.choice(BLAME).format(b=_party(chance), v=victim, people=chance.choice(PEOPLE))


def _sentence(chance: random.Random) -> str:
    said = f"{_party(chance)} {_deed(chance)}"
    if chance.random() < 0.5:
        said += chance.choice(JOINTS).format(a=_party(chance), deed=_deed(chance), day=chance.choice(DAYS))
    return f"{said[0].upper()}{said[1:]}."


def speed(kilobytes: int) -> dict[str, float]:
    """kB a second of CPU; the first text makes what is made once."""
    read(text_document("warm", dense(20_000, 1), "2024-06-05"))
    text = dense(kilobytes * 1000)
    document = text_document("dense", text, "2024-06-05")
    times = []
    for _ in range(3):
        start = time.process_time()
        found = read(document)
        times.append(time.process_time() - start)
    best = len(text.encode()) / 1000 / min(times)
    return {"kilobytes": len(text.encode()) / 1000, "kB_a_second": round(best, 1), "statements": len(found.statements)}


def corpus_speed() -> dict[str, float]:
    """The same for the documents of the corpus, as people write them: each read once."""
    texts = [
        json.loads(line)["text"]
        for path in sorted(CORPUS.glob("*/documents.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    documents = [text_document(str(number), text, "2024-06-05") for number, text in enumerate(texts)]
    read(documents[0])
    start = time.process_time()
    for document in documents:
        read(document)
    spent = time.process_time() - start
    size = sum(len(text.encode()) for text in texts) / 1000
    return {"documents": len(texts), "kilobytes": round(size), "kB_a_second": round(size / spent, 1)}


def records() -> dict[str, object]:
    """A digest of what is read from every text of the corpus, and from dense texts."""
    whole, count = hashlib.sha256(), 0
    for path in sorted(CORPUS.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            found = read(text_document(str(entry["id"]), str(entry["text"]), entry.get("published")))
            whole.update(msgspec.json.encode(found, order="deterministic"))
            count += 1
        print(path.parent.name, path.stem, whole.hexdigest()[:16], file=sys.stderr, flush=True)
    for seed in range(5):
        found = read(text_document("dense", dense(20_000, seed), "2024-06-05"))
        whole.update(msgspec.json.encode(found, order="deterministic"))
    return {"texts": count + 5, "digest": whole.hexdigest()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kilobytes", type=int, default=200)
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--corpus", action="store_true")
    arguments = parser.parse_args()
    done = records() if arguments.records else corpus_speed() if arguments.corpus else speed(arguments.kilobytes)
    print(json.dumps(done))


if __name__ == "__main__":
    main()
