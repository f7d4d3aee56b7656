"""The drill without containers: what it does in the site by a script, and by a process of its own."""

import pytest

from assessment.accounts.models import User
from benchmarks.drill.probe import Probe
from benchmarks.drill.strangers import JOIN, MEMBERS, PASSWORD


@pytest.mark.django_db
def test_the_script_that_makes_the_known_addresses_makes_them() -> None:
    exec(compile(JOIN, "JOIN", "exec"), {})  # noqa: S102  # as manage.py shell does
    assert set(User.objects.values_list("email", flat=True)) == set(MEMBERS)
    assert User.objects.get(email=MEMBERS[0]).check_password(PASSWORD)


def test_a_probe_that_nobody_answered_ends_empty() -> None:
    assert Probe("http://127.0.0.1:1/").ended() == {}
