"""What a test that commits leaves for the next one."""

import pytest
from django.db import connection

from assessment.accounts.models import User
from tests import migrated_rows


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_does_not_break_the_test_after_it() -> None:
    User.objects.create_user(email="left@example.org")
    connection.connection.close()
    migrated_rows.restore()
    assert not User.objects.exists()
