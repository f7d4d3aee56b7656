"""What a calendar file may be."""

from assessment.calendar_audit.file_reader.appointments import FileMonth

MOST_BYTES = 20 * 1024 * 1024
MOST_EVENTS = MOST_OCCURRENCES = 5_000
LONGEST_TITLE = 200
LONGEST_LINE = 20_000
EARLIEST_YEAR = 1600  # address books keep birthdays without a year in 1604
EARLIEST_SERIES = 1900  # of what recurs more often than yearly


class Refused(Exception):
    """A file that is not counted. code: one of words.UNREADABLE. file_month: what it held, if read."""

    def __init__(self, code: str, file_month: FileMonth | None = None) -> None:
        super().__init__(code)
        self.code, self.file_month = code, file_month


def check_start(raw: bytes) -> None:
    """Refuse what no process need be started for: too_large, empty, web_page, no_calendar."""
    if len(raw) > MOST_BYTES:
        raise Refused("too_large")
    start = raw[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
    if not start:
        raise Refused("empty")
    if start.startswith(b"<"):
        raise Refused("web_page")
    if not start[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise Refused("no_calendar")
