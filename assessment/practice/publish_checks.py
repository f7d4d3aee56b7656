"""What a draft of a practice page still lacks before it can be published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessment.practice.models import MAY_BE_EMPTY, TEMPLATE_LINES, TEXTS
from assessment.practice.template_fields import EXAMPLES

MOST_WORDS = 250
# What somebody reads before they act; template and reference come on top.
READ = [name for name in TEXTS if name not in {"template", "reference", "reference_link", "finding"}]


@dataclass(frozen=True)
class Gap:
    """What is lacking, in a sentence, and the field that lacks it; no field where it is the whole page."""

    field: str
    sentence: str


def count_words(texts: Mapping[str, Any]) -> int:
    return sum(len(str(texts.get(name) or "").split()) for name in READ)


def find_gaps(texts: Mapping[str, Any]) -> list[Gap]:
    """Empty when a page of these texts may be published."""
    return list(_find_gaps(texts))


def _find_gaps(texts: Mapping[str, Any]) -> Iterator[Gap]:
    for name in TEXTS:
        text = str(texts.get(name) or "")
        if not text.strip() and name not in MAY_BE_EMPTY:
            yield Gap(name, _("Nothing is written here yet."))
        elif name == "template":
            yield from (Gap(name, sentence) for sentence in _check_template(text))
    if (words := count_words(texts)) > MOST_WORDS:
        message = _("The page has %(words)d words without template and reference. Cut it to %(most)d.")
        yield Gap("", message % {"words": words, "most": MOST_WORDS})


def _check_template(template: str) -> Iterator[str]:
    lines = [line for line in template.splitlines() if line.strip()]
    if len(lines) not in TEMPLATE_LINES:
        yield _("Use 4 to 7 lines; you have %(lines)d.") % {"lines": len(lines)}
    if sum(map(template.count, EXAMPLES)) != 1:
        yield _("Fill in one field as an example and end it with (example).")
