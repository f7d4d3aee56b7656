"""Reads what a result page shows: its text, its tables, the figures passed to the browser."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from assessment.charts.figure import validate


class _Tables(HTMLParser):
    """Every table as rows of cell texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cell is not None:
            self.tables[-1][-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


def get_page(client: Client, path: str) -> str:
    """The page at a path, which must be there."""
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def text_of(page: str) -> str:
    """The words of a page in one line, without what only scripts read."""
    without = re.sub(r"<(script|style|noscript).*?</\1>", " ", page, flags=re.DOTALL)
    without = re.sub("</?bdi>|[\u2068\u2069]", "", without)  # around names: no reader sees them
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def heading(page: str) -> str:
    """The h1 in one line."""
    (heading_html,) = re.findall(r"<h1.*?</h1>", page, flags=re.DOTALL)
    return text_of(heading_html)


def headings(page: str) -> list[str]:
    return [text_of(element) for element in re.findall(r"<h2.*?</h2>", page, flags=re.DOTALL)]


def figure(page: str, name: str) -> dict[str, Any]:
    """The figure the browser draws, checked by Plotly."""
    (script,) = re.findall(rf'<script id="{name}" type="application/json">(.*?)</script>', page, re.DOTALL)
    layout: dict[str, Any] = json.loads(script)
    validate(layout)
    return layout


def traces(page: str, name: str, of: str) -> list[dict[str, Any]]:
    return [trace for trace in figure(page, name)["data"] if trace.get("name") == of]


def tables(page: str, beginning: str) -> list[list[list[str]]]:
    """The tables whose first header cell says this, each as rows of cells, the header first."""
    parser = _Tables()
    parser.feed(page)
    return [table for table in parser.tables if table[0][0] == beginning]
