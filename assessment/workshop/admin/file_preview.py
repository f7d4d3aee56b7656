"""What a file holds, carried by the page that shows what it would change; the server keeps nothing of it."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from assessment.workshop.translation_files.texts import FileRefused

SALT = "workshop.file_preview"
MAX_LENGTH = 240_000
"""Of the field: the form that sends it back has to fit into a body of ordinary size."""


def pack(value: Any) -> str:
    """The value as the page carries it, signed, so that nothing else is ever unpacked; FileRefused."""
    packed = signing.dumps(value, salt=SALT, compress=True)
    if len(packed) > MAX_LENGTH:
        raise FileRefused([_("The file has more texts than one preview can show. Import it in two parts.")])
    return packed


def unpack(packed: str) -> Any:
    """None if it was not packed here."""
    try:
        return signing.loads(packed, salt=SALT)
    except signing.BadSignature:
        return None
