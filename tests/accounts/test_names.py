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


@pytest.mark.django_db
def test_my_teams_stand_in_that_order(cmo: User, client: Client) -> None:
    for name in ["Zebra", "Émile", "apple", "Äpfel"]:
        team_of(cmo, name=name, at=make.NOON)
    client.force_login(cmo)
    page = client.get("/teams/").content.decode()
    places = [page.index(f">{name}<") for name in ["Äpfel", "apple", "Émile", "Zebra"]]
    assert places == sorted(places)
