"""Names stand in the order of a dictionary, marks and small letters notwithstanding."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from tests import make
from tests.teams.people import team_of

IN_ORDER = ["Äpfel", "apple", "Banana", "Émile", "öl", "Ole", "Zebra", "Zoë", "zoff", "ZZ"]


def test_names_with_marks_and_small_letters_stand_where_a_dictionary_has_them() -> None:
    backwards = IN_ORDER[::-1]
    assert sorted(backwards, key=dictionary_order) == IN_ORDER


def test_two_ways_to_write_one_name_stand_together() -> None:
    names = ["Zorro", "E\u0301ric", "Eric", "Éric", "Straße", "strasse", "straw"]
    assert [name[0] for name in sorted(names, key=dictionary_order)] == ["E", "E", "É", "S", "s", "s", "Z"]


# As Unicode's collation algorithm has them, letter by letter.
OTHER_LETTERS = [
    *(
        "12",
        "9",
        "Æsir",
        "Aetna",
        "Afra",
        "Andy",
        "Ångström",
        "Anna",
        "Anna-Lena",
        "Annalisa",
        "Dorda",
        "đorđe",
    ),
    *("Dz", "ðora", "Ed", "Ħal", "Halm", "Isidor", "Işik", "Ivan", "ışık", "Lukas", "Łukasz", "Lutz"),
    *(
        "O’Brian",
        "O'Brien",
        "Obrien",
        "Obst",
        "Odd",
        "Œuvre",
        "Og",
        "Østergård",
        "Ostler",
        "Ott",
        "ßa",
        "ssb",
    ),
    *("Tz", "Zed", "þora", "анна", "Ежик", "Ёлка", "Жук"),
]


def test_letters_that_are_no_marked_ones_stand_where_a_dictionary_has_them_too() -> None:
    backwards = OTHER_LETTERS[::-1]
    assert sorted(backwards, key=dictionary_order) == OTHER_LETTERS


def test_a_space_or_an_apostrophe_of_another_kind_makes_no_other_name() -> None:
    names = ["Ana\u00a0Z", "Ana B", "O’Neill", "O'Nan", "Oz", "Jean‑Luc", "Jean-Yves", "Jeanne", "Oʼnil"]
    ordered = ["Ana B", "Ana\u00a0Z", "Jean‑Luc", "Jean-Yves", "Jeanne", "O'Nan", "O’Neill", "Oʼnil", "Oz"]
    assert sorted(names, key=dictionary_order) == ordered


@pytest.mark.django_db
def test_my_teams_stand_in_that_order(cmo: User, client: Client) -> None:
    for name in ["Zebra", "Émile", "Øst", "apple", "Łódź", "Äpfel"]:
        team_of(cmo, name=name, at=make.NOON)
    client.force_login(cmo)
    page = client.get("/teams/").content.decode()
    places = [page.index(f">{name}<") for name in ["Äpfel", "apple", "Émile", "Łódź", "Øst", "Zebra"]]
    assert places == sorted(places)
