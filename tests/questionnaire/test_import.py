"""Files into drafts: whole or not at all, by page and by command, and out again to the byte."""

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Max
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.errors import EditionRefused
from assessment.questionnaire.models import Edition, Option, Question
from tests.questionnaire import documents
from tests.questionnaire.mutations import files
from tests.questionnaire.pages import words_of

IMPORT = "/admin/questionnaire/edition/import/"
SHIPPED = Path("assessment/questionnaire/editions/full-1.json")


def upload(client: Client, raw: bytes, into: str = "") -> Any:
    file = BytesIO(raw)
    file.name = "mine.json"
    return client.post(IMPORT, {"file": file, "into": into})


def read_stored_editions() -> tuple[Any, ...]:
    """Editions as they stand; of the rows below them how many, and the latest: replaced ones are new ones."""
    below = [model.objects.aggregate(Count("pk"), Max("pk")) for model in (Question, Option)]
    return list(Edition.objects.order_by("pk").values()), *below


def first_fault(raw: bytes) -> str:
    """Where the first fault of a file is; empty if it has none."""
    try:
        serialization.read(raw)
    except EditionRefused as why:
        return why.faults[0].where
    return ""


def test_a_file_takes_the_place_of_a_draft_that_keeps_its_number(
    writing: Client, draft: Edition, editor: User
) -> None:
    other = documents.full(77)
    other["questions"][0]["text"] = "What about another thing?"
    other["questions"] = other["questions"][:40]
    response = upload(writing, documents.raw(other), into=str(draft.pk))
    assert response.headers["Location"].endswith(f"/{draft.pk}/change/")
    stored = serialization.write(Edition.objects.get())
    assert stored["edition"]["number"] == 3
    assert stored["questions"] == serialization.read(documents.raw(other))["questions"]


def test_a_file_can_take_the_next_number(writing: Client, draft: Edition) -> None:
    upload(writing, documents.raw(documents.full(3)), into="next")
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [3, 4]


def test_a_file_of_another_questionnaire_replaces_nothing(writing: Client, draft: Edition) -> None:
    before = read_stored_editions()
    response = upload(writing, documents.raw(documents.pulse(1)), into=str(draft.pk))
    assert response.status_code == 422
    assert "The file is an edition of “pulse”" in words_of(response)
    assert read_stored_editions() == before


def test_what_is_published_is_offered_to_nobody_and_refused(writing: Client, published: Edition) -> None:
    assert f'value="{published.pk}"' not in words_of(writing.get(IMPORT))
    before = read_stored_editions()
    assert upload(writing, documents.raw(documents.full(1)), into=str(published.pk)).status_code == 422
    with pytest.raises(actions.EditionFrozen):
        actions.replace_draft(published, documents.full(1))
    assert read_stored_editions() == before


def test_export_import_export_is_the_same_to_the_byte(writing: Client) -> None:
    raw = SHIPPED.read_bytes()
    upload(writing, raw)
    number_one = Edition.objects.get(number=1)
    first = writing.get(f"/admin/questionnaire/edition/{number_one.pk}/export/").content
    assert first.decode() == serialization.format_json(serialization.read(raw))
    upload(writing, first)
    assert Edition.objects.count() == 1
    number_one.delete()
    upload(writing, first)
    again = writing.get(f"/admin/questionnaire/edition/{Edition.objects.get(number=1).pk}/export/").content
    assert again == first


def test_200_spoilt_files_leave_no_part_of_an_edition_and_no_error_of_ours(
    writing: Client, draft: Edition
) -> None:
    refused = 0
    for number, raw in enumerate(files(documents.raw(documents.full(9)), 200)):
        before = read_stored_editions()
        response = upload(writing, raw, str(draft.pk) if number % 2 else "")
        if where := first_fault(raw):
            refused += 1
            assert response.status_code == 422
            assert where.split("'")[0] in response.content.decode()
            assert read_stored_editions() == before
            continue
        assert response.status_code == 302
        target = Edition.objects.get(pk=int(response.headers["Location"].split("/")[-3]))
        assert serialization.write(target)["questions"] == serialization.read(raw)["questions"]
        Edition.objects.exclude(pk=draft.pk).delete()
    assert 150 < refused < 200


def run_command(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_the_commands_are_twins_of_the_pages(draft: Edition, tmp_path: Path) -> None:
    file = tmp_path / "three.json"
    assert run_command("export_edition", "full", "3") == serialization.format_json(serialization.write(draft))
    assert "written to" in run_command("export_edition", "full", "3", str(file))
    assert file.read_text() == serialization.format_json(serialization.write(draft))
    draft.questions.all()[0].delete()
    run_command("load_edition", str(file), "--into", "3")
    assert serialization.format_json(serialization.write(Edition.objects.get())) == file.read_text()
    assert "edition 4: loaded as a draft." in run_command("load_edition", str(file), "--next")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export_edition", "full", "8"], "There is no edition 8 of “full”"),
        (["export_edition", "full", "3", "/proc/no/where.json"], "cannot be written"),
        (["load_edition", "--next"], "Give the file"),
        (
            ["load_edition", str(SHIPPED), "--into", "8"],
            "There is no edition 8 of “full”. Nothing was loaded.",
        ),
    ],
)
def test_a_command_that_cannot_says_why(draft: Edition, arguments: list[str], sentence: str) -> None:
    before = read_stored_editions()
    with pytest.raises(CommandError, match=sentence):
        run_command(*arguments)
    assert read_stored_editions() == before


def test_an_export_overwrites_no_file(draft: Edition, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("precious")
    with pytest.raises(CommandError, match="cannot be written"):
        run_command("export_edition", "full", "3", str(file))
    assert file.read_text() == "precious"
