"""What may arrive in a request: whatever it is, a page of ours answers, and nothing is stored."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire.models import Kind
from assessment.wsgi import application
from tests import make
from tests.error_pages import assert_own_page

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
TOO_LONG = b"x=" + b"a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
A_FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n%s\r\n--b--\r\n'
BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"
# The status, what is sent, and as what.
REFUSED = {
    "too long": (413, TOO_LONG, FORM),
    "too long in parts": (413, A_FILE.replace(b'; filename="f"', b"") % TOO_LONG, MULTIPART),
    "too long even for a file": (413, A_FILE % (b"a" * settings.FILE_UPLOAD_MAX_MEMORY_SIZE), MULTIPART),
    "too many fields": (400, b"&".join(b"f%d=1" % n for n in range(1001)), FORM),
    "too many files": (
        400,
        b"".join((A_FILE % b"1").replace(b"--b--\r\n", b"") for _ in range(101)),
        MULTIPART,
    ),
    "no boundary": (400, b"--b", "multipart/form-data"),
    "an impossible boundary": (400, b"--b", "multipart/form-data; boundary=\u00e9"),
    "parts without a name": (400, b"--b\r\nContent-Disposition: " + b"a" * 2000 + b"\r\n\r\n", MULTIPART),
    "broken base64": (400, A_FILE.replace(b"\r\n\r\n", b"\r\n" + BASE64) % b"abc", MULTIPART),
    "JSON": (400, b'{"choice": "4", "low": 1}', "application/json"),
    "a page": (400, b"<xml/>", "text/xml"),
    "a picture": (400, b"\x89PNG", "image/png"),
    "no type": (400, b"x", "nothing at all"),
    "a type's half": (400, b"x", "text"),
}
# Well formed as a body, but no answer to any question.
NONSENSE = {
    "nothing": (b"", FORM),
    "only separators": (b"&&==&%&;%%%", FORM),
    "NUL": (b"choice=%00&claim=%00&confidence=%00&low=%00&high=%00&approving=%00&designing=%00", FORM),
    "no UTF-8": (b"choice=\xff\xfe&claim=%ff&low=%ed%a0%80&high=%c3&approving=%ff&designing=%ff", FORM),
    "digits of another script": ("low=١&high=٢&approving=²&designing=½&other=Ⅷ".encode(), FORM),
    "lists": (b"choice=1&choice=x&low=1&low=x&high=y&claim=true&claim=maybe&approving=1&approving=-", FORM),
    "ANSI and lines": (b"choice=%1b[31m%0a%0d&low=%0a1&high=%1b&approving=%1b[2J&designing=%0d", FORM),
}


@pytest.fixture
def visitor() -> Client:
    """Holds an attempt, and says its token in a header as take.js does; Django reads the body even so."""
    make.published()
    token = "a" * 32
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"x-csrftoken": token})
    visitor.cookies["csrftoken"] = token
    visitor.post("/start/")
    return visitor


def questions() -> Iterator[str]:
    """The address of one question of each kind."""
    attempt = Attempt.objects.get()
    number_by_kind = {line.question.kind: line.number for line in AnswerSheet.load(attempt).lines}
    assert set(number_by_kind) == set(Kind)
    for number in number_by_kind.values():
        yield f"/take/{attempt.uid}/q/{number}/"


def forms() -> Iterator[str]:
    """Every address of attempts and results that takes a POST without an account."""
    yield from ("/start/", "/pulse/", "/ratio/")
    yield from questions()
    for page in ("submit", "leave"):
        yield f"/take/{Attempt.objects.get().uid}/{page}/"


def read_stored_rows() -> list[Any]:
    return [list(Attempt.objects.values_list().order_by("pk")), list(Answer.objects.values_list())]


def test_a_body_that_cannot_be_read_is_refused_by_every_form(visitor: Client) -> None:
    before = read_stored_rows()
    for status, body, content_type in REFUSED.values():
        for address in forms():
            assert_own_page(visitor.generic("POST", address, body, content_type), status)
    assert read_stored_rows() == before


def test_a_form_over_its_limit_is_refused_before_anybody_asks_for_its_token(client: Client) -> None:
    """Short enough for a file, which no form but two takes."""
    make.published()
    stranger = Client(enforce_csrf_checks=True)
    for address in ["/start/", "/ratio/", "/accounts/login/"]:
        assert_own_page(stranger.generic("POST", address, TOO_LONG, FORM), 413)


def test_nonsense_is_no_answer_and_no_week(visitor: Client) -> None:
    for body, content_type in NONSENSE.values():
        for address in ["/ratio/", *questions()]:
            response = visitor.generic(
                "POST", address, body, content_type, headers={"accept": "application/json"}
            )
            assert response.status_code == 422, (address, body)
    assert not Answer.objects.exists()


def test_nonsense_comes_back_on_the_page(visitor: Client) -> None:
    for body, content_type in (NONSENSE["NUL"], NONSENSE["no UTF-8"]):
        for address in questions():
            response = visitor.generic("POST", address, body, content_type)
            assert response.status_code == 422, (address, body)
            assert b"<title>Error: " in response.content
    assert not Answer.objects.exists()


def test_nonsense_without_a_session_leads_back_in(visitor: Client) -> None:
    for name in set(visitor.cookies) - {"csrftoken"}:
        del visitor.cookies[name]
    for body, content_type in NONSENSE.values():
        assert visitor.generic("POST", next(questions()), body, content_type).status_code == 404, body


def test_other_methods_are_refused_by_every_form(visitor: Client) -> None:
    before = read_stored_rows()
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]:
        for address in forms():
            assert_own_page(visitor.generic(method, address), 405)
    assert read_stored_rows() == before


def test_a_post_only_address_refuses_to_be_read(visitor: Client) -> None:
    assert_own_page(visitor.get(f"/take/{Attempt.objects.get().uid}/submit/"), 405)


def test_any_query_is_survived(visitor: Client) -> None:
    for query in [
        "x" * 60_000,
        "&".join(f"f{number}" for number in range(2000)),
        "%00=%ff&resumed=%00",
        "gap[]&=&%",
    ]:
        for address in forms():
            assert visitor.get(f"{address}?{query}").status_code in {200, 302, 400, 405}, query[:20]


def test_a_question_that_is_not_there(visitor: Client) -> None:
    uid = Attempt.objects.get().uid
    for number in ["0", "33", "9" * 400, "-1", "1.5", "%00", quote("٣")]:
        assert_own_page(visitor.get(f"/take/{uid}/q/{number}/"), 404)


# These fail inside the framework before any middleware runs, unless the entry point looks first.
@pytest.mark.parametrize(
    "content_type",
    [
        "x/y; a*=nowhere''%41",
        "x/y; a*=x'y",
        "x/y; charset*=utf-8''a%00b",
        "multipart/form-data; charset=base64; boundary=b",
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=latin-1",
        "a" * 11_000,
    ],
)
def test_a_content_type_that_cannot_be_read(content_type: str) -> None:
    answer: dict[str, str] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        answer.update(headers, status=status)

    request = RequestFactory()._base_environ(  # type: ignore[attr-defined]  # not in the stubs
        REQUEST_METHOD="POST",
        PATH_INFO="/ratio/",
        QUERY_STRING="x=%41",
        CONTENT_TYPE=content_type,
        CONTENT_LENGTH="1",
        HTTP_HOST="localhost",
        **{"wsgi.input": io.BytesIO(b"x")},
    )
    page = b"".join(application(request, start_response)).decode()
    assert answer["status"] == "400 Bad Request"
    assert re.findall("Request ([0-9a-f]{32})", page) == [answer["X-Request-Id"]]
