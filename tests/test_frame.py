"""The frame of every page: no inline code, no style, and error pages that need nothing."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from tests.error_pages import WORDS


@pytest.mark.parametrize("status", WORDS)
def test_an_error_page_says_its_words_without_request_user_or_database(status: int) -> None:
    page = render_to_string(f"errors/{status}.html", {"request_id": "0f3c"})
    assert f">{WORDS[status]}</h1>" in page
    assert "Request 0f3c" in page


@pytest.mark.django_db
def test_an_unknown_address_gets_our_page(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert WORDS[404] in response.content.decode()


def test_no_template_carries_style_or_code() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)")
    pages = [path for path in (settings.BASE / "templates").rglob("*.*") if "email" not in path.parts]
    assert [path.name for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


def test_the_first_visit_shows_the_fonts_of_text_and_figures() -> None:
    # A font that is optional may lose the first visit to the fallback.
    style = (settings.BASE / "static/css/site.css").read_text(encoding="utf-8")
    for name, file in {
        "Newsreader": "newsreader-latin-opsz-normal",
        "Instrument Sans": "instrument-sans-latin-wght-normal",
        "Geist Mono": "geist-mono-latin-wght-normal",
    }.items():
        faces = [
            face for face in style.split("@font-face") if f'"{name}"' in face and f"/{file}.woff2" in face
        ]
        assert ["swap" in face for face in faces] == [True], name


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", block))


def test_dark_is_the_same_by_device_and_by_choice() -> None:
    style = (settings.BASE / "static/css/site.css").read_text(encoding="utf-8")
    by_device = style.split(':root:not([data-bs-theme="light"]) {')[1].split("}")[0]
    by_choice = style.split(':root[data-bs-theme="dark"] {')[1].split("}")[0]
    assert _tokens(by_device) == _tokens(by_choice)
    assert len(_tokens(by_device)) > 20
