"""What the database itself holds of practice pages."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, transaction

from assessment.accounts.models import User
from assessment.practice import actions
from assessment.practice.models import MAY_BE_EMPTY, TEXTS, PracticePage
from tests import make
from tests.practice import pages

pytestmark = pytest.mark.django_db


def test_a_published_page_keeps_its_words() -> None:
    page = pages.published()
    for change in ({"title": "Another"}, {"number": 7}, {"state": "draft", "published_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PracticePage.objects.filter(pk=page.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        page.delete()


def test_a_page_begins_as_a_draft() -> None:
    texts = pages.TEXTS | {"state": "published", "published_at": make.NOON, "number": 1}
    with pytest.raises(IntegrityError, match="begins as a draft"):
        PracticePage.objects.create(**texts)


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in MAY_BE_EMPTY])
def test_a_draft_may_lack_a_text_and_a_published_page_may_not(name: str) -> None:
    page = pages.draft(**{name: " "})
    with pytest.raises(actions.Unfinished) as refused:
        actions.publish(page, by=None, at=make.NOON)
    assert [gap.field for gap in refused.value.gaps] == [name]
    drafts = PracticePage.objects.filter(pk=page.pk)
    with pytest.raises(IntegrityError, match="practice_published_is_whole"), transaction.atomic():
        drafts.update(state="published", published_at=make.NOON)
    drafts.update(**{name: pages.TEXTS[name]})
    assert actions.publish(page, by=None, at=make.NOON).state == "published"


@pytest.mark.parametrize(
    ("template", "is_complete"),
    [
        ("a\nb\nc\nd", True),
        ("a\nb\nc\nd\ne\nf\ng", True),
        ("a\nb\nc", False),
        ("a\n\nb\nc", False),
        ("a\nb\nc\nd\ne\nf\ng\nh", False),
    ],
)
def test_a_published_template_has_four_to_seven_lines(template: str, is_complete: bool) -> None:
    page = pages.draft(template=template)
    published = PracticePage.objects.filter(pk=page.pk)
    expected = (
        nullcontext() if is_complete else pytest.raises(IntegrityError, match="practice_published_is_whole")
    )
    with expected, transaction.atomic():
        published.update(state="published", published_at=make.NOON)


def test_there_is_one_draft_and_one_published_page_of_a_facet_and_language() -> None:
    pages.published()
    draft = PracticePage.objects.create(**pages.TEXTS | {"number": 2})
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticePage.objects.create(**pages.TEXTS | {"number": 3})
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticePage.objects.filter(pk=draft.pk).update(state="published", published_at=make.NOON)


def test_publishing_replaces_what_was_published_and_keeps_it() -> None:
    first = pages.published()
    second = actions.start_draft(first)
    assert (second.number, second.state, second.title) == (2, "draft", first.title)
    assert actions.start_draft(first) == second
    actions.publish(second, by=None, at=make.NOON)
    assert list(PracticePage.objects.values_list("number", "state")) == [(2, "published"), (1, "replaced")]


def test_a_page_is_published_once() -> None:
    page = pages.published()
    with pytest.raises(actions.NotADraft):
        actions.publish(page, by=None, at=make.NOON)


def test_the_page_outlives_the_account_of_its_publisher(cmo: User) -> None:
    page = actions.publish(pages.draft(), by=cmo, at=make.NOON)
    cmo.delete()
    page.refresh_from_db()
    assert (page.publisher, page.state) == (None, "published")
