"""Where to look: stretches of a text around signs that can begin nothing but an observable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vidocq.evidence.indicators.patterns import ANCHOR, ANCHORED, BRACKETED, SPELLED, SPELLED_MARKERS

Window = tuple[int, int]


def flatten(view: str) -> str:
    """The view with every white-space character a space: one search finds the end of a word."""
    return view.replace("\n", " ").replace("\t", " ")


def anchors(flat: str) -> Iterator[int]:
    """Offsets of the signs, in order."""
    for match in ANCHOR.finditer(flat):
        yield match.start()


def windows(flat: str, places: Iterable[int] | None = None) -> Iterator[Window]:
    """Words around the anchors, in order and apart; ``places`` are anchors found elsewise (hyperscan), else ``re`` finds them.

    Every character is looked at a bounded number of times, so that the time is linear in the text.
    """
    found = _anchored(flat) if places is None else _words(flat, places)
    if any(marker in flat for marker in SPELLED_MARKERS):
        return _merged(sorted([*found, *_spelled(flat)]))
    return found


def _anchored(flat: str) -> Iterator[Window]:
    """What ``_words`` gives for the anchors that ``re`` finds, without looking at an anchor that is inside a window already."""
    done, size, rfind = 0, len(flat), flat.rfind
    for match in ANCHORED.finditer(flat):
        place, right = match.span()
        if place < done:
            continue
        left = rfind(" ", done, place) + 1 or done
        if flat[place] in "[({" and (left == place or flat[right - 1] in "])}[({"):
            left, right = _spread(flat, place, left, right, done)
        elif right + 1 < size and flat[right + 1] in "[({":
            right = _onward(flat, right)
        done = right
        yield left, right


def _words(flat: str, places: Iterable[int]) -> Iterator[Window]:
    done, size, find, rfind = 0, len(flat), flat.find, flat.rfind
    for place in places:
        if place < done:
            continue
        left = rfind(" ", done, place) + 1 or done
        right = find(" ", place)
        if right < 0:
            right = size
        if flat[place] in "[({" and (left == place or flat[right - 1] in "])}[({"):
            left, right = _spread(flat, place, left, right, done)
        elif right + 1 < size and flat[right + 1] in "[({":
            right = _onward(flat, right)
        done = right
        yield left, right


def _spread(flat: str, place: int, left: int, right: int, done: int) -> Window:
    """The window of a bracketed dot that has spaces around it or in it: the words on both sides."""
    dot = BRACKETED.match(flat, place)
    if dot is None:
        return left, right
    if left == place and place > done:
        left = flat.rfind(" ", done, place - 1) + 1 or done
    if dot.end() >= right:
        right = flat.find(" ", dot.end() + 1)
        right = len(flat) if right < 0 else right
    return left, _onward(flat, right)


def _onward(flat: str, right: int) -> int:
    """Where a window ends whose word is followed by a bracketed dot after a space, and so on."""
    while right + 1 < len(flat) and (dot := BRACKETED.match(flat, right + 1)):
        end = flat.find(" ", dot.end() + 1)
        right = len(flat) if end < 0 else end
    return right


def _spelled(flat: str) -> Iterator[Window]:
    """Words on both sides of a dot that is spelled out."""
    done = 0
    for match in SPELLED.finditer(flat):
        left = flat.rfind(" ", done, match.start()) + 1 or done
        right = flat.find(" ", match.end())
        right = len(flat) if right < 0 else right
        done = match.end()
        yield left, right


def _merged(found: list[Window]) -> Iterator[Window]:
    """Windows in order, merged where they touch."""
    held: Window | None = None
    for left, right in found:
        if held and left <= held[1]:
            held = (held[0], max(held[1], right))
        else:
            if held:
                yield held
            held = (left, right)
    if held:
        yield held
