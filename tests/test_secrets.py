"""No secret is in the tree: what looks like one has been looked at, and is noted as none."""

import json
from pathlib import Path
from typing import Any

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

from tests.architecture.source import BASE, files, name_of

BASELINE = BASE / ".secrets.baseline"


def settings_of(baseline: dict[str, Any]) -> dict[str, Any]:
    """Its plugins and filters, but for the one that would ask other hosts whether a key is alive."""
    filters = [one for one in baseline["filters_used"] if "verification" not in one["path"]]
    return {"plugins_used": baseline["plugins_used"], "filters_used": filters}


def found(root: Path, *paths: str) -> set[tuple[str, str, str]]:
    """File, kind and hash of whatever looks like a secret; lines may move."""
    seen = SecretsCollection(root=str(root))
    with transient_settings(settings_of(json.loads(BASELINE.read_text(encoding="utf-8")))):
        for path in paths:
            seen.scan_file(path)
    return {(name, one.type, one.secret_hash) for name, one in seen}


def test_the_search_sees_a_secret(tmp_path: Path) -> None:
    line = "AWS_" + 'KEY = "AKIA' + "QYLPMN5HHHFPZAM2" + '"'  # in one piece, it would be found here
    (tmp_path / "keys.py").write_text(line, encoding="utf-8")
    assert {kind for _, kind, _ in found(tmp_path, "keys.py")} >= {"AWS Access Key"}


def test_whatever_looks_like_a_secret_is_noted_as_none() -> None:
    known = json.loads(BASELINE.read_text(encoding="utf-8"))["results"]
    noted = {(name, one["type"], one["hashed_secret"]): one for name, all_ in known.items() for one in all_}
    names = [name_of(path) for path in files() if path != BASELINE]
    assert found(BASE, *names) == set(noted)
    assert [key for key, one in noted.items() if one.get("is_secret") is not False] == []
