"""Hours as people type them, and as pages print them again."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessment.hours import format_hours, nearest_half_hour, parse_hours

LANGUAGES = st.sampled_from(["en", "de"])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7", 420),
        ("0", 0),
        ("007", 420),
        ("7.5", 450),
        ("7,5", 450),
        (".5", 30),
        (",25", 15),
        ("7.50", 450),
        ("7½", 450),
        ("7 ½", 450),
        ("½", 30),
        ("2¼", 135),
        ("¾ h", 45),
        ("7.33", 440),
        ("7,33", 440),
        ("12.17", 730),
        ("10h", 600),
        ("10 h", 600),
        ("10 H", 600),
        ("10 hrs", 600),
        ("10 hours", 600),
        ("10\N{NO-BREAK SPACE}h", 600),
        ("7½ h", 450),
        ("7,5 Std.", 450),
        ("3 Stunden", 180),
        ("7:30", 450),
        ("7:05 h", 425),
        ("7h30", 450),
        ("7 h 30 min", 450),
        ("1h30m", 90),
        ("1 h 5 min", 65),
        ("2 hours 30 minutes", 150),
        ("1 hour and 30 minutes", 90),
        ("1 Std. 30 Min.", 90),
        ("1 Stunde und 5 Minuten", 65),
        ("2 hours, 15 min", 135),
        ("90 min", 90),
        ("90min", 90),
        ("90 mins", 90),
        ("90 minutes", 90),
        ("90 Minuten", 90),
        ("1 Minute", 1),
        ("45 Min.", 45),
        ("45m", 45),
        ("7 min", 7),
        ("９０　ｍｉｎ", 90),
        ("  7  ", 420),
        ("99999", 5_999_940),
        ("７．５", 450),
        ("１０：３０", 630),
        ("\N{IDEOGRAPHIC SPACE}７ｈ", 420),
    ],
)
def test_hours_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_hours(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "h", ",", ".", "abc", "-3", "−3", "7.333", "7.", "1,000.5", "7:60", "7:5", "7 8", "nan"),
        *("1e3", "٣", "½7", "7.5½", "7½½", "10 hh", "1234567"),
        *("7:5 min", "1 h 60 min", "1 h 90", "7 h 5", "1.5 min", "min", "h 30", "90 min 1 h", "90 months"),
        *("90 min.30", "1:30:00", "1 day", "90 minh", "1,5 h 30 min"),
    ],
)
def test_what_is_not_a_number_of_hours(text: str) -> None:
    assert parse_hours(text) is None


@given(minutes=st.integers(0, 744 * 60), language=LANGUAGES)
def test_what_is_printed_is_read_again_unchanged(minutes: int, language: str) -> None:
    with translation.override(language):
        assert parse_hours(format_hours(minutes)) == minutes
        assert parse_hours(f"{format_hours(minutes)} h") == minutes


@given(hundredths=st.integers(0, 74_400), language=LANGUAGES)
def test_what_was_typed_with_two_decimals_comes_back_within_half_a_minute(
    hundredths: int, language: str
) -> None:
    point = {"en": ".", "de": ","}[language]
    text = f"{hundredths // 100}{point}{hundredths % 100:02}"
    minutes = parse_hours(text)
    assert minutes is not None
    assert abs(minutes - hundredths * 0.6) <= 0.5
    with translation.override(language):
        printed = format_hours(minutes)
    assert len(printed.partition(point)[2]) <= 2
    assert parse_hours(printed) == minutes


@pytest.mark.parametrize(
    ("minutes", "text", "german"),
    [
        (440, "7.33", "7,33"),
        (450, "7.5", "7,5"),
        (30, "0.5", "0,5"),
        (5460, "91", "91"),
        (730, "12.17", "12,17"),
        (0, "0", "0"),
        (600, "10", "10"),
        (6, "0.1", "0,1"),
        (15, "0.25", "0,25"),
        (36000, "600", "600"),
    ],
)
def test_hours_are_printed_in_figures_with_the_sign_of_the_language(
    minutes: int, text: str, german: str
) -> None:
    assert format_hours(minutes) == text
    with translation.override("de"):
        assert format_hours(minutes) == german


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0, "0"), (0.2, "0"), (0.25, "0.5"), (1, "1"), (3.5, "3.5"), (20.8, "21"), (7.25, "7.5")],
)
def test_hours_to_the_nearest_half(hours: float, text: str) -> None:
    assert nearest_half_hour(hours) == text
