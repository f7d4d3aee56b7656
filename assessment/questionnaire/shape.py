"""The shape of an edition as JSON: which keys there are, of which type, within which bounds."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from math import isfinite
from typing import Any

from django.db.models import Model

from assessment.questionnaire.faults import Fault, Place
from assessment.questionnaire.models import FORMS, Edition, Kind, Option, Question, Questionnaire
from assessment.scoring.capabilities import CAPABILITIES, FACETS

type Check = Callable[[object, Place], Iterator[Fault]]

FORMAT = 1
LONGEST_TEXT = 4_000
LONGEST_REASON = 1_000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
# Surrogates have no place in UTF-8, and PostgreSQL keeps no NUL; other control characters mean nothing here.
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def faults_of(document: object) -> Iterator[Fault]:
    """Every key missing or unknown, every value of a wrong type or out of bounds."""
    yield from DOCUMENT(document, ())


def shown(value: object) -> str:
    """A value as a message may show it: short, on one line, without control characters."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else ascii(str(value)[:40])
    return text if len(str(value)) <= 40 else f"{text}…"


def _is(value: object, place: Place, wanted: str) -> Fault:
    return Fault(place, f"must be {wanted}, is {shown(value)}")


def exactly(*allowed: object) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        # 1 == True in Python, so the types are compared too.
        if not any(type(value) is type(one) and value == one for one in allowed):
            yield _is(value, place, "one of " + ", ".join(shown(one) for one in allowed))

    return check


def whole(least: int, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if type(value) is not int or not least <= value <= most:
            yield _is(value, place, f"a whole number from {least} to {most}")

    return check


def number(least: float, most: float) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if type(value) not in {int, float} or not isinstance(value, int | float):
            yield _is(value, place, "a number")
        elif not least <= value <= most or not isfinite(value):
            yield _is(value, place, f"from {least:g} to {most:g}")
        elif round(value, 2) != value:
            yield _is(value, place, "a number with at most two decimals")

    return check


def or_null(check: Check) -> Check:
    return lambda value, place: iter(()) if value is None else check(value, place)


def matching(pattern: re.Pattern[str], wanted: str, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str) or len(value) > most or not pattern.fullmatch(value):
            yield _is(value, place, f"{wanted} of at most {most} characters")

    return check


def words(most: int, *, blank: bool = True) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield _is(value, place, "text")
            return
        if len(value) > most:
            yield Fault(place, f"has {len(value)} characters, at most {most} fit")
        if UNPRINTABLE.search(value):
            yield Fault(place, "holds a control character")
        if not blank and not value.strip():
            yield Fault(place, "must not be empty")

    return check


def record(checks: Mapping[str, Check], optional: Collection[str] = ()) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _is(value, place, "an object")
            return
        for key, check_one in checks.items():
            if key in value:
                yield from check_one(value[key], (*place, key))
            elif key not in optional:
                yield Fault((*place, key), "is missing")
        for key in value:
            if key not in checks:
                yield Fault((*place, shown(key)), "is not known here")

    return check


def each(check_one: Check, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield _is(value, place, "a list")
            return
        if len(value) > most:
            yield Fault(place, f"has {len(value)} entries, at most {most} fit")
        for index, one in enumerate(value[:most]):
            yield from check_one(one, (*place, index))

    return check


def translations(fields: Mapping[str, Check]) -> Check:
    """By language, then by field: {"de": {"text": "…"}}."""
    language = matching(LANGUAGE, "a language such as de or pt-br", 10)
    by_field = record(fields, optional=fields)

    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _is(value, place, "an object")
            return
        for name, translated in value.items():
            yield from language(name, (*place, shown(name)))
            yield from by_field(translated, (*place, shown(name)))

    return check


def column(model: type[Model], name: str, *, blank: bool = True) -> Check:
    """Text as long as the column holds."""
    field: Any = model._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a field
    return words(field.max_length or LONGEST_TEXT, blank=blank)


OPTION_TEXTS = {"text": column(Option, "text", blank=False)}
OPTION = record(
    {
        "code": matching(SLUG, "lower-case letters, digits and hyphens,", 20),
        **OPTION_TEXTS,
        "credit": or_null(whole(0, 4)),
        "rationale": column(Option, "rationale"),
        "translations": translations(OPTION_TEXTS),
    },
    optional={"translations"},
)
QUESTION_TEXTS = {
    "text": column(Question, "text", blank=False),
    **{name: column(Question, name) for name in ("scene", "left", "right", "unit", "hint")},
}
QUESTION = record(
    {
        "code": matching(SLUG, "lower-case letters, digits and hyphens,", 60),
        "position": whole(1, 999),
        "kind": exactly(*Kind.values),
        "capability": exactly("", *CAPABILITIES),
        "facet": exactly(
            "", *(f"{capability}.{facet}" for capability in FACETS for facet in FACETS[capability])
        ),
        "form": exactly("", *FORMS),
        **QUESTION_TEXTS,
        "reversed": exactly(True, False),
        "weight": number(0.5, 2),
        "is_true": exactly(True, False, None),
        "quantity": or_null(number(0, 100)),
        "rationale": column(Question, "rationale"),
        "source": column(Question, "source"),
        "options": each(OPTION, 9),
        "translations": translations(QUESTION_TEXTS),
    }
)


def _equivalent(value: object, place: Place) -> Iterator[Fault]:
    """By language, why its translation means the same: {"de": "…"}."""
    if not isinstance(value, dict):
        yield _is(value, place, "an object")
        return
    for name, reason in value.items():
        yield from matching(LANGUAGE, "a language such as de or pt-br", 10)(name, (*place, shown(name)))
        yield from words(LONGEST_REASON, blank=False)(reason, (*place, shown(name)))


EDITION_FIELDS = {
    "number": whole(1, 32_767),
    "language": matching(LANGUAGE, "a language such as en or pt-br", 10),
    "comparable": exactly(True, False),
    "changes": column(Edition, "changes"),
    "equivalent": _equivalent,
}
DOCUMENT = record(
    {
        "format": exactly(FORMAT),
        "questionnaire": record(
            {
                "slug": exactly("full", "pulse"),
                "name": column(Questionnaire, "name", blank=False),
                "purpose": column(Questionnaire, "purpose"),
            }
        ),
        "edition": record(EDITION_FIELDS, optional={"equivalent"}),
        "questions": each(QUESTION, 300),
    }
)
