"""Files that are no calendar are named for what they are, by their content and not by their name."""

import gzip
import io
import json
import tarfile
import zipfile
from datetime import date

import pytest

from assessment.calendar_audit.file_reader import occurrences
from assessment.calendar_audit.file_reader.formats import refuse_other_formats
from assessment.calendar_audit.file_reader.limits import FileRefused
from tests.calendar_audit.exports import calendar, event

A_CALENDAR = calendar(event("Prüfung 🎯"))
MAIL = "From: Ben <ben@example.org>\nSubject: {0}\nContent-Type: text/calendar\n\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def tarred(raw: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("calendar.ics")
        member.size = len(raw)
        archive.addfile(member, io.BytesIO(raw))
    return buffer.getvalue()


OTHER_FORMATS = {
    "Google's export": ("archive", zipped(**{"ada@example.org.ics": A_CALENDAR})),
    "an empty archive": ("archive", zipped()),
    "a 7z archive": ("archive", b"7z\xbc\xaf\x27\x1c\0\4"),
    "a RAR archive": ("archive", b"Rar!\x1a\x07\x01\0"),
    "a tar archive": ("archive", tarred(A_CALENDAR)),
    "gzip": ("compressed", gzip.compress(A_CALENDAR)),
    "bzip2": ("compressed", b"BZh91AY&SY"),
    "an Excel sheet": ("table", zipped(**{"[Content_Types].xml": b"<Types/>"})),
    "an OpenDocument sheet": ("table", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")),
    "Outlook's CSV": ("table", b'"Subject","Start Date","Start Time"\r\n"Review","10/5/2026","9:00"\r\n'),
    "Outlook's CSV in German": ("table", "Betreff;Beginnt am\r\nPrüfung;5.10.2026\r\n".encode("cp1252")),
    "CSV as Unicode": ("table", "Subject\tStart\r\nReview\t5.10.\r\n".encode("utf-16")),
    "CSV behind a mark": ("table", b"\xef\xbb\xbfSubject,Start\nReview,5.10.\n"),
    "CSV of one line": ("table", b"Subject,Start"),
    "a vCard": ("contacts", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n"),
    "a vCard in small letters": ("contacts", b"\r\nbegin:vcard\r\n"),
    "an answer of an API": ("json", b'{"error": "unauthorized"}'),
    "JSON over lines": ("json", b'\xef\xbb\xbf{\n  "items": []\n}'),
    "jCal": ("json", json.dumps(["vcalendar", [], []]).encode()),
    "an invitation as a mail": ("mail", MAIL.format("Review").encode() + A_CALENDAR),
    "a mail with a long way": ("mail", b"Return-Path: <a@example.org>\r\nReceived: from x by y; Mon\r\n"),
    "a mail without more": ("mail", b"To: Ada, Ben, Cleo\nSubject: Review\n\nHello"),
    "a mailbox": ("mail", b"From ben@example.org Mon Oct 05 09:00:00 2026\nX-Status: O\n"),
    "Windows' link": ("link", b"[InternetShortcut]\r\nURL=webcal://example.org/a.ics\r\n"),
    "a link alone": ("link", b"https://calendar.example.org/a/basic.ics"),
    "a subscription alone": ("link", b"\xef\xbb\xbfwebcal://calendar.example.org/a.ics\n"),
    "a link of the Mac": ("link", b'<?xml version="1.0"?><!DOCTYPE plist><plist><dict><key>URL</key>'),
    "a link of a Linux desktop": ("link", b"[Desktop Entry]\nType=Link\n"),
    "xCal": ("xml", b'<?xml version="1.0"?><icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"/>'),
    "xCal without a head": ("xml", b"<icalendar/>"),
    "an error of a storage": ("xml", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"),
    "a page": ("web_page", b"<!DOCTYPE html><html><body>Sign in</body></html>"),
    "a page as XML": ("web_page", b"<?xml version='1.0'?><!DOCTYPE html><html/>"),
    "a page behind a remark": ("web_page", b"<!-- saved -->\n<html>"),
    "a page as UTF-16": ("web_page", "<html>Sign in</html>".encode("utf-16")),
    "Outlook's store": ("outlook", b"!BDN" + b"\0" * 60),
    "Outlook's message": ("outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60),
    "a PDF": ("picture", b"%PDF-1.7\n"),
    "a picture": ("picture", b"\x89PNG\r\n\x1a\n"),
    "a text": ("no_calendar", b"Dear Ada, see you on Monday.\nBen\n"),
    "a formatted text": ("no_calendar", b"{\\rtf1\\ansi"),
    "noise": ("no_calendar", bytes(range(1, 256))),
    "a mark alone": ("empty", b"\xef\xbb\xbf"),
    "blanks": ("empty", b" \r\n\r\n"),
    "zeros": ("empty", b"\0" * 5_000),
}


@pytest.mark.parametrize("name", OTHER_FORMATS)
def test_what_is_no_calendar_is_named_for_what_it_is(name: str) -> None:
    code, raw = OTHER_FORMATS[name]
    with pytest.raises(FileRefused) as refused:
        refuse_other_formats(raw, "calendar.ics")
    assert refused.value.code == code


def test_the_content_is_named_before_the_ending() -> None:
    with pytest.raises(FileRefused) as refused:
        refuse_other_formats(OTHER_FORMATS["Google's export"][1], "calendar.zip")
    assert refused.value.code == "archive"


@pytest.mark.parametrize("name", ["calendar.ics", "CALENDAR.ICS", "calendar (1).ics"])
def test_a_calendar_passes(name: str) -> None:
    refuse_other_formats(A_CALENDAR, name)


def test_a_calendar_by_another_name_is_said_to_be_one() -> None:
    with pytest.raises(FileRefused) as refused:
        refuse_other_formats(A_CALENDAR, "calendar.ics.txt")
    assert refused.value.code == "wrong_name"


@pytest.mark.parametrize("letters", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_no_letter_is_lost_in_other_encodings(letters: str) -> None:
    raw = A_CALENDAR.decode().encode(letters)
    refuse_other_formats(raw)
    (only,) = occurrences.read_appointments(raw, date(2026, 10, 1)).appointments
    assert only.title == "Prüfung 🎯"


def test_zero_bytes_inside_a_file_mean_nothing() -> None:
    raw = calendar(event("Before"), event("In\0side", "20261006T090000Z", "2026100\0006T100000Z"))
    read = occurrences.read_appointments(
        raw.replace(b"BEGIN:VEVENT", b"BEGIN:V\0EVENT", 1), date(2026, 10, 1)
    )
    assert [appointment.title for appointment in read.appointments] == ["Before", "Inside"]
