"""Which kind of file somebody brought, by its first bytes; and the letters a calendar is written in."""

from collections.abc import Sequence

from assessment.calendar_audit.file_reader.limits import MOST_BYTES, FileRefused

INSPECTED_BYTES = 4_000
MARKS = (  # the longer mark first where one begins another
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
ZEROS = {  # 1 for each of the first four bytes that is zero where plain text has no mark
    b"\0\1\1\1": "utf-32-le",
    b"\1\1\1\0": "utf-32-be",
    b"\0\1\0\1": "utf-16-le",
    b"\1\0\1\0": "utf-16-be",
}
DOCUMENTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"Index/Document.iwa")
"""What archives begin with that are documents: Office, OpenDocument, iWork."""
BINARY = (
    ((b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!"), "archive"),
    ((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"), "compressed"),
    ((b"!BDN", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "outlook"),
    ((b"bplist00", b"L\0\0\0\x01\x14\x02\0"), "link"),
    ((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "picture"),
)
WEB_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title")
TEXTS = (
    ((b"begin:vcard",), "contacts"),
    (
        (b"http://", b"https://", b"webcal://", b"webcals://", b"[internetshortcut]", b"[desktop entry]"),
        "link",
    ),
    ((b"{\\rtf",), "no_calendar"),
    ((b"{", b"["), "json"),
)
MAIL_HEADERS = {
    *(b"bcc", b"cc", b"content-type", b"date", b"delivered-to", b"from", b"message-id", b"mime-version"),
    *(b"received", b"reply-to", b"return-path", b"subject", b"to", b"x-apparently-to", b"x-gm-thrid"),
}


def refuse_other_formats(raw: bytes, name: str = "calendar.ics") -> None:
    """Refuse what no process need be started for: too_large, empty, files of another kind, wrong_name."""
    if len(raw) > MOST_BYTES:
        raise FileRefused("too_large")
    if code := _find_refusal(raw[:INSPECTED_BYTES]):
        raise FileRefused(code)
    if not name.lower().endswith(".ics"):
        raise FileRefused("wrong_name")


def convert_to_utf_8(raw: bytes) -> bytes:
    # Without a mark, and without zero bytes, which mean nothing.
    mark, letters = next(((mark, letters) for mark, letters in MARKS if raw.startswith(mark)), (b"", "utf-8"))
    if not mark:
        letters = ZEROS.get(bytes(byte == 0 for byte in raw[:4]), letters)
    text = raw.removeprefix(mark)
    if letters != "utf-8":
        text = text.decode(letters, errors="replace").encode()
    return text.replace(b"\0", b"")


def _find_refusal(start: bytes) -> str:
    if start[257:262] == b"ustar":  # tar begins with the name of its first file
        return "archive"
    if code := _by_beginning(start, BINARY):
        return "table" if any(document in start for document in DOCUMENTS) else code
    text = convert_to_utf_8(start).lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if not text or text.startswith(b"begin:vcalendar"):
        return "" if text else "empty"
    if text.startswith(b"<"):
        return _markup(text)
    return _by_beginning(text, TEXTS) or _lines_of_text(text.splitlines())


def _by_beginning(start: bytes, formats: Sequence[tuple[tuple[bytes, ...], str]]) -> str:
    return next((code for marks, code in formats if start.startswith(marks)), "")


def _markup(text: bytes) -> str:
    if any(tag in text for tag in WEB_PAGES):
        return "web_page"
    if b"<plist" in text:  # a link as macOS keeps it
        return "link"
    return "xml" if text.startswith((b"<?xml", b"<icalendar", b"<xcal", b"<vcalendar")) else "web_page"


def _lines_of_text(lines: list[bytes]) -> str:
    headers = {line.partition(b":")[0] for line in lines if b":" in line}
    if lines[0].startswith(b"from ") or len(headers & MAIL_HEADERS) > 1:
        return "mail"
    return "table" if any(_is_column_head(lines, separator) for separator in b",;\t") else "no_calendar"


def _is_column_head(lines: list[bytes], separator: int) -> bool:
    # The first line names columns, and the next, if there is one, fills them.
    columns = [line.count(separator) for line in lines[:2]]
    return 0 < columns[0] <= columns[-1] and not any(byte < 32 and byte != separator for byte in lines[0])
