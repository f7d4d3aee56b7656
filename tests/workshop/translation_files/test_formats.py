"""A language out and in again: nothing is lost, and whatever is wrong is refused in words."""

from collections import Counter
from typing import Any
from xml.etree import ElementTree  # nosec B405  # of files that these tests wrote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.accounts.texts import DIRECTION_CHARACTERS, is_invisible
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Questionnaire
from assessment.questionnaire.validators import UNPRINTABLE
from assessment.workshop.translation_files import formats, texts
from assessment.workshop.translation_files.texts import FileRefused, plan_changes
from tests.make import translated
from tests.questionnaire import documents

CSV = (formats.write_csv, formats.read_csv)
XLIFF = (formats.write_xliff, formats.read_xliff)
WORDS = st.text(min_size=1, max_size=30).filter(
    lambda text: (
        bool(text.strip())
        and not is_invisible(text)
        and not UNPRINTABLE.search(text)
        and not DIRECTION_CHARACTERS.search(text)
    )
)
AWKWARD = st.sampled_from(["=1+1", "'=1", '"+x', " - y", "@a;b,c", "a\nb", "<g>&amp;]]>", "'", "٣ 漢字 🙂"])


@pytest.fixture
def document() -> Document:
    return translated(documents.full(3))


def edition() -> Edition:
    return Edition(questionnaire=Questionnaire(name="The full one"), number=3)


def read_refusal(read_file: Any, raw: bytes | str) -> str:
    with pytest.raises(FileRefused) as refusal:
        read_file(raw.encode() if isinstance(raw, str) else raw)
    return str(refusal.value)


@pytest.mark.parametrize(("write", "read"), [CSV, XLIFF])
def test_a_file_brought_back_unchanged_changes_nothing(write: Any, read: Any, document: Document) -> None:
    question = document["questions"][0]
    question["outdated"] = {"de": {"text": "Before."}}
    question["options"][0]["translations"] = {}

    @settings(max_examples=30, deadline=None)
    @given(original=WORDS | AWKWARD, translation=WORDS | AWKWARD)
    def round_trip(original: str, translation: str) -> None:
        question["text"], question["translations"]["de"]["text"] = original, translation
        file = read(write(document, "de").encode())
        stored = texts.list_texts(document, "de")
        assert [(text.id, text.original, text.translation) for text in file.texts] == [
            (text.id, text.original, text.translation) for text in stored
        ]
        plan = plan_changes(edition(), document, "de", file)
        assert plan.is_empty
        assert not [*plan.original_changed, *plan.unfinished, *plan.left_empty, *plan.absent]

    round_trip()


def test_an_xliff_file_is_what_translators_programs_expect(document: Document) -> None:
    document["questions"][0]["options"][0]["translations"] = {}
    document["questions"][1]["outdated"] = {"de": {"text": "Before."}}
    root = ElementTree.fromstring(formats.write_xliff(document, "de"))  # noqa: S314  # written above
    at = "{urn:oasis:names:tc:xliff:document:1.2}"
    assert (root.tag, root.attrib["version"]) == (f"{at}xliff", "1.2")
    [file] = root
    assert file.attrib == {
        "original": "full-3",
        "source-language": "en",
        "target-language": "de",
        "datatype": "plaintext",
    }
    [body] = file
    assert body.tag == f"{at}body"
    units = list(body)
    assert {unit.tag for unit in units} == {f"{at}trans-unit"}
    ids = [unit.attrib["id"] for unit in units]
    assert len(ids) == len(set(ids)) == len(texts.list_texts(document, "de"))
    assert all([child.tag for child in unit] == [f"{at}source", f"{at}target", f"{at}note"] for unit in units)
    states = Counter(unit[1].attrib["state"] for unit in units)
    assert states["needs-translation"] == states["needs-review-translation"] == 1
    assert set(states) == {"translated", "needs-translation", "needs-review-translation"}
    assert all(
        (unit.attrib["approved"] == "yes") == (unit[1].attrib["state"] == "translated") for unit in units
    )
    by_id = {unit.attrib["id"]: unit for unit in units}
    assert by_id[f"{document['questions'][0]['code']}.text"].attrib["maxwidth"] == "300"


def test_cells_are_no_formulas_and_no_key_leaves(document: Document) -> None:
    document["questions"][0]["translations"]["de"]["text"] = "=HYPERLINK(1)"
    document["questions"][0]["rationale"] = "Why it is right."
    for write, _read in [CSV, XLIFF]:
        assert "Why it is right." not in write(document, "de")
    assert ",'=HYPERLINK(1)," in formats.write_csv(document, "de")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separators_and_line_ends_of_other_spreadsheets_are_read(separator: str, document: Document) -> None:
    row = ["full-3", "DE", f"{document['questions'][0]['code']}.text", "What?", '"Was\r\nnoch?"']
    raw = (
        separator.join(["Edition", "Language", "ID", "Original", "Translation"])
        + "\r\n"
        + separator.join(row)
    )
    [text] = formats.read_csv(raw.encode("utf-8-sig")).texts
    assert formats.read_csv(f"\ufeff{raw}".encode("utf-8-sig")).texts == (text,)  # saved by two programs
    assert (text.original, text.translation) == ("What?", "Was\nnoch?")


HEADER = "edition,language,id,original,translation"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "The file is empty."),
        (HEADER.encode("utf-16"), "The file is in UTF-16."),
        (HEADER.encode("utf-16-le"), "The file is in UTF-16."),
        (f"{HEADER}\nfull-3,de,a.text,What?,Für".encode("latin-1"), "The file is not UTF-8 at byte 65."),
        (
            HEADER.encode("utf-8-sig").decode("latin-1"),
            "A program read the file as something else than UTF-8",
        ),
        (f"{HEADER}\n", "The file has no row below its header."),
        ("edition,language,id,translation\na,b,c,d", "The column “original” is missing."),
        (f"{HEADER},translation\n", "The column “translation” stands there twice."),
        (f"{HEADER}\nfull-3,de,a.text,What?,=1+1", "Row 2, translation: it begins like a formula."),
        (f"{HEADER}\nfull-3,de,a.text,What?,Was?,more", "Row 2 has more cells than there are columns."),
        (
            f"{HEADER}\nfull-3,de,a,b,c\nfull-4,de,d,e,f",
            "The column “edition” names more than one: full-3, full-4.",
        ),
        (
            f"{HEADER},state\nfull-3,de,a,b,c,done",
            "Row 2, state: “done” is none of: translated, to look at, missing.",
        ),
        (f'{HEADER}\nfull-3,de,a,b,"c', "The file cannot be read as CSV: unexpected end of data."),
        (f"{HEADER}\nfull-3,de,a,b,c\x00", "The file contains a NUL character, so it isn’t text."),
        (HEADER + "\na,b,c,d,e" * 5_001, "The file has more than 5,000 rows."),
        (b"x" * (texts.MAX_BYTES + 1), "The file is larger than 2 MB."),
    ],
    ids=range(16),
)
def test_a_csv_file_is_refused_in_words(raw: bytes | str, sentence: str) -> None:
    assert sentence in read_refusal(formats.read_csv, raw)


WHOLE = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">%s</xliff>'
FILE = '<file original="full-3" source-language="en" target-language="de"><body>%s</body></file>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
READS_FILES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DOCTYPE = "The file declares a document type or entities."


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (BOMB + WHOLE % "&b;", DOCTYPE),
        (READS_FILES + WHOLE % "&a;", DOCTYPE),
        ('<!DOCTYPE x SYSTEM "http://elsewhere.example/x.dtd">' + WHOLE % "", DOCTYPE),
        ("<xliff", "The file is not well-formed XML at line 1, column 1."),
        ('<?xml version="1.0" encoding="nonsense"?>' + WHOLE % "", "The file"),
        ('<?xml version="1.0"?>'.encode("utf-16") + b"x", "The file is in UTF-16."),
        ("<html/>", "The file is XML but not XLIFF 1.2."),
        (WHOLE.replace("1.2", "2.0") % "", "The file is XLIFF 2.0; we read version 1.2."),
        (WHOLE % "", "The file has 0 “file” elements"),
        (WHOLE % (FILE % "" * 2), "The file has 2 “file” elements"),
        (WHOLE % (FILE % ""), "The file has no “trans-unit”"),
        (WHOLE % (FILE % "<trans-unit><source>a</source></trans-unit>"), "A “trans-unit” has no id."),
        (WHOLE % (FILE % '<trans-unit id="a"/>'), "trans-unit a: it needs one “source” and has 0."),
        (
            WHOLE
            % (FILE % '<trans-unit id="a"><source>b</source><target><g id="1">c</g></target></trans-unit>'),
            "trans-unit a: “target” contains markup; our texts have none.",
        ),
        (
            WHOLE % (FILE % '<trans-unit id="a"><source>b</source><target state="done"/></trans-unit>'),
            "trans-unit a: XLIFF 1.2 has no state “done”.",
        ),
        (WHOLE % (FILE % ("<trans-unit/>" * 5_001)), "The file has more than 5,000 texts."),
        ("<a>" * 200_000, "The file"),
    ],
    ids=range(17),
)
def test_an_xliff_file_is_refused_in_words(raw: bytes | str, sentence: str) -> None:
    assert sentence in read_refusal(formats.read_xliff, raw)


def test_a_file_that_names_no_namespace_is_read(document: Document) -> None:
    bare = formats.write_xliff(document, "de").replace(f' xmlns="{formats.NAMESPACE}"', "")
    assert (
        formats.read_xliff(bare.encode()).texts
        == formats.read_xliff(formats.write_xliff(document, "de").encode()).texts
    )


def test_segments_that_a_program_marked_are_read() -> None:
    target = '<target state="final"><mrk mtype="seg" mid="1">c</mrk> d</target>'
    unit = f'<trans-unit id="a"><source>b</source>{target}</trans-unit>'
    [text] = formats.read_xliff((WHOLE % (FILE % unit)).encode("utf-8-sig")).texts
    assert (text.translation, text.state, text.unfinished) == ("c d", texts.State.TRANSLATED, False)
