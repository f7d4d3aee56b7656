"""The editors' desks, and the shipped edition with a draft after it."""

import pytest

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition
from tests import make
from tests.questionnaire.conftest import clerk, editor, publisher, publishing, superuser, writing

__all__ = ["clerk", "editor", "publisher", "publishing", "superuser", "writing"]


@pytest.fixture
def live(db: None) -> Edition:
    """The shipped edition, published."""
    return make.published()


@pytest.fixture
def draft(live: Edition, editor: User) -> Edition:
    """A draft with the same questions as the live edition, ready to be published."""
    after = actions.start_draft(live, by=editor)
    Edition.objects.filter(pk=after.pk).update(changes="One word.")
    return Edition.objects.select_related("questionnaire").get(pk=after.pk)
