"""Browsers that knock, and how they get in."""

import pytest
from pytest_django.fixtures import Settings

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from tests.accounts.clock import Clock
from tests.accounts.visitor import PASSWORD, Visitor


@pytest.fixture
def visitor(db: None) -> Visitor:
    """A browser nobody has signed in with."""
    return Visitor()


@pytest.fixture
def member(db: None, settings: Settings) -> User:
    """Has an account with a confirmed address and a password, which is cheap to check."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = get_or_create_account("cmo@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock
