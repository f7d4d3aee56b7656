"""The daily round counts what is published anew, so that no editor has to think of it."""

from io import StringIO

import pytest
from django.core.management import call_command

from assessment.questionnaire.models import Edition
from assessment.workshop.models import Tally
from tests.workshop.crowd import submit

pytestmark = pytest.mark.django_db


def test_the_daily_round_counts_item_statistics(live: Edition) -> None:
    submit(live, [{}] * 21)
    call_command("daily", "--dry-run", stdout=StringIO())
    assert not Tally.objects.exists()
    out = StringIO()
    call_command("daily", stdout=out)
    assert Tally.objects.get(subject="items", edition=live).people == 21
    assert f"{live}: counted at " in out.getvalue()
