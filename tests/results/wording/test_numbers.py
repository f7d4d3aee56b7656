"""Numbers and lists as text: true minus signs, no minus zero, and commas before the last "and"."""

import pytest
from django.utils import translation

from assessment.results.wording.numbers import format_number, format_signed, join_words


@pytest.mark.parametrize(
    ("value", "plain", "with_sign"),
    [
        (4.1, "4.1", "+4.1"),
        (-2.0, "−2.0", "−2.0"),
        (0.0, "0.0", "0.0"),
        (-0.04, "0.0", "0.0"),
        (0.04, "0.0", "0.0"),
    ],
)
def test_a_minus_is_a_true_one_and_never_stands_before_zero(value: float, plain: str, with_sign: str) -> None:
    assert format_number(value, 1) == plain
    assert format_signed(value) == with_sign


@pytest.mark.parametrize(
    ("language", "style", "joined"),
    [
        ("en", "standard", ["", "a", "a and b", "a, b and c"]),
        ("en", "or", ["", "a", "a or b", "a, b or c"]),
        ("de", "standard", ["", "a", "a und b", "a, b und c"]),
        ("de", "or", ["", "a", "a oder b", "a, b oder c"]),
    ],
)
def test_a_list_is_joined_as_the_language_does(language: str, style: str, joined: list[str]) -> None:
    with translation.override(language):
        assert [join_words("abc"[:length], style) for length in range(4)] == joined  # type: ignore[arg-type]  # parametrised
