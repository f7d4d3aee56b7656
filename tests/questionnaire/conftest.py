"""The staff of the cast, and an edition in each state."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition
from tests.make import staff
from tests.questionnaire import documents

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def editor(db: None) -> User:
    """Writes drafts."""
    return staff("editor", "editor")


@pytest.fixture
def publisher(db: None) -> User:
    """Publishes and retires."""
    return staff("publisher", "publisher")


@pytest.fixture
def clerk(db: None) -> User:
    """Is staff and may do nothing yet."""
    return staff("clerk")


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser(email="root@example.org")


@pytest.fixture
def writing(editor: User) -> Client:
    """The editor at a desk."""
    return signed_in(editor)


@pytest.fixture
def publishing(publisher: User) -> Client:
    """The publisher at a desk."""
    return signed_in(publisher)


@pytest.fixture
def published(db: None) -> Edition:
    return actions.publish(actions.load(documents.full(1)), by=None, at=MONDAY)


@pytest.fixture
def retired(published: Edition) -> Edition:
    """The first edition, once a second one took its place."""
    actions.publish(actions.load(documents.full(2)), by=None, at=TUESDAY)
    published.refresh_from_db()
    return published


@pytest.fixture
def draft(db: None) -> Edition:
    return actions.load(documents.full(3))
