"""An open attempt has no result and is no side of a comparison."""

from dataclasses import replace

import pytest

from assessment.accounts.models import User
from assessment.attempts.holder import Holder
from assessment.results.comparability import Comparison
from assessment.results.result.queries import read_result
from tests import make
from tests.results.lives import day, submit

pytestmark = pytest.mark.django_db


def test_the_day_of_a_result_is_that_of_its_submission(cmo: User) -> None:
    result = read_result(submit(cmo, day(8)), Holder(cmo, ()))
    assert result.day == day(8).date()
    with pytest.raises(ValueError, match="no result"):
        _ = replace(result, attempt=make.started(cmo)).day


def test_only_submitted_attempts_are_compared(cmo: User) -> None:
    assert Comparison(submit(cmo, day(8)), None).day == day(8).date()
    with pytest.raises(ValueError, match="submitted"):
        _ = Comparison(make.started(cmo), None).day
