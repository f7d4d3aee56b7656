"""Variables of the environment, read strictly: what cannot be understood ends the process in one sentence.

It names the variable and what to write, and never quotes a value, which may be a secret.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import NoReturn

SWITCHES = dict.fromkeys(["1", "true", "yes", "on"], True) | dict.fromkeys(["0", "false", "no", "off"], False)
DAY = 24 * 3600
CONTAINER = [Path("/.dockerenv"), Path("/run/.containerenv")]


def refuse(name: str, why: str) -> NoReturn:
    sys.exit(f"Refused to start: {name} {why}.")


def read_switch(name: str, default: bool) -> bool:
    word = os.environ.get(name, "").strip().lower()
    if word and word not in SWITCHES:
        refuse(name, "is a switch: write 1 or 0")
    return SWITCHES.get(word, default)


def read_number[N: (int, float)](name: str, default: N, *, least: int = 0, most: int = DAY) -> N:
    """Whole where the default is; a word, or a number out of bounds, is refused."""
    is_whole = isinstance(default, int)
    try:
        number = type(default)(os.environ.get(name, "").strip() or default)
    except ValueError:
        number = type(default)(-1)
    if not max(least, 0) <= number <= most:
        refuse(name, f"is not a {'whole ' if is_whole else ''}number from {least} to {most}")
    return number


def read_secret(name: str, keep: Path | None = None) -> str:
    """From the environment, from the file that NAME_FILE names, or, on a laptop, from a file kept here."""
    value = os.environ.get(name, "").strip()
    if not value and (path := os.environ.get(f"{name}_FILE")):
        value = _read_file(f"{name}_FILE", Path(path))
    if not value and keep:
        value = _read_kept(keep)
    if not value.isprintable():
        refuse(
            name, "is not one line of text: is it the content of another file, such as a certificate's key?"
        )
    return value


def _read_file(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8-sig").strip()
        everybody = _is_open_to_everybody(path.resolve())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or "not text"
        refuse(name, f"names a file that cannot be read ({why})")
    if not value:
        refuse(name, "names an empty file")
    if everybody:
        refuse(name, "names a file that every user of this machine can read: take that away by chmod o-r")
    return value


def _is_open_to_everybody(path: Path) -> bool:
    # A container has one user, and Compose gives a secret the mode of its file outside.
    if "KUBERNETES_SERVICE_HOST" in os.environ or any(mark.exists() for mark in CONTAINER):
        return False
    return bool(path.stat().st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in path.parents)


def _read_kept(keep: Path) -> str:
    if not keep.exists() or not keep.stat().st_size:
        keep.parent.mkdir(parents=True, exist_ok=True)
        keep.touch(mode=0o600)
        keep.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return keep.read_text(encoding="utf-8").strip()
