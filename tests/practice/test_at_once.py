"""Two editors who begin the next version of a page at the same moment."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import transaction

from assessment.practice import actions
from assessment.practice.models import PracticePage
from tests.practice import pages
from tests.questionnaire.test_at_once import in_another_thread, wait_until_it_waits

__all__ = ["in_another_thread"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_one_draft_is_begun_and_both_get_it(in_another_thread: Callable[..., Future[Any]]) -> None:
    page = pages.published()
    with transaction.atomic():
        first = actions.start_draft(page)
        second = in_another_thread(actions.start_draft, page)
        wait_until_it_waits(second)
    assert second.result() == first == PracticePage.objects.get(state="draft")
