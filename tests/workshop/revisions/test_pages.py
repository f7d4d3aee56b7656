"""The pages of the history: of an edition, of a question, of one change; by question and by person."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition
from assessment.workshop.models import Revision
from tests.questionnaire.pages import send, words_of
from tests.statements import at_most

EDITIONS = "/admin/questionnaire/edition/"
QUESTIONS = "/admin/questionnaire/question/"


def test_the_history_gives_old_and_new_who_and_when(
    writing: Client, publishing: Client, draft: Edition
) -> None:
    first, second = draft.questions.filter(kind="frequency").order_by("position")[:2]
    send(writing, f"{QUESTIONS}{first.pk}/change/", weight="1.5", hint="Zebra.")
    publishing.post(f"{QUESTIONS}{second.pk}/delete/", {"post": "yes"})
    page = words_of(writing.get(f"{EDITIONS}{draft.pk}/history/"))
    assert "editor@example.org" in page
    assert "publisher@example.org" in page
    assert "Zebra" in page
    assert '<del><span class="sign">−</span>1</del><ins><span class="sign">+</span>1.5</ins>' in page
    assert f'<del><span class="sign">−</span>{second.text}</del>' in page
    # By person, and by a question that is no more.
    by_publisher = words_of(
        writing.get(f"{EDITIONS}{draft.pk}/history/?person={_key_of('publisher')}&question={second.code}")
    )
    assert second.text in by_publisher
    assert "Zebra" not in by_publisher
    of_first = words_of(writing.get(f"{QUESTIONS}{first.pk}/history/"))
    assert "Zebra" in of_first
    assert second.text not in of_first


def _key_of(name: str) -> int:
    return User.objects.get(email=f"{name}@example.org").pk


def test_a_change_is_not_in_the_log_of_django_as_well(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    send(writing, f"{QUESTIONS}{question.pk}/change/", weight="1.5")
    assert "Changed Weight" not in words_of(writing.get(f"{QUESTIONS}{question.pk}/history/"))
    assert "Changed Weight" not in words_of(writing.get("/admin/"))


def test_a_page_of_five_hundred_changes_costs_ten_statements(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    with connection.cursor() as cursor:
        for number in range(500):
            cursor.execute("select set_config('assessment.change', gen_random_uuid()::text, true)")
            cursor.execute(
                "update questionnaire_question set rationale = %s where id = %s", [f"{number}", question.pk]
            )
    assert Revision.objects.filter(question_id=question.pk).count() > 500
    history = f"{EDITIONS}{draft.pk}/history/"
    for address in [history, f"{history}?page=21", f"{QUESTIONS}{question.pk}/history/"]:
        with at_most(8, apart=5):
            page = words_of(writing.get(address))
        assert "page" in page
    assert page.count('<article class="history-change"') == 25


def test_addresses_that_name_nothing_are_missing(writing: Client, draft: Edition) -> None:
    history = f"{EDITIONS}{draft.pk}/history/"
    assert writing.get(f"{history}00000000-0000-0000-0000-000000000000/").status_code == 404
    assert writing.get(f"{EDITIONS}x/history/").status_code == 404
    assert writing.get(f"{QUESTIONS}{'9' * 30}/history/").status_code == 404
    for query in ["?page=x", "?page=999", "?person=x", "?person=99999999999999999999", "?question=nothing"]:
        assert writing.get(history + query).status_code == 200, query


def test_a_large_change_is_a_line_in_the_list_and_whole_on_its_page(writing: Client, draft: Edition) -> None:
    document = serialization.write(draft)
    document["questions"][7]["rationale"] = "Zebra."
    file = SimpleUploadedFile("edition.json", json.dumps(document).encode())
    writing.post(f"{EDITIONS}import/", {"file": file, "into": str(draft.pk)})
    list_page = words_of(writing.get(f"{EDITIONS}{draft.pk}/history/"))
    assert "58 questions added, 58 questions deleted" in list_page
    assert "Zebra" not in list_page
    change = Revision.objects.latest("pk").change
    assert f"{EDITIONS}{draft.pk}/history/{change}/" in list_page
    change_page = words_of(writing.get(f"{EDITIONS}{draft.pk}/history/{change}/"))
    assert "Zebra" in change_page
    assert change_page.count('class="history-question"') == 1
