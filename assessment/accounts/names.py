"""Names of people and teams, in the order of a dictionary.

In Python: of the two PostgreSQL servers that the site runs on, the embedded one has no ICU collations, and a
list of names is never longer than a page.
"""

import unicodedata
from functools import lru_cache

LAST = "\U0010ffff"
# Letters of their own, which Unicode's collation puts after the one that they resemble.
AFTER = {"ð": f"d{LAST}", "ə": f"e{LAST}", "ı": f"i{LAST}", "ŋ": f"n{LAST}"}


def dictionary_order(name: str) -> tuple[str, str]:
    """A key by which Éric and Østergård stand before Zorro: plain letters first, then as written.

    Apostrophes, hyphens and spaces count alike, whichever way they are typed.
    """
    characters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(map(_transliterate, characters)), name


@lru_cache(maxsize=1024)  # single characters: of a name nothing is kept
def _transliterate(character: str) -> str:
    # The letters from a to z that stand for this one: o for ø, ae for æ. Other scripts keep theirs.
    if unicodedata.combining(character):
        return ""
    name = unicodedata.name(character, "")
    if unicodedata.category(character)[0] in "PSZ" or name.startswith("MODIFIER LETTER "):
        return " "
    match name.split():
        case ["LATIN", "SMALL", "LETTER" | "LIGATURE", letters, *rest] if len(letters) <= 2 and (
            not rest or rest[0] == "WITH"
        ):
            return letters.lower()
    return AFTER.get(character, character)
