"""Calendar files: three as Google, Outlook and Apple export them, and small ones made on the spot."""

from pathlib import Path

FILES = Path(__file__).parent / "files"
GUESTS = """\
ORGANIZER;CN=Ada Obi:mailto:cmo@example.org
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={0};CN=Ada Obi:mailto:cmo@example.org
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ben Marsh:mailto:ben@example.org
"""


def export(name: str) -> bytes:
    """One of the three, with the line ends of the standard."""
    return (FILES / f"{name}.ics").read_bytes().replace(b"\n", b"\r\n")


def event(
    title: str = "Meeting",
    start: str = "20261005T090000Z",
    end: str = "20261005T100000Z",
    more: str = "",
    uid: str = "",
) -> str:
    """One event; start and end as the file writes them."""
    named = uid or f"{title}-{start}"
    return f"BEGIN:VEVENT\nUID:{named}\nDTSTART:{start}\nDTEND:{end}\nSUMMARY:{title}\n{more}END:VEVENT\n"


def calendar(*parts: str, head: str = "") -> bytes:
    """A file of those events."""
    document = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{head}{''.join(parts)}END:VCALENDAR\n"
    return document.replace("\n", "\r\n").encode()


def make_bomb(rule: str, start: str = "20260102T090000") -> bytes:
    """One event with a rule: about 230 bytes."""
    return calendar(
        f"BEGIN:VEVENT\nUID:1\nDTSTART:{start}\nDURATION:PT30M\nRRULE:{rule}\nSUMMARY:Bomb\nEND:VEVENT\n"
    )
