"""The shape of an edition as JSON: which keys there are, of which type, within which bounds.

Each check carries its JSON Schema, so that a bound is written once.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.texts import DIRECTION_CHARACTERS, is_invisible
from assessment.questionnaire.errors import Fault, Place
from assessment.questionnaire.models import FORMS, Edition, Kind, Option, Question, Questionnaire
from assessment.scoring.constants import CAPABILITIES, FACETS

FORMAT = 1
LONGEST_TEXT = 4_000
LONGEST_REASON = 1_000
MOST_OPTIONS = 9
LAST_POSITION = 30_000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
# Surrogates have no place in UTF-8, PostgreSQL keeps no NUL, and XML neither; others mean nothing here.
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CODE = gettext_lazy("lower-case letters, digits and hyphens, of at most %(most)s characters")
OWN_LANGUAGE = gettext_lazy("a language such as en or pt-br of at most %(most)s characters")
ANOTHER_LANGUAGE = gettext_lazy("a language such as de or pt-br of at most %(most)s characters")


@dataclass(frozen=True)
class Check:
    """What a value must be: as a function that finds its faults, and as JSON Schema for other programs."""

    find_faults: Callable[[object, Place], Iterator[Fault]]
    schema: dict[str, Any]

    def __call__(self, value: object, place: Place) -> Iterator[Fault]:
        return self.find_faults(value, place)


def build_schema() -> dict[str, Any]:
    """What a program can check by itself; the loader checks more, such as what questions are together."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edition of a questionnaire",
    }
    return head | DOCUMENT.schema


def find_shape_faults(document: object) -> Iterator[Fault]:
    yield from DOCUMENT(document, ())


def format_value(value: object) -> str:
    # Short, on one line, without control characters.
    if isinstance(value, dict | list):
        return _("an object") if isinstance(value, dict) else _("a list")
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else repr(str(value)[:40])
    return text if len(str(value)) <= 40 else f"{text}…"


def _refuse_value(value: object, place: Place, expected: str) -> Fault:
    message = _("must be %(wanted)s, is %(value)s") % {"wanted": expected, "value": format_value(value)}
    return Fault(place, message)


def exactly(*allowed: object) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        # 1 == True in Python, so the types are compared too.
        if not any(
            type(value) is type(allowed_value) and value == allowed_value for allowed_value in allowed
        ):
            choices = ", ".join(format_value(allowed_value) for allowed_value in allowed)
            yield _refuse_value(value, place, _("one of %(choices)s") % {"choices": choices})

    if allowed[:2] == (True, False):
        schema: dict[str, Any] = {"type": ["boolean", "null"] if None in allowed else "boolean"}
    else:
        schema = {"const": allowed[0]} if len(allowed) == 1 else {"enum": list(allowed)}
    return Check(check, schema)


def whole(least: int, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if type(value) is not int or not least <= value <= most:
            reason = _("a whole number from %(least)s to %(most)s")
            yield _refuse_value(value, place, reason % {"least": least, "most": most})

    return Check(check, {"type": "integer", "minimum": least, "maximum": most})


def number(least: float, most: float) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if type(value) not in {int, float} or not isinstance(value, int | float):
            yield _refuse_value(value, place, _("a number"))
        elif not least <= value <= most or not isfinite(value):
            yield _refuse_value(
                value, place, _("from %(least)s to %(most)s") % {"least": f"{least:g}", "most": f"{most:g}"}
            )
        elif round(value, 2) != value:
            yield _refuse_value(value, place, _("a number with at most two decimals"))

    return Check(check, {"type": "number", "minimum": least, "maximum": most})


def or_null(check: Check) -> Check:
    return Check(
        lambda value, place: iter(()) if value is None else check(value, place),
        check.schema | {"type": [check.schema["type"], "null"]},
    )


def matching(pattern: re.Pattern[str], reason: Promise, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str) or len(value) > most or not pattern.fullmatch(value):
            yield _refuse_value(value, place, str(reason) % {"most": most})

    return Check(check, {"type": "string", "pattern": f"^{pattern.pattern}$", "maxLength": most})


def words(most: int, *, blank: bool = True, in_draft: bool = False) -> Check:
    # in_draft: what may not be blank may still be empty until it is published.
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield _refuse_value(value, place, _("text"))
            return
        if len(value) > most:
            yield Fault(
                place, _("has %(n)s characters, at most %(most)s fit") % {"n": len(value), "most": most}
            )
        if control := UNPRINTABLE.search(value):
            message = _("contains a control character (%(code)s): delete it")
            yield Fault(place, message % {"code": f"U+{ord(control[0]):04X}"})
        if turned := DIRECTION_CHARACTERS.search(value):
            message = _("contains a character that turns the direction of the text (%(code)s): delete it")
            yield Fault(place, message % {"code": f"U+{ord(turned[0]):04X}"})
        if not blank and not value.strip():
            yield Fault(place, _("must not be empty"), lacking=in_draft and not value)
        if is_invisible(value):
            yield Fault(place, _("shows nothing: type a letter, a number or a symbol, or leave it empty"))

    filled = {"pattern": "^$|\\S"} if in_draft else {"minLength": 1, "pattern": "\\S"}
    return Check(check, {"type": "string", "maxLength": most, **({} if blank else filled)})


def record(checks: Mapping[str, Check], optional: Collection[str] = ()) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _refuse_value(value, place, _("an object"))
            return
        for key, check_one in checks.items():
            if key in value:
                yield from check_one(value[key], (*place, key))
            elif key not in optional:
                yield Fault((*place, key), _("is missing"))
        for key in value:
            if key not in checks:
                yield Fault((*place, format_value(key)), _("is not known here"))

    required = [key for key in checks if key not in optional]
    return Check(
        check,
        {
            "type": "object",
            "properties": {key: check_one.schema for key, check_one in checks.items()},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        },
    )


def each(check_one: Check, most: int) -> Check:
    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield _refuse_value(value, place, _("a list"))
            return
        if len(value) > most:
            yield Fault(place, _("has %(n)s entries, at most %(most)s fit") % {"n": len(value), "most": most})
        for index, entry in enumerate(value[:most]):
            yield from check_one(entry, (*place, index))

    return Check(check, {"type": "array", "maxItems": most, "items": check_one.schema})


def by_language(check_text: Check) -> Check:
    """{"de": …}, as check_text checks what stands for each language."""
    check_language = matching(LANGUAGE, ANOTHER_LANGUAGE, 10)

    def check(value: object, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _refuse_value(value, place, _("an object"))
            return
        for name, translated in value.items():
            yield from check_language(name, (*place, format_value(name)))
            yield from check_text(translated, (*place, format_value(name)))

    names = {key: value for key, value in check_language.schema.items() if key != "type"}
    return Check(check, {"type": "object", "propertyNames": names, "additionalProperties": check_text.schema})


def translations(fields: Mapping[str, Check]) -> Check:
    return by_language(record(fields, optional=fields))


def column(model: type[Model], name: str, *, blank: bool = True, in_draft: bool = False) -> Check:
    field: Any = model._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a field
    return words(field.max_length or LONGEST_TEXT, blank=blank, in_draft=in_draft)


OPTION_TEXTS = {"text": column(Option, "text", blank=False, in_draft=True)}
# An empty translation is left out instead, and then counts as missing.
OPTION_TRANSLATIONS = OPTION_TEXTS | {"text": column(Option, "text", blank=False)}
OPTION = record(
    {
        "code": matching(SLUG, CODE, 20),
        **OPTION_TEXTS,
        "credit": or_null(whole(0, 4)),
        "rationale": column(Option, "rationale"),
        "translations": translations(OPTION_TRANSLATIONS),
        "outdated": translations(OPTION_TEXTS),
    },
    optional={"translations", "outdated"},
)
QUESTION_TEXTS = {
    "text": column(Question, "text", blank=False, in_draft=True),
    **{name: column(Question, name) for name in ("scene", "left", "right", "unit", "hint")},
}
QUESTION_TRANSLATIONS = QUESTION_TEXTS | {"text": column(Question, "text", blank=False)}
QUESTION = record(
    {
        "code": matching(SLUG, CODE, 60),
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
        "options": each(OPTION, MOST_OPTIONS),
        "translations": translations(QUESTION_TRANSLATIONS),
        "outdated": translations(QUESTION_TEXTS),
    },
    optional={"outdated"},
)


EDITION_FIELDS = {
    "number": whole(1, 32_767),
    "language": matching(LANGUAGE, OWN_LANGUAGE, 10),
    "comparable": exactly(True, False),
    "changes": column(Edition, "changes"),
    # Why a translation means the same.
    "equivalent": by_language(words(LONGEST_REASON, blank=False)),
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
