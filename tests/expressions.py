"""How much work a regular expression is, counted in steps instead of seconds.

`re` says nothing of its steps, so its parse tree is followed here by the same backtracking: each character
that is compared and each position that is tried again is one step.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from math import inf
from re import _constants as sre  # type: ignore[attr-defined]  # where CPython keeps the names of its parse tree
from re import _parser  # type: ignore[attr-defined]  # the same
from types import FrameType
from typing import Any

SHORT, MOST_GROWTH, MOST_STEPS = 60, 2.5, 100_000
PIECES = [
    " ",
    "\n",
    "\r",
    "\t",
    "a",
    "A",
    "0",
    "-",
    "_",
    ".",
    ",",
    "'",
    "?",
    "=",
    "@",
    "a ",
    "a-",
    "a.",
    " \n",
]
TAILS = ["", "!", "\0"]
SINGLE = {sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY}
ASSERTIONS = {sre.ASSERT, sre.ASSERT_NOT}
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


@cache
def parse(pattern: re.Pattern[str]) -> Any:
    return _list_items(_parser.parse(pattern.pattern, pattern.flags))


def _list_items(value: Any) -> Any:
    """The parse tree in lists, which are quicker to go through; what looks around says its width."""
    if isinstance(value, _parser.SubPattern):
        return [
            (
                kind,
                (each[0], each[1].getwidth()[0], _list_items(each[1]))
                if kind in ASSERTIONS
                else _list_items(each),
            )
            for kind, each in value
        ]
    return type(value)(map(_list_items, value)) if isinstance(value, tuple | list) else value


class Steps:
    """One text, matched by one expression; count: the steps so far."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.flags, self.count = pattern.flags, 0
        self.tree = parse(pattern)
        self.ignore_case = bool(pattern.flags & re.IGNORECASE)
        self.text = text.lower() if self.ignore_case else text

    def search_all(self) -> int:
        start = 0
        while start <= len(self.text):
            end = next(self._sequence(self.tree, 0, start), None)
            self.count += 1
            start = end if end is not None and end > start else start + 1
        return self.count

    def full_match(self) -> int:
        for end in self._sequence(self.tree, 0, 0):
            if end == len(self.text):
                break
        return self.count

    def _sequence(self, tree: Any, item: int, start: int) -> Iterator[int]:
        if item == len(tree):
            yield start
            return
        kind, value = tree[item]
        for end in self._item(kind, value, start):
            yield from self._sequence(tree, item + 1, end)

    def _item(self, kind: Any, value: Any, start: int) -> Iterator[int]:
        self.count += 1
        if self.count > MOST_STEPS:
            raise OverflowError
        if kind in SINGLE:
            if self._fits(kind, value, start):
                yield start + 1
        elif kind in REPEATS:
            least, most, body = value
            yield from self._repeat(kind, (least, most), body, start)
        elif kind in {sre.SUBPATTERN, sre.BRANCH}:
            for branch in value[1] if kind is sre.BRANCH else [value[-1]]:
                yield from self._sequence(branch, 0, start)
        elif self._holds(kind, value, start):
            yield start

    def _repeat(self, kind: Any, times: tuple[int, Any], body: Any, start: int) -> Iterator[int]:
        least, most = times
        if len(body) == 1 and body[0][0] in SINGLE:
            end = start
            while end - start < most and self._fits(body[0][0], body[0][1], end):
                end += 1
            self.count += end - start
            ends = (
                range(end, start + least - 1, -1)
                if kind is not sre.MIN_REPEAT
                else range(start + least, end + 1)
            )
            for one in list(ends)[:1] if kind is sre.POSSESSIVE_REPEAT else ends:
                self.count += 1
                yield one
        else:
            yield from self._repeat_group(kind is sre.MIN_REPEAT, least, most, body, start)

    def _repeat_group(self, lazy: bool, least: int, most: Any, body: Any, start: int) -> Iterator[int]:
        if lazy and least <= 0:
            yield start
        if most > 0:
            for end in self._sequence(body, 0, start):
                if end > start:
                    yield from self._repeat_group(lazy, least - 1, most - 1, body, end)
        if not lazy and least <= 0:
            yield start

    def _holds(self, kind: Any, value: Any, start: int) -> bool:
        if kind is sre.AT:
            return bool(re.compile(ANCHORS[value]).match(self.text, start))
        if kind in ASSERTIONS:
            direction, width, tree = value
            origin = start if direction > 0 else start - width
            matches = origin >= 0 and next(self._sequence(tree, 0, origin), None) is not None
            return matches is (kind is sre.ASSERT)
        raise NotImplementedError(kind)

    def _fits(self, kind: Any, value: Any, at: int) -> bool:
        if at >= len(self.text):
            return False
        character = self.text[at]
        if kind is sre.ANY:
            return character != "\n" or bool(self.flags & re.DOTALL)
        if kind is sre.IN:
            negated = bool(value) and value[0][0] is sre.NEGATE
            return any(self._in_class(name, each, character) for name, each in value[negated:]) is not negated
        return (ord(character) == self._code(value)) is (kind is sre.LITERAL)

    def _in_class(self, kind: Any, value: Any, character: str) -> bool:
        if kind is sre.LITERAL:
            return ord(character) == self._code(value)
        if kind is sre.RANGE:
            return any(
                value[0] <= ord(each) <= value[1] for each in {character, character.upper()} if len(each) == 1
            )
        return re.match(CLASSES[value], character) is not None

    def _code(self, code: int) -> int:
        return ord(chr(code).lower()) if self.ignore_case and len(chr(code).lower()) == 1 else code


ANCHORS = {
    sre.AT_BEGINNING: r"^",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_END: r"$",
    sre.AT_END_STRING: r"\Z",
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
}
CLASSES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def growth(pattern: re.Pattern[str], mode: str = "search_all") -> tuple[float, str]:
    """How many times the steps twice the text takes, at worst, and the piece that was repeated to get there.

    The texts repeat what the expression itself asks for: every beginning and end of a text that it matches.
    """
    worst = (0.0, "")
    for piece in pieces(pattern):
        for tail in TAILS:
            texts = [piece * (times * max(4, SHORT // len(piece))) + tail for times in (1, 2)]
            try:
                short, long = (getattr(Steps(pattern, text), mode)() for text in texts)
            except OverflowError:
                return inf, piece + tail
            worst = max(worst, (long / max(short, SHORT), piece + tail))
    return worst


def pieces(pattern: re.Pattern[str]) -> list[str]:
    samples = examples(parse(pattern))[:12]
    if len(pattern.pattern) > 1_000:  # a list of words, which are all alike
        return [*PIECES[:5], *samples[:2]]
    cut = {
        part for sample in samples for n in range(1, len(sample) + 1) for part in (sample[:n], sample[-n:])
    }
    return sorted({*PIECES, *cut})


def examples(tree: Any) -> list[str]:
    """Texts the tree matches: one for each branch, with every repetition gone through once."""
    examples = [""]
    for kind, value in tree:
        examples = [start + end for start in examples for end in _examples(kind, value)][:40]
    return examples


def _examples(kind: Any, value: Any) -> list[str]:
    if kind is sre.BRANCH:
        return [text for branch in value[1] for text in examples(branch)]
    if kind is sre.SUBPATTERN:
        return examples(value[-1])
    if kind in REPEATS:
        return examples(value[2])
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind in SINGLE:
        return [
            next(candidate for candidate in CANDIDATES if Steps(NOTHING, candidate)._fits(kind, value, 0))
        ]
    return [""]


CANDIDATES = ["a", "0", " ", "-", "x", *map(chr, range(9, 256)), "’", "–", "\ufeff", "\u3164", "\u202a"]
NOTHING = re.compile("")


def expressions_run_by(work: Callable[[], object]) -> set[re.Pattern[str]]:
    """Every expression that this process matches anything with while the work is done."""
    checked: set[re.Pattern[str]] = set()

    def note(frame: FrameType, event: str, arg: Any) -> None:
        if event == "c_call" and isinstance(getattr(arg, "__self__", None), re.Pattern):
            checked.add(arg.__self__)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return checked
