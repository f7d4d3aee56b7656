"""The published schema says what the loader says, as far as a schema can."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessment.questionnaire import serialization, validators
from tests.questionnaire import documents
from tests.questionnaire.mutations import mutate

PUBLISHED = Path("static/schema/edition-1.json")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def test_the_published_file_is_a_schema_and_the_one_we_would_write() -> None:
    schema = validators.build_schema()
    Draft202012Validator.check_schema(schema)
    assert PUBLISHED.read_text(encoding="utf-8") == json.dumps(schema, indent=2) + "\n"


@pytest.mark.parametrize("slug", ["full", "pulse"])
def test_the_shipped_editions_are_valid(validator: Draft202012Validator, slug: str) -> None:
    document = json.loads(
        Path(f"assessment/questionnaire/editions/{slug}-1.json").read_text(encoding="utf-8")
    )
    assert list(validator.iter_errors(document)) == []


def test_what_the_schema_refuses_the_loader_refuses_at_the_same_place(
    validator: Draft202012Validator,
) -> None:
    """On 300 spoilt documents; the loader alone knows more, never less."""
    refused = 0
    for seed in range(300):
        document: Any = mutate(documents.full(), Random(seed))  # noqa: S311  # seeded on purpose
        errors = list(validator.iter_errors(document))
        faults = list(validators.find_shape_faults(document))
        if errors:
            refused += 1
            assert faults, (seed, [error.message for error in errors])
    assert refused > 150


def test_a_valid_file_is_read(validator: Draft202012Validator) -> None:
    assert validator.is_valid(documents.full())
    assert serialization.read(documents.raw(documents.full())) == documents.full()
