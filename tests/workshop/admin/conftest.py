"""An edition in each state."""

import pytest

from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Question
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import draft, published, retired

__all__ = ["draft", "published", "retired"]


@pytest.fixture
def edition(db: None) -> Edition:
    """A draft, all of it in German."""
    return actions.load(translated(documents.full(3)))


@pytest.fixture
def pair(edition: Edition) -> Question:
    return edition.questions.filter(kind="pair").order_by("position")[0]
