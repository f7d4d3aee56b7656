"""One form of a page, as a browser would send it."""

from html.parser import HTMLParser

type Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """What a browser would send of one form, and of which kind each field of it is."""

    def __init__(self, page: str, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.sent: Fields = {}
        self.kinds: dict[str, str] = {}
        self.options: Fields = {}
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id
        elif tag == "option" and self.open:
            self._offer(self.open, attributes.get("value") or "", is_chosen="selected" in attributes)
        elif self.inside and "name" in attributes and tag in {"input", "select", "textarea"}:
            self._add_field(tag, attributes["name"] or "", attributes)

    def _add_field(self, tag: str, name: str, attributes: dict[str, str | None]) -> None:
        kind = (attributes.get("type") or "text") if tag == "input" else tag
        if kind == "file":
            return
        self.kinds.setdefault(name, kind)
        self.open = name if kind in {"select", "textarea"} else self.open
        if kind in {"radio", "checkbox"}:
            self._offer(name, attributes.get("value") or "on", is_chosen="checked" in attributes)
        elif kind != "select":
            self.sent.setdefault(name, []).append(attributes.get("value") or "")

    def _offer(self, name: str, value: str, *, is_chosen: bool) -> None:
        self.options.setdefault(name, []).append(value)
        if is_chosen:
            self.sent.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.kinds.get(self.open) == "textarea":
            self.sent[self.open] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.open = "" if tag in {"select", "textarea"} else self.open

    @property
    def typed(self) -> Fields:
        return {name: value for name, value in self.sent.items() if self.kinds[name] != "hidden"}
