"""What no file of the project may carry: another machine's paths, addresses of registries, loose ends."""

import json
import re

import pytest

from tests.architecture.source import BASE, read_texts

TRACES = {
    "machine path": re.compile(r"(?<![\w.$}-])/(root|work|home|Users)(?![\w-])"),
    "registry": re.compile(
        r"(pypi|npmjs|pythonhosted|yarnpkg|jfrog|artifactory)\.(org|com|io)|registry\.\w+\.\w+"
    ),
    "loose end": re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|(?i:lorem ipsum|coming soon|not implemented yet)"),
}
OWN = "tests/architecture/test_traces.py"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/".join(["open ", "root", "x"]), "machine path"),
        ("/".join(["see ", "work", "site", "file"]), "machine path"),
        (".".join(["https://files", "pythonhosted", "org/x.whl"]), "registry"),
        ("https://registry.example.com/x", "registry"),
        ("# TODO: later", "loose end"),
        ("Coming soon", "loose end"),
    ],
)
def test_a_trace_is_found(text: str, kind: str) -> None:
    assert [name for name, pattern in TRACES.items() if pattern.search(text)] == [kind]


def test_our_own_addresses_are_no_trace() -> None:
    addresses = "/workshop/ {{ url }}/work ../home/ /homepage"
    assert [name for name, pattern in TRACES.items() if pattern.search(addresses)] == []


def test_no_file_carries_a_trace() -> None:
    carried = [
        (name, kind, match[0])
        for name, text in read_texts()
        if name != OWN
        for kind, pattern in TRACES.items()
        if (match := pattern.search(text))
    ]
    assert carried == []


def test_lock_files_hold_hashes_and_no_download_addresses() -> None:
    for name, least in {
        "requirements.lock": 20,
        "requirements-dev.lock": 20,
        "benchmarks/peer/requirements.lock": 10,
    }.items():
        text = (BASE / name).read_text()
        pins = re.findall(r"^\S+==\S+", text, re.MULTILINE)
        assert len(pins) > least
        assert len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
        assert "://" not in text
    packages = json.loads((BASE / "package-lock.json").read_text())["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed
    assert all("integrity" in entry and "resolved" not in entry for entry in installed.values())
