"""A draft tried out by a colleague: the link, the button that opens, its end, and what the editor sees."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.privacy.reapply_erasures import reapply_erasures
from assessment.privacy.retention import apply_retention
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import Edition
from assessment.workshop import actions
from assessment.workshop.models import PreviewLink
from tests import make
from tests.questionnaire.conftest import signed_in
from tests.questionnaire.pages import words_of

pytestmark = pytest.mark.django_db
EDITION = "/admin/questionnaire/edition/"
TOKEN = "a token of a link"


@pytest.fixture
def link(draft: Edition, editor: User) -> PreviewLink:
    return actions.make_preview_link(draft, TOKEN, by=editor, at=timezone.now())


def follow_link(token: str = TOKEN) -> Client:
    """A browser that has followed the link, and pressed nothing yet."""
    colleague = Client()
    colleague.get(f"/trial/link/{token}/")
    return colleague


def press(colleague: Client, link: PreviewLink) -> Any:
    return colleague.post(f"/trial/open/{link.uid}/", {"form": "A", "language": ""})


def test_the_link_is_shown_once_and_kept_as_a_hash(writing: Client, draft: Edition) -> None:
    page = writing.post(f"{EDITION}{draft.pk}/trial/link/", {"once": "1"})
    address = re.search(r"http://[^\"<]*/trial/link/([\w-]{43})/", words_of(page))
    assert address
    assert "no-store" in page.headers["Cache-Control"]
    stored_link = PreviewLink.objects.get()
    assert address.group(1) not in str(vars(stored_link))
    again = writing.post(f"{EDITION}{draft.pk}/trial/link/", {"once": "1"})
    assert address.group() in words_of(again)
    assert PreviewLink.objects.count() == 1
    list_page = words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))
    assert "Not opened yet." in list_page
    assert address.group(1) not in list_page
    assert follow_link(address.group(1)).get(f"/trial/open/{stored_link.uid}/").status_code == 200


def test_a_colleague_takes_it_without_an_account_and_the_editor_sees_an_opening_alone(
    writing: Client, draft: Edition, link: PreviewLink, caplog: pytest.LogCaptureFixture
) -> None:
    colleague = Client()
    assert colleague.get(f"/trial/link/{TOKEN}/").headers["Location"] == f"/trial/open/{link.uid}/"
    door = colleague.get(f"/trial/open/{link.uid}/")
    assert "Somebody asks you to try a draft" in words_of(door)
    assert not PreviewLink.objects.exclude(openings=0).exists()
    trial = press(colleague, link).headers["Location"]
    question = colleague.get(f"{trial}q/1/")
    for response in (door, question):
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert "og:" not in response.content.decode()
    choice = draft.questions.filter(form__in=["", "A"]).order_by("position")[0].options.all()[0].code
    assert colleague.post(f"{trial}q/1/", {"choice": choice}).headers["Location"] == f"{trial}q/2/"
    assert not Attempt.objects.exists()
    page = words_of(writing.get(f"{EDITION}{draft.pk}/trial/"))
    assert "Opened once, in the hour from" in page
    assert PreviewLink.objects.get().last_opened.minute == 0  # type: ignore[union-attr]
    assert writing.get(trial).status_code == 410
    ended = colleague.post(f"{trial}end/")
    assert ended.headers["Location"] == f"/trial/open/{link.uid}/"
    events = re.findall(r'"event": "(preview link \w+)"', caplog.text)
    assert events == ["preview link opened"]


@pytest.mark.parametrize("way", ["taken back", "run out", "published", "deleted"])
def test_a_preview_link_opens_nothing_after_its_end(
    writing: Client, draft: Edition, link: PreviewLink, way: str, editor: User
) -> None:
    colleague = follow_link()
    trial = press(colleague, link).headers["Location"]
    if way == "taken back":
        writing.post(f"{EDITION}{draft.pk}/trial/link/{link.uid}/end/")
    elif way == "run out":
        PreviewLink.objects.filter(pk=link.pk).delete()
        long_ago = timezone.now() - timedelta(days=14)
        actions.make_preview_link(draft, TOKEN, by=editor, at=long_ago)
    elif way == "published":
        editing.publish(draft, by=None, at=timezone.now())
    else:
        draft.delete()
    answers = [
        Client().get(f"/trial/link/{TOKEN}/"),
        colleague.get(f"/trial/open/{link.uid}/"),
        press(colleague, link),
        colleague.get(trial),
        colleague.post(f"{trial}q/1/", {"choice": "a"}),
    ]
    assert {answer.status_code for answer in answers} == {410}
    apply_retention(timezone.now(), dry=False)
    assert not PreviewLink.objects.exists()


def test_whoever_has_not_followed_it_finds_nothing(link: PreviewLink) -> None:
    stranger = Client()
    assert stranger.get(f"/trial/open/{link.uid}/").status_code == 410
    assert press(stranger, link).status_code == 410
    codes = [stranger.get(f"/trial/link/wrong-{number}/").status_code for number in range(19)]
    assert codes == [410] * 18 + [429]


def test_ten_at_a_time_are_enough(writing: Client, draft: Edition, editor: User) -> None:
    for number in range(10):
        actions.make_preview_link(draft, f"token {number}", by=editor, at=timezone.now())
    response = writing.post(f"{EDITION}{draft.pk}/trial/link/", follow=True)
    assert "10 links open this draft already. Take one back first." in words_of(response)
    row = PreviewLink.objects.all()[0]
    with pytest.raises(DatabaseError, match="ten links"), transaction.atomic():
        PreviewLink.objects.create(
            edition=draft, token_hash="a" * 64, made_at=row.made_at, expires_at=row.expires_at
        )
    actions.end_preview_link(row, by=editor, at=timezone.now())
    assert actions.make_preview_link(draft, "another", by=editor, at=timezone.now())


def test_the_database_refuses_a_link_to_what_is_no_draft_and_an_altered_one(
    live: Edition, link: PreviewLink
) -> None:
    with pytest.raises(DatabaseError, match="only a draft"), transaction.atomic():
        PreviewLink.objects.create(
            edition=live, token_hash="a" * 64, made_at=link.made_at, expires_at=link.expires_at
        )
    with pytest.raises(DatabaseError, match="not altered"), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at - timedelta(days=1))


def test_erasing_its_maker_leaves_the_link_and_a_restored_backup_takes_it_back(
    draft: Edition, link: PreviewLink, editor: User, writing: Client, caplog: pytest.LogCaptureFixture
) -> None:
    editor.delete()
    assert PreviewLink.objects.get().made_by is None
    other = signed_in(make.staff("other", "editor"))
    assert "Made on" in words_of(other.get(f"{EDITION}{draft.pk}/trial/"))
    other.post(f"{EDITION}{draft.pk}/trial/link/{link.uid}/end/")
    lines = [record.message for record in caplog.records if record.name == "audit"]
    PreviewLink.objects.all().delete()
    PreviewLink.objects.create(
        uid=link.uid,
        edition=draft,
        token_hash=link.token_hash,
        made_at=link.made_at,
        expires_at=link.expires_at,
    )
    assert reapply_erasures(lines)["preview links ended"] == 1
    assert not PreviewLink.objects.in_force(timezone.now()).exists()
