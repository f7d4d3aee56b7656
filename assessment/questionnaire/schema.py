"""The JSON Schema of an edition file: for other programs, from the same bounds that `validators` checks."""

from typing import Any

from django.db.models import Model

from assessment.questionnaire.models import FORMS, Edition, Kind, Option, Question, Questionnaire
from assessment.questionnaire.validators import FORMAT, LONGEST_REASON, LONGEST_TEXT
from assessment.scoring.constants import CAPABILITIES, FACETS

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = "^[a-z]{2,3}(-[a-z0-9]{2,4})?$"


def edition_schema() -> dict[str, Any]:
    """What a program can check by itself; the loader checks more, such as what questions are together."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edition of a questionnaire",
        **_record(
            {
                "format": {"const": FORMAT},
                "questionnaire": _record(
                    {
                        "slug": {"enum": ["full", "pulse"]},
                        "name": _text(Questionnaire, "name", blank=False),
                        "purpose": _text(Questionnaire, "purpose"),
                    }
                ),
                "edition": _optional(
                    {
                        "number": {"type": "integer", "minimum": 1, "maximum": 32_767},
                        "language": {"type": "string", "pattern": LANGUAGE, "maxLength": 10},
                        "comparable": {"type": "boolean"},
                        "changes": _text(Edition, "changes"),
                        "equivalent": {
                            "type": "object",
                            "propertyNames": {"pattern": LANGUAGE, "maxLength": 10},
                            "additionalProperties": {
                                "type": "string",
                                "maxLength": LONGEST_REASON,
                                "minLength": 1,
                                "pattern": "\\S",
                            },
                        },
                    },
                    "equivalent",
                ),
                "questions": {"type": "array", "maxItems": 300, "items": _question()},
            }
        ),
    }


def _question() -> dict[str, Any]:
    facets = [f"{capability}.{facet}" for capability in FACETS for facet in FACETS[capability]]
    texts = {
        "text": _text(Question, "text", blank=False),
        **{name: _text(Question, name) for name in ("scene", "left", "right", "unit", "hint")},
    }
    return _optional(
        {
            "code": {"type": "string", "pattern": SLUG, "maxLength": 60},
            "position": {"type": "integer", "minimum": 1, "maximum": 999},
            "kind": {"enum": list(Kind.values)},
            "capability": {"enum": ["", *CAPABILITIES]},
            "facet": {"enum": ["", *facets]},
            "form": {"enum": ["", *FORMS]},
            **texts,
            "reversed": {"type": "boolean"},
            "weight": {"type": "number", "minimum": 0.5, "maximum": 2},
            "is_true": {"type": ["boolean", "null"]},
            "quantity": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
            "rationale": _text(Question, "rationale"),
            "source": _text(Question, "source"),
            "options": {"type": "array", "maxItems": 9, "items": _option()},
            "translations": _translations(texts),
            "outdated": _translations(texts),
        },
        "outdated",
    )


def _option() -> dict[str, Any]:
    texts = {"text": _text(Option, "text", blank=False)}
    return _optional(
        {
            "code": {"type": "string", "pattern": SLUG, "maxLength": 20},
            **texts,
            "credit": {"type": ["integer", "null"], "minimum": 0, "maximum": 4},
            "rationale": _text(Option, "rationale"),
            "translations": _translations(texts),
            "outdated": _translations(texts),
        },
        "translations",
        "outdated",
    )


def _optional(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    return _record(properties) | {"required": [name for name in properties if name not in optional]}


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _translations(texts: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"pattern": LANGUAGE, "maxLength": 10},
        "additionalProperties": {"type": "object", "properties": texts, "additionalProperties": False},
    }


def _text(model: type[Model], name: str, *, blank: bool = True) -> dict[str, Any]:
    field: Any = model._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a field
    text = {"type": "string", "maxLength": field.max_length or LONGEST_TEXT}
    return text if blank else text | {"minLength": 1, "pattern": "\\S"}
