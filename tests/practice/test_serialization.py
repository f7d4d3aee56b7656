"""Practice pages as files."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessment.practice import actions
from assessment.practice.management.commands import load_practice
from assessment.practice.models import PracticePage
from assessment.practice.serialization import (
    PagesRefused,
    compute_fingerprint,
    describe_page,
    load_pages,
    read_pages,
    write_pages,
)
from tests import make
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


def test_a_file_saved_with_a_byte_order_mark_comes_in(tmp_path: Path) -> None:
    path = Path(write_file(tmp_path, pages.TEXTS))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("load_practice", str(path)) == "Practice pages: 1 loaded as drafts.\n"


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
        ("[" * 100_000, "This is nested too deeply"),
        ('{"pages": ' + "9" * 5_000 + "}", "This cannot be read: a number has 5,000 digits"),
        ('{"pages": [], "pages": []}', "the key 'pages' appears more than once"),
        ('{"pages": [{"title": NaN}]}', "NaN is not a number in JSON"),
        ('{"pages": [{"title": 5}]}', "page 1, title: '5' is not text"),
        ('{"pages": [{"title": "a"}, {"title": {"en": "a"}}]}', "page 2, title: an object is not text"),
        ('{"pages": [{"template": ["a: ____", 5]}]}', "page 1, template: a list is not text"),
        ('{"pages": [{"titel": "a"}]}', "page 1: 'titel' is not a part of a page"),
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
        ({"template": "a: ____\nb: ____\nc: ____\nd: ____"}, r"end it with \(example\)"),
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


def test_a_file_takes_nothing_that_lacks_a_part_and_leaves_a_draft_with_holes_as_it_is(
    tmp_path: Path,
) -> None:
    begun = pages.draft(trap="", week="")
    for arguments in ([], ["--publish-if-none"]):
        file = write_file(
            tmp_path, pages.TEXTS | {"facet": "systems.rights", "trap": ""}, pages.TEXTS | {"language": "de"}
        )
        with pytest.raises(CommandError, match=r"page 1 \(systems.rights, en\), trap: Nothing is written"):
            run("load_practice", file, *arguments)
    run("load_practice", "--publish-unedited")
    begun.refresh_from_db()
    assert (begun.state, begun.trap) == ("draft", "")
    published = PracticePage.objects.published()
    assert (published.count(), published.filter(facet=begun.facet, language="en").count()) == (29, 0)
    assert "systems.flow" not in run("export_practice", "--language", "en")


def list_fingerprints() -> set[str]:
    return {line.split()[0] for line in load_practice.FINGERPRINTS.read_text(encoding="utf-8").splitlines()}


def test_the_wording_of_every_shipped_page_is_on_the_list_of_those_that_were_ever_shipped() -> None:
    run("load_practice", "--publish-if-none")
    lacking = [
        f"{fingerprint} {page.facet} {page.language}"
        for page in PracticePage.objects.published()
        if (fingerprint := compute_fingerprint(describe_page(page))) not in list_fingerprints()
    ]
    assert lacking == [], "Append these lines to fingerprints.txt, and leave the others."


@pytest.fixture
def earlier_wording(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PracticePage:
    """A published page whose words, by the list, came with the site before."""
    page = pages.published()
    list_of_all = tmp_path / "fingerprints.txt"
    lines = [*list_fingerprints(), compute_fingerprint(describe_page(page))]
    list_of_all.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(load_practice, "FINGERPRINTS", list_of_all)
    return page


def get_published_title() -> str:
    return PracticePage.objects.published().get(facet="systems.flow", language="en").title


def test_new_words_take_the_place_of_earlier_ones_that_nobody_has_changed(
    earlier_wording: PracticePage,
) -> None:
    assert run("load_practice", "--publish-unedited") == "Practice pages: 30 published.\n"
    assert get_published_title() != earlier_wording.title
    earlier_wording.refresh_from_db()
    assert earlier_wording.state == "replaced"
    assert run("load_practice", "--publish-unedited") == "Practice pages: 0 published.\n"


@pytest.mark.usefixtures("earlier_wording")
def test_a_page_that_editors_have_published_keeps_their_words() -> None:
    draft = actions.start_draft(PracticePage.objects.published().get())
    draft.title = "Our own words"
    draft.save()
    actions.publish(draft, by=None, at=make.NOON)
    text = run("load_practice", "--publish-unedited")
    assert text == "Practice pages: 29 published.\nLeft as your editors wrote them: systems.flow (en).\n"
    assert get_published_title() == "Our own words"
    assert run("load_practice") == "Practice pages: 1 loaded as drafts.\n"
    assert get_published_title() == "Our own words"
    # The draft holds shipped words, but publishing them would replace what the editors published.
    assert "Practice pages: 0 published." in run("load_practice", "--publish-unedited")
    assert get_published_title() == "Our own words"


@pytest.mark.usefixtures("earlier_wording")
@pytest.mark.parametrize("options", [[], ["--publish-unedited"]])
def test_the_shipped_pages_leave_a_draft_that_editors_are_writing(options: list[str]) -> None:
    draft = actions.start_draft(PracticePage.objects.published().get())
    draft.title = "Half written"
    draft.save()
    assert "Left as your editors wrote them: systems.flow (en)." in run("load_practice", *options)
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Half written", "draft")


def test_only_the_shipped_pages_are_published_where_nobody_has_changed_them(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leave out the file"):
        run("load_practice", write_file(tmp_path, pages.TEXTS), "--publish-unedited")
