"""The first stage of fitting: which party and which object stands to which trigger, by weights that have not seen the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidocq.statements.features import hashed
from vidocq.statements.linear import PAIR_LABELS, PARTY_LABELS, linked
from vidocq.statements.links import standing
from vidocq.statements.regression import Example, Examples, Matrix, weights_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Linking:
    """The first stage: which party, and which object, stands to which trigger; one regression each for all labels.

    A candidate's links are scored by weights that have not seen its hand, so that the second stage learns how far to trust them.
    (A second stage's training scores come from first stages that saw the hand it leaves out; its own test scores do not.)
    """

    def __init__(self, examples: Examples) -> None:
        self.examples = examples
        self.sides = (_Side(examples.parties, PARTY_LABELS), _Side(examples.objects, PAIR_LABELS))

    def table(self, group: tuple[str, ...]) -> NDArray[np.float32]:
        """Weights of both columns, fitted without the hands of a group."""
        import numpy as np

        return np.concatenate([side.fit(group) for side in self.sides], axis=1)

    def score(self, group: tuple[str, ...], table: NDArray[np.float32]) -> None:
        """Score the links of a group's hands."""
        for column, side in enumerate(self.sides):
            side.score(group, table[:, column])

    def add_standing(self) -> None:
        """Give every party and pair the features of how its links stand among the others' of its sentence."""
        party_words, object_words = (side.standing() for side in self.sides)
        for example, words in zip(self.examples.parties, party_words, strict=True):
            example.ids = example.ids + hashed(words)
        for pair in self.examples.pairs:
            words = [f"x{word}" for word in party_words[pair.party]] + [f"y{word}" for word in object_words[pair.object]]
            pair.ids = pair.ids + hashed(words)

    def party_offsets(self) -> NDArray[np.float32]:
        """What links add to every party's log odds, by label."""
        import numpy as np

        rows = self.sides[0].by_example()
        return np.array(
            [[linked([score for _, label, score in row if label == name]) for name in PARTY_LABELS] for row in rows],
            dtype=np.float32,
        )

    def pair_offsets(self) -> NDArray[np.float32]:
        """What links add to every pair's log odds: as much as the weaker of its two links to one trigger."""
        import numpy as np

        parties, objects = (side.by_example() for side in self.sides)
        found = []
        for pair in self.examples.pairs:
            theirs = {number: (label, score) for number, label, score in objects[pair.object]}
            both: dict[str, list[float]] = {}
            for number, label, score in parties[pair.party]:
                if number in theirs:
                    both.setdefault(label, []).append(min(score, theirs[number][1]))
            found.append([linked(both.get(name, [])) for name in PAIR_LABELS])
        return np.array(found, dtype=np.float32).reshape(-1, len(PAIR_LABELS))


class _Side:
    """All links of parties, or of objects."""

    def __init__(self, examples: list[Example], labels: tuple[str, ...]) -> None:
        import numpy as np

        self.examples = examples
        self.rows = [(place, number, label, ids) for place, entry in enumerate(examples) for number, label, ids in entry.links]
        truth = [examples[place].labels[labels.index(label)] for place, _, label, _ in self.rows]
        made = [
            Example(hand=examples[row[0]].hand, item="", ids=row[3], labels=[mark], ruled=[0])
            for row, mark in zip(self.rows, truth, strict=True)
        ]
        self.matrix = Matrix(made, "l bias")
        self.hands = np.array([entry.hand for entry in made])
        self.scores = np.zeros(len(made), dtype=np.float32)

    def fit(self, group: tuple[str, ...]) -> NDArray[np.float32]:
        """Weights without a group's hands; of several triggers of one label only the likeliest is held to be the one."""
        import numpy as np

        rows = ~np.isin(self.hands, group)
        first = weights_of(self.matrix, rows)
        scores = self.matrix.full @ first[:, 0]
        labels = self.matrix.labels
        self.matrix.labels = self._likeliest(labels, scores)
        second = weights_of(self.matrix, rows)
        self.matrix.labels = labels
        return second

    def _likeliest(self, labels: NDArray[np.int8], scores: NDArray[np.float32]) -> NDArray[np.int8]:
        best: dict[tuple[int, str], int] = {}
        for row, (place, _, label, _) in enumerate(self.rows):
            known = best.get((place, label))
            if labels[row, 0] == 1 and (known is None or scores[row] > scores[known]):
                best[place, label] = row
        found = labels.copy()
        kept = set(best.values())
        for row in range(len(self.rows)):
            if labels[row, 0] == 1 and row not in kept:
                found[row, 0] = -1
        return found

    def score(self, group: tuple[str, ...], column: NDArray[np.float32]) -> None:
        import numpy as np

        rows = np.isin(self.hands, group)
        self.scores[rows] = self.matrix.full[rows] @ column

    def standing(self) -> list[list[str]]:
        """For every example how its links stand in its sentence."""
        best: list[dict[str, float]] = [{} for _ in self.examples]
        for (place, _, label, _), score in zip(self.rows, self.scores, strict=True):
            best[place][label] = max(best[place].get(label, -99.0), float(score))
        members: dict[int, list[int]] = {}
        for place, example in enumerate(self.examples):
            members.setdefault(example.unit, []).append(place)
        found: list[list[str]] = [[] for _ in self.examples]
        for places in members.values():
            scores = [best[place] for place in places]
            for index, place in enumerate(places):
                found[place] = standing(scores, index)
        return found

    def by_example(self) -> list[list[tuple[int, str, float]]]:
        """For every example its links as (trigger, label, score)."""
        found: list[list[tuple[int, str, float]]] = [[] for _ in self.examples]
        for (place, number, label, _), score in zip(self.rows, self.scores, strict=True):
            found[place].append((number, label, float(score)))
        return found
