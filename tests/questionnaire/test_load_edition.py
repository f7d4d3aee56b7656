"""manage.py load_edition."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessment.questionnaire import actions, serialization
from assessment.questionnaire.management.commands import load_edition
from assessment.questionnaire.models import Edition, Question
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What the command says on both streams."""
    output = StringIO()
    call_command("load_edition", *arguments, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two shipped editions."""
    (tmp_path / "full-1.json").write_bytes(documents.raw(documents.full()))
    (tmp_path / "pulse-1.json").write_bytes(documents.raw(documents.pulse()))
    monkeypatch.setattr(load_edition, "SHIPPED", tmp_path)
    return tmp_path


def test_a_file_is_loaded_as_a_draft(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_bytes(documents.raw(documents.full(4)))
    assert run(str(tmp_path / "mine.json")) == "The full one, edition 4: loaded as a draft.\n"
    assert Edition.objects.get().state == Edition.State.DRAFT


def test_without_a_file_the_shipped_editions_are_loaded(shipped: Path) -> None:
    assert run().splitlines() == [
        "The full one, edition 1: loaded as a draft.",
        "The pulse one, edition 1: loaded as a draft.",
    ]


def test_what_was_loaded_is_published_where_nothing_is(shipped: Path) -> None:
    output = run("--publish-if-none")
    assert output.count("published.") == 2
    assert set(Edition.objects.published().values_list("questionnaire__slug", flat=True)) == {"full", "pulse"}


def test_loading_twice_changes_nothing_and_says_so(shipped: Path) -> None:
    run("--publish-if-none")
    before = [list(model.objects.order_by("pk").values()) for model in (Edition, Question)]
    assert run().splitlines() == [
        "The full one, edition 1: already here, nothing changed.",
        "The pulse one, edition 1: already here, nothing changed.",
    ]
    assert [list(model.objects.order_by("pk").values()) for model in (Edition, Question)] == before


def test_a_start_with_a_newer_shipped_edition_leaves_the_sites_own_alone(shipped: Path) -> None:
    run("--publish-if-none")
    (shipped / "full-2.json").write_bytes(documents.raw(documents.full(2)))
    assert run("--publish-if-none").splitlines()[0] == (
        "The full one has been published here: the shipped edition is left out."
    )
    assert list(Edition.objects.for_questionnaire("full").values_list("number", "state")) == [
        (1, "published")
    ]


def test_one_command_brings_a_newer_shipped_edition_as_a_draft(shipped: Path) -> None:
    run("--publish-if-none")
    (shipped / "full-2.json").write_bytes(documents.raw(documents.full(2)))
    assert "The full one, edition 2: loaded as a draft." in run()
    states = Edition.objects.for_questionnaire("full").order_by("number").values_list("number", "state")
    assert list(states) == [(1, "published"), (2, "draft")]


def test_a_new_site_gets_the_latest_shipped_edition_alone(shipped: Path) -> None:
    for number in (2, 10):
        (shipped / f"full-{number}.json").write_bytes(documents.raw(documents.full(number)))
    run("--publish-if-none")
    assert list(Edition.objects.for_questionnaire("full").values_list("number", "state")) == [
        (10, "published")
    ]


def test_the_shipped_editions_of_a_new_site_are_the_second() -> None:
    run("--publish-if-none")
    published = Edition.objects.published().values_list("questionnaire__slug", "number")
    assert sorted(published) == [("full", 2), ("pulse", 2)]


def test_a_retired_edition_is_not_published_again(shipped: Path) -> None:
    run("--publish-if-none")
    actions.retire(Edition.objects.for_questionnaire("full").get(), by=None, at=timezone.now())
    run("--publish-if-none")
    assert not Edition.objects.for_questionnaire("full").published().exists()
    file = str(shipped / "full-1.json")
    assert "The full one, edition 1: retired, so nothing is published." in run(file, "--publish-if-none")
    assert not Edition.objects.for_questionnaire("full").published().exists()


@pytest.mark.parametrize("published", [True, False])
def test_another_edition_under_the_number_refuses_the_file(tmp_path: Path, published: bool) -> None:
    edition = actions.load(documents.full())
    if published:
        actions.publish(edition, by=None, at=timezone.now())
    other = documents.full() | {"questions": documents.full()["questions"][1:]}
    (tmp_path / "other.json").write_bytes(documents.raw(other))
    state = "published" if published else "a draft"
    with pytest.raises(CommandError) as refused:
        run(str(tmp_path / "other.json"))
    assert str(refused.value) == (
        f"The full one, edition 1 exists with other content and is {state}. "
        "Give the file another number. Nothing was loaded."
    )
    assert serialization.write(Edition.objects.get()) == documents.full()


def test_a_shipped_edition_gives_way_to_one_that_editors_made_and_the_rest_loads(shipped: Path) -> None:
    own = documents.full()
    own["questions"][0]["text"] = "Our own question?"
    actions.load(own)
    assert "The shipped one was left out." in run()
    assert serialization.write(Edition.objects.for_questionnaire("full").get()) == own
    assert Edition.objects.for_questionnaire("pulse").exists()


def test_one_malformed_file_among_the_shipped_loads_none(shipped: Path) -> None:
    (shipped / "pulse-1.json").write_bytes(b"{}")
    with pytest.raises(CommandError, match=r"pulse-1\.json: questions: is missing"):
        run("--publish-if-none")
    assert not Edition.objects.exists()


def test_an_edition_that_cannot_be_published_is_named_and_nothing_loaded(shipped: Path) -> None:
    pulse = documents.pulse()
    pulse["questions"].pop()
    (shipped / "pulse-1.json").write_bytes(documents.raw(pulse))
    with pytest.raises(CommandError, match="Calendar: 0 hours questions, needs 1"):
        run("--publish-if-none")
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("name", "reason"), [("absent.json", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(CommandError, match=f"cannot be read: {reason}"):
        run(str(tmp_path / name))
