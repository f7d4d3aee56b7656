"""The table of everything says what the document of everything says, of organisations too."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from tests.organisations.people import organisation_of

pytestmark = pytest.mark.django_db


def test_an_organisation_that_somebody_looks_after_stands_in_their_table(
    cmo: User, stranger: User, cmo_client: Client
) -> None:
    organisation_of(cmo, name="Meridian Group")
    organisation_of(stranger, name="Elsewhere")
    body = cmo_client.get(reverse("privacy:export"), {"format": "csv"}).content.decode("utf-8-sig")
    rows = [(row["record"], row["item"], row["value"]) for row in csv.DictReader(StringIO(body))]
    assert ("organisations looked_after", "organisation_name", "Meridian Group") in rows
    assert "Elsewhere" not in body
