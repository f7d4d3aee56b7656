"""What a calendar file may be."""

from assessment.calendar_audit.file_reader.appointments import FileMonth

MOST_BYTES = 20 * 1024 * 1024
MOST_EVENTS = MOST_OCCURRENCES = 5_000
LONGEST_TITLE = 200
LONGEST_LINE = 20_000
EARLIEST_YEAR = 1600  # address books keep birthdays without a year in 1604
EARLIEST_SERIES = 1900  # of what recurs more often than yearly


class FileRefused(Exception):
    """A file that is not counted. code: one of words.UNREADABLE. file_month: what it held, if read."""

    def __init__(self, code: str, file_month: FileMonth | None = None) -> None:
        super().__init__(code)
        self.code, self.file_month = code, file_month
