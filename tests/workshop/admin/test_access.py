"""Who gets which of the editors' pages, by link and by raw POST."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition
from tests.make import staff
from tests.questionnaire.conftest import signed_in

EDITION = "/admin/questionnaire/edition/"
STEPS = ["draft", "review", "publish", "retire", "export", "history", "change", "delete"]
ROLES = ["editor", "publisher", "clerk", "superuser"]
WRITERS = {"editor", "publisher", "superuser"}
PUBLISHERS = {"publisher", "superuser"}


@pytest.fixture
def desks(editor: User, publisher: User, clerk: User, superuser: User, cmo: User) -> dict[str, Client]:
    people = {"editor": editor, "publisher": publisher, "clerk": clerk, "superuser": superuser, "cmo": cmo}
    return {"anonymous": Client()} | {role: signed_in(person) for role, person in people.items()}


def allowed(desks: dict[str, Client], address: str) -> set[str]:
    """The roles that get the page; everybody else gets what a missing page gives, or the sign-in."""
    roles = set()
    for role, desk in desks.items():
        # Who is no staff is first sent to the admin's own sign-in, which does not exist for them either.
        status = desk.get(address, follow=role == "cmo").status_code
        if status == 200:
            roles.add(role)
        else:
            assert status == (302 if role == "anonymous" else 404), (role, address, status)
    return roles


def test_drafts_are_for_editors_and_publishers(desks: dict[str, Client], draft: Edition) -> None:
    question = draft.questions.all()[0]
    for address in [
        EDITION,
        f"{EDITION}import/",
        *(f"{EDITION}{draft.pk}/{step}/" for step in STEPS if step not in {"publish", "retire"}),
        "/admin/questionnaire/question/",
        "/admin/questionnaire/question/add/",
        f"/admin/questionnaire/question/{question.pk}/change/",
        "/admin/questionnaire/questionnaire/",
    ]:
        assert allowed(desks, address) == WRITERS, address


def test_publishing_and_retiring_is_for_publishers(
    desks: dict[str, Client], draft: Edition, published: Edition
) -> None:
    assert allowed(desks, f"{EDITION}{draft.pk}/publish/") == PUBLISHERS
    assert allowed(desks, f"{EDITION}{published.pk}/retire/") == PUBLISHERS


def test_an_unknown_edition_and_a_forbidden_one_look_alike(writing: Client, draft: Edition) -> None:
    forbidden, unknown = (
        writing.get(f"{EDITION}{pk}/publish/").content.decode() for pk in (draft.pk, 999_999)
    )
    assert forbidden.count("\n") == unknown.count("\n")
    assert "publish" not in forbidden.lower()


@pytest.mark.parametrize("step", ["publish", "retire"])
@pytest.mark.parametrize("role", ["editor", "clerk", "cmo"])
def test_a_raw_post_publishes_nothing_without_the_right(
    desks: dict[str, Client], draft: Edition, published: Edition, role: str, step: str
) -> None:
    edition = draft if step == "publish" else published
    response = desks[role].post(f"{EDITION}{edition.pk}/{step}/", {"reason": "Because."}, follow=True)
    assert response.status_code == 404
    states = dict(Edition.objects.values_list("pk", "state"))
    assert states == {draft.pk: "draft", published.pk: "published"}


@pytest.mark.parametrize("field", ["state", "publisher", "published_at", "digest", "questionnaire"])
def test_a_field_that_the_form_does_not_show_changes_nothing(
    writing: Client, editor: User, draft: Edition, field: str
) -> None:
    from tests.questionnaire.pages import send  # noqa: PLC0415  # beside the one test that needs it

    before = Edition.objects.values().get(pk=draft.pk)
    value = {"state": "published", "publisher": str(editor.pk), "questionnaire": "1"}.get(field, "2026-11-02")
    response = send(writing, f"{EDITION}{draft.pk}/change/", **{field: value})
    assert response.status_code == 302
    assert Edition.objects.values().get(pk=draft.pk) == before


def test_a_get_changes_nothing_and_a_post_wants_its_token(publisher: User, draft: Edition) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(publisher)
    for step in ["draft", "review", "publish"]:
        assert strict.get(f"{EDITION}{draft.pk}/{step}/").status_code == 200
        refused = strict.post(f"{EDITION}{draft.pk}/{step}/", {"reason": "Because."})
        assert refused.status_code == 403
    assert Edition.objects.get().state == "draft"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_adds_an_empty_edition_or_a_questionnaire(desks: dict[str, Client], role: str) -> None:
    for model in ["edition", "questionnaire"]:
        assert desks[role].get(f"/admin/questionnaire/{model}/add/").status_code == 404
        assert desks[role].post(f"/admin/questionnaire/{model}/add/", {"slug": "x"}).status_code == 404


def test_an_editor_may_do_exactly_this(db: None) -> None:
    assert staff("editor", "editor").get_all_permissions() == {
        "questionnaire.view_questionnaire",
        "questionnaire.view_edition",
        "questionnaire.change_edition",
        "questionnaire.delete_edition",
        *(
            f"questionnaire.{verb}_{model}"
            for model in ("question", "option")
            for verb in ("view", "add", "change", "delete")
        ),
        *(f"practice.{verb}_practicepage" for verb in ("view", "add", "change", "delete")),
    }


def test_a_publisher_may_also_publish_and_rename(db: None) -> None:
    more = staff("p", "publisher").get_all_permissions() - staff("e", "editor").get_all_permissions()
    assert more == {
        "practice.publish_practicepage",
        "questionnaire.publish_edition",
        "questionnaire.change_questionnaire",
    }


def test_the_migration_can_be_run_again_and_reversed(db: None) -> None:
    from importlib import import_module  # noqa: PLC0415  # a migration's name is no identifier

    from django.apps import apps  # noqa: PLC0415  # the same
    from django.contrib.auth.models import Group  # noqa: PLC0415  # the same

    Group.objects.get_or_create(name="support")  # another migration's; a flush before this test takes it away
    roles: Any = import_module("assessment.questionnaire.migrations.0004_editor_and_publisher")
    roles.make_groups(apps, None)
    roles.make_groups(apps, None)
    names = Group.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["editor", "publisher", "support"]
    roles.remove_groups(apps, None)
    assert list(names.all()) == ["support"]


def test_no_answer_score_secret_or_mail_is_in_the_admin() -> None:
    registered = {model._meta.label for model in admin.site._registry}
    assert registered == {
        "accounts.User",
        "auth.Group",
        "practice.PracticePage",
        "questionnaire.Edition",
        "questionnaire.Question",
        "questionnaire.Questionnaire",
    }
