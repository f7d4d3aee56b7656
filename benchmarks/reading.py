"""Words of each form, the minutes they take, and the reading grade of each question, into READING.md.

python -m benchmarks.reading
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessment.workshop.wording_checks import compute_reading_age

EDITION = Path(__file__).resolve().parents[1] / "assessment/questionnaire/editions/full-2.json"
REPORT = Path(__file__).with_name("READING.md")
STEM = "In the past 30 days, how often did you "
THINKING = {"judgement": 20, "belief": 10, "range": 43, "frequency": 6, "pair": 5, "hours": 45}
"""Seconds of a screen beyond reading: assumed."""
CLICKS = {"judgement": 2, "belief": 3, "range": 3, "frequency": 2, "pair": 2, "hours": 4}
CLICK, REPEATED, FRAME = 1.5, 0.2, 50
"""Seconds of a click; what is left of words met before; seconds for the start page and lines of parts."""
READERS = {"quick": (290, 0.75), "usual": (230, 1.0), "phone or second language": (180, 1.25)}
"""Words a minute, and how much of the time for thinking."""
GRADES_FROM_AGE = 5

Question = dict[str, Any]


def new_and_repeated(question: Question) -> tuple[str, str]:
    """The words of its own, and those that the question before it has too."""
    texts = [question[name] for name in ("scene", "text", "left", "right", "hint")]
    options = [option["text"] for option in question["options"]]
    if question["kind"] == "judgement":
        return " ".join([question["scene"], *options]), question["text"]
    if question["kind"] == "frequency":
        return question["text"].removeprefix(STEM) + " " + question["hint"], " ".join([STEM, *options])
    return " ".join(texts), " ".join(options)


def seconds(questions: list[Question], pace: int, thought: float) -> float:
    """How long a form takes at so many words a minute."""
    met: set[str] = set()
    total = float(FRAME)
    for question in questions:
        own, again = new_and_repeated(question)
        read = len(own.split()) + len(again.split()) * (REPEATED if again in met else 1)
        met.add(again)
        total += read * 60 / pace + THINKING[question["kind"]] * thought + CLICKS[question["kind"]] * CLICK
    return total


def grade(question: Question) -> str:
    """Flesch and Kincaid's school grade; a dash where there are fewer than 12 words."""
    texts = [question["text"], *question["scene"].split("\n"), question["hint"]]
    texts += [option["text"] for option in question["options"] if question["kind"] == "judgement"]
    age = compute_reading_age(text if text.endswith((".", "?")) else f"{text}." for text in texts if text)
    return "–" if age is None else str(age - GRADES_FROM_AGE)


def lines() -> Iterator[str]:
    every: list[Question] = json.loads(EDITION.read_text(encoding="utf-8"))["questions"]
    yield "# Reading edition 2"
    yield ""
    yield "Written by `python -m benchmarks.reading`. Thinking times are assumed until people are timed."
    yield ""
    yield "| form | words | minutes: " + " | minutes: ".join(READERS) + " |"
    yield "|---|" + "---:|" * (1 + len(READERS))
    for form in "ABC":
        of_form = [question for question in every if question["form"] in {"", form}]
        words = sum(len(" ".join(new_and_repeated(question)).split()) for question in of_form)
        minutes = [f"{seconds(of_form, *reader) / 60:.1f}" for reader in READERS.values()]
        yield f"| {form} | {words} | " + " | ".join(minutes) + " |"
    yield ""
    yield "| question | kind | words | grade |"
    yield "|---|---|---:|---:|"
    for question in every:
        words = len(" ".join(new_and_repeated(question)).split())
        yield f"| {question['code']} | {question['kind']} | {words} | {grade(question)} |"


if __name__ == "__main__":
    REPORT.write_text("\n".join(lines()) + "\n", encoding="utf-8")
