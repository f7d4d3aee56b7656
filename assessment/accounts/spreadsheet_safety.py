"""Text in cells of a table that somebody will open in a spreadsheet."""

import re
from typing import Any

# What a spreadsheet may take for a formula, also behind a byte order mark, quotes or blanks, or full-width.
FORMULA = re.compile(r"[\s\ufeff\u200b\"'`]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")


def escape_formula(value: Any) -> Any:
    """A cell that is text stays text, whatever it begins with; numbers stay numbers."""
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def unescape_formula(text: str) -> str:
    """The text of a cell as it was before `escape_formula`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
