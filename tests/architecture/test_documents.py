"""Documents name what is in the tree, and nothing that is elsewhere."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import BASE, list_files, name_of

DOCUMENTS = [path for path in list_files(".md") if "benchmarks/peer" not in name_of(path)]
RECORDS = sorted((BASE / "docs/decisions").glob("*.md"))
LONGEST_RECORD = 40
# Words in capitals that look like the name of a document: each would have to be a file of that name.
NAMES = (
    *("ARCHITECTURE", "BUGS", "COMPARISONS", "CONTENT", "EDITORS", "EXPERIENCE", "HOUSE", "MOCKS"),
    *("ORGANISATIONS", "PRACTICE", "PRODUCT", "SCORING", "STACK", "TRUST"),
)
DOCUMENT_NAME = re.compile(rf"(?<![\w-])(?:{'|'.join(NAMES)})(?![\w-])")
FOLDERS = "assessment|benchmarks|deploy|docs|locale|proxy|static|templates|tests"
SUFFIXES = (".html", ".js", ".json", ".md", ".po", ".py", ".sh", ".txt", ".yaml", ".yml")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> Iterator[str]:
    """What a file says to readers: all of it, of Python the comments and docstrings."""
    text = read(path)
    if path.suffix != ".py":
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def anchors_of(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", read(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        place, _, anchor = link.partition("#")
        target = path.parent / place if place else path
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors_of(target)):
            yield link


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    assert list(broken_links(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_files_that_a_document_names_exist(path: Path) -> None:
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]+?)/?(?:::\w+)?`", read(path))
    assert [name for name in named if not (BASE / name).exists()] == []


def test_no_text_refers_to_a_document_that_is_not_here() -> None:
    names = {path.name for path in DOCUMENTS}
    pattern = re.compile(r"[\w-]+\.md\b")
    missing = {
        (name_of(path), name_in_prose)
        for path in list_files(*SUFFIXES)
        if "peer" not in path.parts and path.name != Path(__file__).name
        for prose in prose_of(path)
        for name_in_prose in {name for name in pattern.findall(prose) if name not in names}
        | set(DOCUMENT_NAME.findall(prose))
    }
    assert missing == set()


def test_the_rule_sees_a_document_that_is_not_here(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('SCORING = 1\n\n\ndef f() -> None:\n    """As SCORING says."""  # see STACK\n', "utf-8")
    names = [name for prose in prose_of(module) for name in DOCUMENT_NAME.findall(prose)]
    assert sorted(names) == ["SCORING", "STACK"]


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert len(numbers) >= 39
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_record_has_the_one_format(record: Path) -> None:
    heading, _, about, *others = read(record).splitlines()
    assert re.fullmatch(rf"# {record.name[:4]} \S.+", heading)
    assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|replaced)\..*", about)
    blank, summary = others[:2]
    assert (blank, summary[:1].isupper(), summary[-1:]) == ("", True, ".")  # what was decided and why
    parts = [line for line in others if line.startswith("#")]
    assert parts == ["## Context", "## Decision", "## Consequences"]
    assert len(others) + 3 <= LONGEST_RECORD
