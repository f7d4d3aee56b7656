"""The frame of every page: no inline code, no style, and error pages that need nothing."""

import gzip
import re
import secrets

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from assessment.middleware import GZipMiddleware
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


def test_a_summary_of_what_was_refused_takes_the_focus_wherever_on_a_long_page_it_is() -> None:
    summaries = {
        path.name: summary
        for path in (settings.BASE / "templates").rglob("*.html")
        for summary in re.findall(r'<div class="error-summary[^>]*>', path.read_text(encoding="utf-8"))
    }
    assert len(summaries) > 1
    assert [name for name, summary in summaries.items() if " autofocus" not in summary] == []


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


def test_a_page_is_compressed_for_whoever_can_read_it_and_its_length_says_nothing(client: Client) -> None:
    page = client.get("/accessibility/")
    answers = [client.get("/accessibility/", headers={"accept-encoding": "gzip"}) for _ in range(20)]
    assert {gzip.decompress(answer.content) for answer in answers} == {page.content}
    for answer in answers:
        assert answer["Content-Encoding"] == "gzip"
        assert answer["Content-Length"] == str(len(answer.content))
        assert "Accept-Encoding" in answer["Vary"]
        assert len(answer.content) < len(page.content) / 2
    assert len({len(answer.content) for answer in answers}) > 5  # twenty lots among a hundred
    assert not page.has_header("Content-Encoding")
    assert "Accept-Encoding" in page["Vary"]


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"short"),
        HttpResponse(secrets.token_bytes(300)),
        HttpResponse(b"a" * 300, headers={"Content-Encoding": "br"}),
    ],
    ids=["short", "not to be compressed", "compressed already"],
)
def test_what_compressing_would_not_shorten_is_sent_as_it_is(response: HttpResponse) -> None:
    content = response.content
    encoding = response.get("Content-Encoding")
    compress_for_a_browser(response)
    assert response.content == content
    assert response.get("Content-Encoding") == encoding


def test_a_stream_and_a_page_with_a_tag_are_compressed_as_django_does() -> None:
    tagged = HttpResponse(b"a" * 300, headers={"ETag": '"one"'})
    streamed = StreamingHttpResponse([b"a" * 300])
    compress_for_a_browser(tagged)
    compress_for_a_browser(streamed)
    assert gzip.decompress(tagged.content) == b"a" * 300
    assert gzip.decompress(streamed.getvalue()) == b"a" * 300
    assert tagged["ETag"] == 'W/"one"'


def compress_for_a_browser(response: HttpResponseBase) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, deflate, br"})
    GZipMiddleware(lambda request: HttpResponse()).process_response(request, response)
