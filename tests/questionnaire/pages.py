"""Reads the forms of a page as a browser would, so that a test can send them back changed."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form(HTMLParser):
    """The fields of the form that posts to the page itself, with the values it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._open = ""  # the textarea or select being read
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        name = values.get("name") or ""
        if tag == "form":
            self._inside = values.get("method") == "post" and values.get("id") != "logout-form"
        elif not self._inside:
            return
        elif tag == "input" and values.get("type") not in {"submit", "button", "file"}:
            ticked = values.get("type") in {"checkbox", "radio"}
            if not ticked or "checked" in values:
                self.fields[name] = values.get("value") or ("on" if ticked else "")
        elif tag in {"textarea", "select"}:
            self._open = name
            if "multiple" not in values:  # one of several lists sends nothing when nothing is chosen
                self.fields.setdefault(name, "")
        elif tag == "option" and "selected" in values:
            self.fields[self._open] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag in {"textarea", "select"}:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open and self.lasttag == "textarea":
            # A browser drops the first line break and sends the others as two characters.
            lines = data.replace("\r\n", "\n").removeprefix("\n")
            self.fields[self._open] += lines.replace("\n", "\r\n")


def send(client: Client, address: str, **changed: str) -> Any:
    """The page's form, sent back with these fields changed."""
    fields = Form(client.get(address).content.decode()).fields
    return client.post(address, fields | changed)


def words_of(response: Any) -> str:
    """The page on one line."""
    return " ".join(response.content.decode().split())
