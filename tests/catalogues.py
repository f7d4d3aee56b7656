"""Every message of the interface, and the catalogues that say it in other languages.

`make messages` prints what the catalogues lack and hold too much of, as entries ready to be filled in.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Identity = tuple[str, str | tuple[str, ...]]


def sources() -> Iterator[tuple[str, bytes]]:
    """The Python of the site, and its templates as Python that makes the same calls."""
    for path in sorted((BASE / "assessment").rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(BASE)), path.read_bytes()
    for path in sorted((BASE / "templates").rglob("*.*")):
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is left of the markup is indented at will, which Python's reader refuses.
        plain = "\n".join(line.strip() for line in calls.splitlines())
        yield str(path.relative_to(BASE)), plain.encode()


def messages() -> dict[Identity, str]:
    """Every message by context and English words, with the first file it stands in."""
    files: dict[Identity, str] = {}
    for name, source in sources():
        for _, words, _, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            files.setdefault((context or "", words), name)
    return files


def catalogues() -> dict[str, Catalog]:
    """By language."""
    return {path.parts[-3]: _read(path) for path in sorted(BASE.glob("locale/*/LC_MESSAGES/django.po"))}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django", abort_invalid=True)


def identity(message: Message) -> Identity:
    words = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context or "", words


def entries(catalogue: Catalog) -> dict[Identity, Message]:
    """Without the header."""
    return {identity(message): message for message in catalogue if message.id}


def lacking() -> None:
    all_messages = messages()
    for language, catalogue in catalogues().items():
        known_entries = entries(catalogue)
        print(f"# {language}: lacks {len(all_messages.keys() - known_entries.keys())}")  # noqa: T201  # the command's output
        for (context, words), name in all_messages.items():
            if (context, words) not in known_entries:
                singular, *more = (words,) if isinstance(words, str) else words
                lines = [f'msgctxt "{context}"'] if context else []
                lines += [
                    f'msgid "{_quoted(singular)}"',
                    *(f'msgid_plural "{_quoted(plural)}"' for plural in more),
                ]
                lines += ['msgstr[0] ""', 'msgstr[1] ""'] if more else ['msgstr ""']
                print("", f"#. {name}", *lines, sep="\n")  # noqa: T201  # the command's output
        for context, words in known_entries.keys() - all_messages.keys():
            print(f"# {language}: nothing says {words!r} {context}")  # noqa: T201  # the command's output


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


if __name__ == "__main__":
    lacking()
