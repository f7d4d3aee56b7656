"""Names and other short texts that people type: seen by those who read them, and turning nothing around."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessment.accounts.models import User
from assessment.accounts.texts import isolate, tidy_text
from tests.accounts.visitor import Visitor

INVISIBLE = [
    *("\u200b", "\u2060", "\u3164", "\u00ad", "\u2800", "\u200d", "\ufeff", "\u115f", "\u1160", "\uffa0"),
    *("\u200e\u200f", "\u061c", "\u180e", "\u200b \u00a0\u2003", "\u034f", "\ufe0f", "\U000e0041", "\u0000"),
    *(
        "\ufffc",
        "\U00013441\U00013442",
        "\U0001d159",
    ),  # an object left out, blanks of old scripts and of music
]
DIRECTING = [f"{sign}adA" for sign in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"] + [
    "Ada\u202c",
    "Ada\u2069",
]


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_a_text_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="something visible"):
        tidy_text(text)


@pytest.mark.parametrize("text", DIRECTING, ids=ascii)
def test_a_text_that_turns_its_surroundings_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="change the writing direction"):
        tidy_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Ada\u200b O\u00adbi\ufeff ", "Ada Obi"),
        ("Mu\u0308ller", "Müller"),
        ("\u200fעדה", "עדה"),
        ("آدا می\u200cرود", "آدا می\u200cرود"),  # Persian is written with the joiner
        ("👩\u200d💻", "👩\u200d💻"),
        ("✓", "✓"),
        ("", ""),
        ("   ", ""),
    ],
    ids=ascii,
)
def test_harmless_signs_are_taken_out_and_everything_else_stays(text: str, expected: str) -> None:
    assert tidy_text(text) == expected


def test_an_isolated_name_ends_its_own_direction() -> None:
    assert isolate("עדה") == "\u2068עדה\u2069"


@pytest.mark.parametrize("name", ["\u2060", "\u202eadA"], ids=ascii)
def test_the_account_page_refuses_such_a_name_and_keeps_the_old(
    visitor: Visitor, member: User, name: str
) -> None:
    visitor.force_login(member)
    User.objects.filter(pk=member.pk).update(name="Ada Obi")
    refused = visitor.post(reverse("privacy:account"), {"name": name, "time_zone": ""})
    assert refused.status_code == 422
    assert User.objects.get(pk=member.pk).name == "Ada Obi"


def test_a_name_is_one_line(visitor: Visitor, member: User) -> None:
    visitor.force_login(member)
    visitor.post(reverse("privacy:account"), {"name": " Ada\r\nB.\tC. ", "time_zone": ""})
    assert User.objects.get(pk=member.pk).name == "Ada B. C."


def test_a_name_can_be_taken_off_again(visitor: Visitor, member: User) -> None:
    visitor.force_login(member)
    assert visitor.post(reverse("privacy:account"), {"name": "", "time_zone": ""}).status_code == 302
