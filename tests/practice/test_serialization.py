"""Practice pages as files."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessment.practice.models import PracticePage
from assessment.practice.serialization import PagesRefused, load_pages, read_pages, write_pages
from tests.practice import pages

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> str:
    output = StringIO()
    call_command(command, *arguments, stdout=output, stderr=output)
    return output.getvalue()


def write_file(folder: Path, *documents: dict[str, Any]) -> str:
    path = folder / "pages.json"
    path.write_text(json.dumps({"pages": documents}), encoding="utf-8")
    return str(path)


def test_a_file_comes_in_and_goes_out_again_word_for_word(tmp_path: Path) -> None:
    page = pages.published()
    assert load_pages(read_pages(write_pages([page]))) == []
    assert PracticePage.objects.count() == 1
    assert read_pages(write_pages([page])) == [pages.TEXTS]


def test_a_changed_page_becomes_a_draft_under_the_next_number(tmp_path: Path) -> None:
    pages.published()
    file = write_file(tmp_path, pages.TEXTS | {"title": "Date every job"})
    assert run("load_practice", file) == "Practice pages: 1 loaded as drafts.\n"
    draft = PracticePage.objects.get(state="draft")
    assert (draft.number, draft.title) == (2, "Date every job")
    run("load_practice", write_file(tmp_path, pages.TEXTS | {"title": "Date each job"}))
    draft.refresh_from_db()
    assert (draft.number, draft.title) == (2, "Date each job")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "This is not JSON"),
        ("[]", "an object for each page"),
        ('{"pages": [1]}', "an object for each page"),
        ('{"pages": {}}', "an object for each page"),
    ],
)
def test_what_is_no_file_of_pages_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "pages.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        run("load_practice", str(path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facet": "systems.none"}, r"page 2 \(systems.none, en\), facet"),
        ({"language": "xx"}, "language"),
        ({"title": ""}, "title"),
        ({"template": "Job: ____"}, "Use 4 to 7 lines; you have 1"),
        ({"template": "a: ____\nb: ____\nc: ____\nd: ____"}, r"end it in \(example\)"),
        ({"good": "word " * 119, "trap": "word " * 79, "week": "word " * 100}, "The page has 3.. words"),
        ({"reference_link": "javascript:alert(1)"}, "reference_link"),
        ({"title": None}, "title"),
        ({"title": ["a", "b"] * 60}, "title"),
    ],
)
def test_one_bad_page_keeps_the_whole_file_out(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    file = write_file(tmp_path, pages.TEXTS | {"facet": "systems.rights"}, pages.TEXTS | change)
    with pytest.raises(CommandError, match=words):
        run("load_practice", file)
    assert not PracticePage.objects.exists()


def test_where_nothing_is_published_the_shipped_pages_are_and_only_once() -> None:
    run("load_practice", "--publish-if-none")
    pages_of = PracticePage.objects.published().filter(language="en")
    assert pages_of.count() == 15
    assert run("load_practice", "--publish-if-none") == "Practice pages: 0 published.\n"
    exported = run("export_practice", "--language", "en")
    assert next(page["facet"] for page in read_pages(exported)) == "systems.flow"


def test_two_pages_of_one_facet_in_a_file_are_one_draft(tmp_path: Path) -> None:
    documents = read_pages(write_pages([pages.draft()]))
    with pytest.raises(PagesRefused, match="twice"):
        load_pages([*documents, documents[0] | {"title": "Another title"}])
