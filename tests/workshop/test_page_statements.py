"""What pages of the desk and of a trial ask of the database, at most; other files hold those of the rest."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import actions as workshop
from assessment.workshop import spreadsheet
from assessment.workshop.item_statistics import count_items
from assessment.workshop.models import Revision
from assessment.workshop.translation_files import formats
from tests.make import NOON
from tests.questionnaire.pages import send
from tests.statements import at_most
from tests.workshop.crowd import submit
from tests.workshop.test_trial import begin, fill_in, questions_of

pytestmark = pytest.mark.django_db
EDITION, QUESTION = "/admin/questionnaire/edition/", "/admin/questionnaire/question/"


@pytest.fixture
def changed(live: Edition, draft: Edition, writing: Client) -> Question:
    """A question of a draft with a change behind it, beside statistics and a link to the draft."""
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    send(writing, f"{QUESTION}{question.pk}/change/", text="How often did you hand work over?")
    submit(live, [{}] * 25)
    count_items(live, at=NOON)
    return question


PAGES = [
    ("{edition}history/{change}/", 5),
    ("{edition}restore/{change}/", 11),
    ("{edition}restore/{change}/{question}/", 13),
    ("{edition}trial/", 6),
    ("{edition}spreadsheet/", 1),
    ("{edition}translate/de/file/", 3),
    ("{edition}translate/de/{question}/", 6),
    ("{edition}dry-run/", 8),
    ("{edition}phone/", 7),
    ("{edition}statistics/", 5),
    (f"{QUESTION}{{question}}/change/", 14),
    (f"{QUESTION}{{question}}/history/", 7),
    ("/trial/open/{link}/", 3),
]


@pytest.mark.parametrize(("page", "most"), PAGES)
def test_a_page_of_the_desk_stays_within_its_ceiling(
    writing: Client, draft: Edition, editor: User, changed: Question, page: str, most: int
) -> None:
    link = workshop.make_preview_link(draft, "a token of a link", by=editor, at=timezone.now())
    writing.get("/trial/link/a%20token%20of%20a%20link/")
    places = {
        "edition": f"{EDITION}{draft.pk}/",
        "question": changed.pk,
        "change": Revision.objects.filter(edition=draft, person__isnull=False).latest("pk").change,
        "link": link.uid,
    }
    with at_most(most, apart=9):
        response = writing.get(page.format(**places))
    assert response.status_code == 200


@pytest.mark.parametrize("page", ["spreadsheet", "translate/de/file"])
def test_looking_into_a_file_stays_within_its_ceiling(writing: Client, draft: Edition, page: str) -> None:
    document = serialization.write(draft)
    raw = {
        "spreadsheet": lambda: spreadsheet.write(document),
        "translate/de/file": lambda: formats.write_csv(document, "de").encode(),
    }[page]()
    file: Any = SimpleUploadedFile("file.xlsx" if page == "spreadsheet" else "file.csv", raw)
    with at_most(6, apart=9):
        response = writing.post(f"{EDITION}{draft.pk}/{page}/", {"file": file})
    assert response.status_code == 200


def test_publishing_again_stays_within_its_ceiling(
    publishing: Client, live: Edition, draft: Edition, publisher: User
) -> None:
    actions.retire(live, by=publisher, at=NOON)
    with at_most(7, apart=5):
        response = publishing.get(f"{EDITION}{live.pk}/again/")
    assert response.status_code == 200


def test_a_trial_stays_within_its_ceiling(writing: Client, draft: Edition) -> None:
    trial = begin(writing, draft)
    fill_in(writing, trial, questions_of(draft))
    for page in ("", "q/1/", "review/", "result/"):
        with at_most(4, apart=5):
            response = writing.get(f"{trial}{page}")
        assert response.status_code == 200, page
