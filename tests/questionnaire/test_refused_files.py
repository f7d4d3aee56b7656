"""A malformed file is refused whole: every fault with its place, nothing loaded, never a traceback.

An unfinished one is no malformed one.
"""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.questionnaire import actions, publish_checks, serialization
from assessment.questionnaire.errors import EditionRefused
from assessment.questionnaire.models import Edition, Questionnaire
from tests.questionnaire import documents

FREQUENCY, PAIR, JUDGEMENT, BELIEF, RANGE, HOURS = 0, 12, 18, 36, 48, 57
NOT_TEXT = [None, True, 7, 1.5, [], ["a"], {}, {"a": "b"}]
NOT_WHOLE: list[Any] = [None, True, "1", 1.5, -1, [], {}, 10**30]
NOT_FLAG = ["true", 0, 1, [], {}, 1.0]
NO_TEXT = ["\x00", "a\x07b", "\ud800", "a\u202eb", "x" * 4_001]

BAD_VALUES: dict[str, list[Any]] = {
    "format": [None, True, 2, "1", 1.0, [], {}],
    "questionnaire": [*NOT_TEXT[:-1], "full"],
    "questionnaire.slug": [*NOT_TEXT, "", "other", "FULL"],
    "questionnaire.name": [*NOT_TEXT, *NO_TEXT, "", " \n", "x" * 81],
    "questionnaire.purpose": [*NOT_TEXT, *NO_TEXT, "x" * 301],
    "edition": [*NOT_TEXT[:-2], "1"],
    "edition.number": [*NOT_WHOLE, 0, 32_768],
    "edition.language": [*NOT_TEXT, "", "english", "e", "en_GB", "en\n"],
    "edition.comparable": [*NOT_FLAG, None],
    "edition.changes": [*NOT_TEXT, *NO_TEXT],
    "questions": [None, True, 1, "questions", {}],
    "questions[0]": [None, True, 1, "question", []],
    "questions[0].code": [*NOT_TEXT, "", "Upper", "a b", "a_b", "-a", "a\n", "x" * 61, "é"],
    "questions[0].position": [*NOT_WHOLE, 0, 1_000],
    "questions[0].kind": [*NOT_TEXT, "", "slider", "Frequency"],
    "questions[0].capability": [*NOT_TEXT, "", "luck"],
    "questions[0].facet": [*NOT_TEXT, "systems.luck", "literacy.data", "", "systems"],
    "questions[0].form": [*NOT_TEXT, "A", "D", "a"],
    "questions[0].text": [*NOT_TEXT, *NO_TEXT, " \n", "x" * 301],
    "questions[0].hint": [*NOT_TEXT, *NO_TEXT, "x" * 301],
    "questions[0].left": [*NOT_TEXT, "a pole"],
    "questions[0].right": [*NOT_TEXT, "a pole"],
    "questions[0].unit": [*NOT_TEXT, "x" * 21],
    "questions[0].reversed": [*NOT_FLAG, None, True],
    "questions[0].weight": [None, True, "1", [], {}, 0, 0.49, 2.01, -1, 1.234, 1e300, 10**400],
    "questions[0].is_true": [*NOT_FLAG, True, False],
    "questions[0].quantity": [True, "1", [], {}, 5, 10**400],
    "questions[0].rationale": [*NOT_TEXT, *NO_TEXT],
    "questions[0].source": [*NOT_TEXT, *NO_TEXT],
    "questions[0].translations": [
        None,
        1,
        "de",
        [],
        {"German": {}},
        {"de": "text"},
        {"de": {"code": "a"}},
        {"de": {"text": 1}},
        {"de": {"text": ""}},
        {"de": {"text": "\x00"}},
        {"\u0000": {}},
    ],
    "questions[0].options": [None, 1, "none", {}, [1], [None] * 10],
    "questions[0].options[2]": [None, 1, "x", []],
    "questions[0].options[2].code": [*NOT_TEXT, "", "1", "A", "x" * 21],
    "questions[0].options[2].text": [*NOT_TEXT, *NO_TEXT, " \n", "x" * 201],
    "questions[0].options[2].credit": [True, "2", 1.5, -1, 5, [], {}, 10**30],
    "questions[0].options[2].rationale": NOT_TEXT,
    "questions[0].options[2].translations": [None, [], 1, {"de": {"rationale": "a"}}],
    f"questions[{PAIR}].left": [None, "\x00"],
    f"questions[{PAIR}].right": [None, "\x00"],
    f"questions[{JUDGEMENT}].form": ["", "D"],
    f"questions[{JUDGEMENT}].scene": [None, "\x00"],
    f"questions[{BELIEF}].is_true": [1, "true"],
    f"questions[{BELIEF}].capability": ["systems", "uncertainty", ""],
    f"questions[{BELIEF}].options": [[{"code": "a", "text": "A", "credit": 1, "rationale": ""}]],
    f"questions[{RANGE}].quantity": [-0.01, 100.01, 1.234, "40", True],
    f"questions[{HOURS}].capability": ["systems"],
    f"questions[{HOURS}].facet": ["systems.flow"],
}
NOT_WRITTEN_YET: dict[str, Any] = {
    "questions[0].text": "",
    "questions[0].options": [],
    "questions[0].options[2].text": "",
    "questions[0].options[2].credit": None,
    f"questions[{PAIR}].left": "",
    f"questions[{PAIR}].right": "",
    f"questions[{PAIR}].reversed": True,
    f"questions[{JUDGEMENT}].scene": "",
    f"questions[{JUDGEMENT}].options[1].credit": 3,
    f"questions[{BELIEF}].is_true": None,
    f"questions[{RANGE}].quantity": None,
    f"questions[{RANGE}].scene": "",
}
MUTATIONS = [(place, value) for place, values in BAD_VALUES.items() for value in values]


def _changed(document: Any, place: str, value: Any) -> Any:
    """The document with one value replaced."""
    steps: list[str | int] = [
        int(step) if step.isdigit() else step for step in place.replace("]", "").replace("[", ".").split(".")
    ]
    node = document
    for step in steps[:-1]:
        node = node[step]
    node[steps[-1]] = value
    return document


def _faults(document: Any) -> dict[str, str]:
    with pytest.raises(EditionRefused) as refused:
        serialization.read(documents.raw(document), file="a.json")
    return {fault.where: fault.reason for fault in refused.value.faults}


def test_there_are_more_than_two_hundred_mutations() -> None:
    assert len(MUTATIONS) >= 200


@pytest.mark.django_db
def test_each_mutated_file_is_refused_with_its_place_and_loads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "mutated.json"
    original = documents.full()
    for place, value in MUTATIONS:
        file.write_bytes(documents.raw(_changed(deepcopy(original), place, value)))
        with pytest.raises(CommandError) as refused:
            call_command("load_edition", str(file), stdout=StringIO(), stderr=StringIO())
        message = str(refused.value)
        # A value of the wrong kind may also be wrong beside its neighbours; the question is then named.
        part = place.split(".")[0]
        assert f"mutated.json: {part}" in message, (place, value, message)
        assert message.endswith("Nothing was loaded."), (place, value)
        assert "Traceback" not in message
    assert not Questionnaire.objects.exists()
    assert not Edition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("place", NOT_WRITTEN_YET)
def test_what_is_not_written_yet_is_loaded_as_a_draft_and_said(tmp_path: Path, place: str) -> None:
    file, output = tmp_path / "unfinished.json", StringIO()
    document = _changed(documents.full(), place, NOT_WRITTEN_YET[place])
    file.write_bytes(documents.raw(document))
    call_command("load_edition", str(file), stdout=output)
    draft = Edition.objects.get()
    assert serialization.write(draft) == document
    with pytest.raises(actions.EditionNotReady) as not_ready:
        actions.publish(draft, by=None, at=timezone.now())
    assert not_ready.value.missing
    assert output.getvalue().splitlines() == [
        "The full one, edition 1: loaded as a draft.",
        "Left to settle before it can be published:",
        *not_ready.value.missing,
    ]
    with pytest.raises(CommandError, match="cannot be published yet"):
        call_command("load_edition", str(file), "--publish-if-none", stdout=StringIO())


@pytest.mark.parametrize("place", [place for place in BAD_VALUES if place.count("[") < 2 and "." in place])
def test_a_missing_key_and_an_unknown_one_are_faults_at_their_place(place: str) -> None:
    document = documents.full()
    owner, key = place.rsplit(".", 1)
    node: Any = document
    for step in owner.replace("]", "").replace("[", ".").split("."):
        node = node[int(step) if step.isdigit() else step]
    del node[key]
    node["score"] = 99
    assert _faults(document) == {place: "is missing", f"{owner}.'score'": "is not known here"}


def test_all_faults_are_listed_at_once() -> None:
    document = documents.full()
    document["format"] = 7
    document["questions"][2]["text"] = ""  # not written yet, so it comes last
    document["questions"][JUDGEMENT]["options"][1]["credit"] = 9
    document["questions"][PAIR]["reversed"] = True
    assert _faults(document) == {
        "format": "must be one of '1', is '7'",
        "questions[2].text": "must not be empty",
        "questions[18].options[1].credit": "must be a whole number from 0 to 4, is '9'",
        "questions[12].options": "a pair has five, worth 4, 3, 2, 1, 0, since it is reversed",
    }
    assert list(_faults(document))[-2:] == ["questions[2].text", "questions[12].options"]


@pytest.mark.parametrize("worth", [[3, 3, 2, 1], [0, 1, 2], [0, 1, 2, None], [0, 1, 2, 4], [0, 1, 2, 3, 3]])
def test_a_judgement_is_worth_nought_to_three_thirds_once_each(worth: list[int | None]) -> None:
    # What the desk saves of a draft, a file may bring; publishing refuses both.
    document = documents.full()
    option = document["questions"][JUDGEMENT]["options"][0]
    document["questions"][JUDGEMENT]["options"] = [
        option | {"code": str(index), "credit": credit} for index, credit in enumerate(worth)
    ]
    faults = list(serialization.find_faults(document))
    assert [(fault.where, fault.lacking) for fault in faults] == [
        (f"questions[{JUDGEMENT}].options", 4 not in worth)
    ]
    assert publish_checks.find_missing(document)


def test_a_code_or_a_place_taken_twice_is_a_fault() -> None:
    document = documents.full()
    document["questions"][3] |= {"code": document["questions"][2]["code"], "position": 3}
    assert _faults(document) == {
        "questions[3].code": "appears more than once",
        "questions[3].position": "is taken in this form",
    }


BYTES = {
    "empty": b"",
    "not UTF-8": b'{"format": "\xff"}',
    "UTF-16": documents.raw(documents.full()).decode().encode("utf-16"),
    "not JSON": b"format: 1",
    "cut off": documents.raw(documents.full())[:-20],
    "trailing": documents.raw(documents.full()) + b"x",
    "NaN": documents.raw(documents.full()).replace(b'"weight": 1', b'"weight": NaN', 1),
    "Infinity": documents.raw(documents.full()).replace(b'"weight": 1', b'"weight": -Infinity', 1),
    "beyond floats": documents.raw(documents.full()).replace(b'"weight": 1', b'"weight": 1e999', 1),
    "a number of thousands of digits": b'{"format": ' + b"9" * 5_000 + b"}",
    "a key that stands twice": documents.raw(documents.full()).replace(
        b'"format": 1', b'"format": 1, "format": 1', 1
    ),
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a list": b"[]",
    "null": b"null",
    "a string": b'"edition"',
    "a zip": b"PK\x03\x04" + bytes(200),
    "too large": b" " * (serialization.MAX_BYTES + 1),
}


@pytest.mark.parametrize("kind", BYTES)
def test_bytes_that_are_no_edition_are_refused(kind: str) -> None:
    with pytest.raises(EditionRefused) as refused:
        serialization.read(BYTES[kind], file="a.json")
    assert len(str(refused.value).splitlines()) == len(refused.value.faults) >= 1


def test_a_number_without_end_is_refused_in_our_words() -> None:
    with pytest.raises(EditionRefused) as refused:
        serialization.read(BYTES["a number of thousands of digits"], file="a.json")
    assert [fault.reason for fault in refused.value.faults] == ["cannot be read: a number has 5,000 digits"]


def test_a_file_of_the_largest_size_is_read() -> None:
    raw = documents.raw(documents.full())
    assert serialization.read(raw + b" " * (serialization.MAX_BYTES - len(raw))) == documents.full()


def test_messages_stay_on_one_line_and_carry_no_control_characters() -> None:
    document = documents.full() | {"\x1b[31m\n" * 9: 1}
    document["questions"][0]["kind"] = "\x1b[2J\nfrequency" * 9
    with pytest.raises(EditionRefused) as refused:
        serialization.read(documents.raw(document), file="a.json")
    lines = str(refused.value).split("\n")
    assert len(lines) == 2
    assert all(line.isprintable() and len(line) < 250 for line in lines)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=300)
@given(anything)
def test_nested_garbage_is_refused_and_never_an_error_of_ours(garbage: Any) -> None:
    with pytest.raises(EditionRefused):
        serialization.read(json.dumps(garbage).encode())


@settings(max_examples=300)
@given(st.data())
def test_garbage_anywhere_in_an_edition_is_refused_or_harmless(data: st.DataObject) -> None:
    document = documents.pulse()
    question = document["questions"][data.draw(st.integers(0, 9))]
    question[data.draw(st.sampled_from(sorted(question)))] = data.draw(anything)
    try:
        serialization.read(json.dumps(document).encode())
    except EditionRefused as refused:
        assert refused.faults  # noqa: PT017  # either outcome is right; any other exception fails the test


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(raw: bytes) -> None:
    with pytest.raises(EditionRefused):
        serialization.read(raw)


def test_a_refused_value_is_shown_in_the_letters_it_was_typed_in() -> None:
    document = documents.full()
    document["questions"][0]["code"] = "Größe\u202e"
    with pytest.raises(EditionRefused, match=r"is 'Größe\\u202e'"):
        serialization.read(json.dumps(document).encode())
