"""Names of people and teams, in the order of a dictionary.

In Python: of the two PostgreSQL servers that the site runs on, the embedded one has no ICU collations, and a
list of names is never longer than a page.
"""

from unicodedata import combining, normalize


def dictionary_order(name: str) -> tuple[str, str]:
    """A key by which Éric stands before Zorro: letters without marks and case first, then as written."""
    letters = [letter for letter in normalize("NFKD", name) if not combining(letter)]
    return "".join(letters).casefold(), name
