"""Where a request ends is never in doubt: what could be read two ways is refused by the server itself."""

import pytest
from gunicorn.config import Config
from gunicorn.http import errors
from gunicorn.http.parser import RequestParser

HEAD = b"POST /start/ HTTP/1.1\r\nHost: example.org\r\n"
AMBIGUOUS = {
    "a length beside chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "two lengths in one": b"Content-Length: 4, 5\r\n\r\nabcde",
    "a length with a sign": b"Content-Length: +4\r\n\r\nabcd",
    "chunks by another name": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks said twice": b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_a_request_that_could_end_in_two_places_is_refused(how: str) -> None:
    parser = RequestParser(Config(), iter([HEAD + AMBIGUOUS[how]]), ("127.0.0.1", 0))
    with pytest.raises(errors.ParseException):
        next(parser).body.read()


def test_a_plain_one_is_read() -> None:
    parser = RequestParser(Config(), iter([HEAD + b"Content-Length: 4\r\n\r\nabcd"]), ("127.0.0.1", 0))
    assert next(parser).body.read() == b"abcd"
