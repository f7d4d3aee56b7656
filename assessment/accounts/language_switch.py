"""The switch of languages, and what stands in a form meanwhile: it comes back in the same form.

The buttons of the languages send the form along (templates/parts/languages.html). Its words wait in the
session until the page is shown again, which is the next thing the browser asks for.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from html import escape
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from assessment.accounts import languages
from assessment.accounts.form_pages import (
    ADMIN_PATH,
    INITIAL,
    SECRETS,
    UNSENT_KEY,
    get_account,
    get_page_with_form,
    is_short_or_seldom,
    is_typed,
)
from assessment.accounts.models import User

TYPED_KEY = f"{UNSENT_KEY} in another language"  # a session lasts no longer for it than for an unsent form
NEVER_KEPT = {"csrfmiddlewaretoken", "file"}  # the name of a calendar's file
LONGEST_WAIT = timedelta(minutes=10)  # where the way to the page broke: they are no surprise a week later
NOT_OF_THE_FORM = {"language", "next"}
TEXT_INPUTS = {"text", "email", "number", "search", "tel", "url", "date", "month", "time", "datetime-local"}
type Attributes = dict[str, str | None]


def in_chosen_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page that is the answer to its form, which the language is sent along with.

    The view must change nothing then but answer again, since nobody has pressed the form's own button.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("language", "")
        if not languages.is_offered(chosen):
            return view(request, *args, **kwargs)
        switched = set_language(request)
        translation.activate(chosen)  # until FirstMiddleware ends the request
        response = view(request, *args, **kwargs)
        response.cookies.update(switched.cookies)
        return response

    return answer


# Its form stands on every page, and with a token so would the token's cookie.
@csrf_exempt  # nosemgrep: change-without-token
@login_not_required
@sensitive_post_parameters()
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response: HttpResponse = i18n.set_language(request)
    if _is_sent_along(request):  # the form's own "next" is not where it stands
        response["Location"] = _keep_typed_words(request, request.GET.get("page", ""))
    if not languages.is_offered(language):  # Django keeps any language that it has words of its own for
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    elif request.method == "POST" and isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response


def _is_sent_along(request: HttpRequest) -> bool:
    # With a form of this site: no other one fills a form in.
    is_same_origin = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return request.method == "POST" and "form" in request.GET and is_same_origin


def _keep_typed_words(request: HttpRequest, address: str) -> str:
    """Keep them for the page at the address, and return the address that shows it."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no form of ours stands there
        return "/"
    page = get_page_with_form(parts.path, request.POST)
    fields = {name: values for name, values in request.POST.lists() if _is_kept(name, request.POST, page)}
    length = sum(len(name) + len("".join(values)) for name, values in fields.items())
    is_worth_it = any("".join(values).strip() for name, values in fields.items() if is_typed(name))
    if is_worth_it and is_short_or_seldom(request, length):
        request.session[TYPED_KEY] = {
            "page": page,
            "form": request.GET["form"][:100],
            "fields": fields,
            "account": get_account(request),
            "until": (timezone.now() + LONGEST_WAIT).timestamp(),
        }
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        return "/"
    return iri_to_uri(f"{page}?{parts.query}" if parts.query and page == parts.path else page)


def _is_kept(name: str, sent: QueryDict, page: str) -> bool:
    is_like_a_secret = any(secret in name.lower() for secret in SECRETS) and name != "passwordless"  # a box
    # What the page suggested is suggested in the other language again.
    is_suggested = sent.get(INITIAL + name) == sent[name]
    is_left_out = name in NEVER_KEPT | NOT_OF_THE_FORM or name.startswith(INITIAL)
    is_of_sign_in = name == "code" and not page.startswith(ADMIN_PATH)  # there it is the name of a question
    return not (is_like_a_secret or is_suggested or is_left_out or is_of_sign_in)


def fill_in_typed_words(request: HttpRequest, response: HttpResponse) -> None:
    """Fill the words kept for this page into its form, once."""
    typed = request.session[TYPED_KEY]
    if typed["until"] < timezone.now().timestamp():
        del request.session[TYPED_KEY]
        return
    if response.status_code != HTTPStatus.OK or typed["page"] != request.path:
        return
    del request.session[TYPED_KEY]
    if typed["account"] == get_account(request):
        response.content = FormFiller(response.text, typed["form"], typed["fields"]).fill()


class FormFiller(HTMLParser):
    # Writes the tags of one form's fields anew, and leaves every other character of the page as it is.
    def __init__(self, page: str, form_id: str, fields: dict[str, list[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.form_id, self.fields = page, form_id, fields
        self.texts = {name: iter(values) for name, values in fields.items()}  # fields may share a name
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", page))]
        self.parts: list[str] = []
        self.written = 0  # how far the page is in parts
        self.is_in_form = False
        self.select = self.textarea = ""  # the name of the one that is open

    def fill(self) -> str:
        self.feed(self.page)
        self.close()
        return "".join([*self.parts, self.page[self.written :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.is_in_form = attributes.get("id") == self.form_id
        name = attributes.get("name") or ""
        is_of_form = attributes["form"] == self.form_id if "form" in attributes else self.is_in_form
        if tag == "option" and self.select:
            self._mark(tag, attributes, "selected", self.select)
        elif is_of_form and name and "disabled" not in attributes:
            self._fill_field(tag, name, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_in_form = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea:
            text = next(self.texts[self.textarea], "")
            self._replace(
                self.written, self._get_start(), "\n" + escape(text)
            )  # browsers skip a first line break
            self.textarea = ""

    def _fill_field(self, tag: str, name: str, attributes: Attributes) -> None:
        kind = (attributes.get("type") or "text") if tag == "input" else tag
        if kind in TEXT_INPUTS:
            text = next(self.texts.get(name, iter(())), None)
            if text is not None:
                self._write_tag(tag, attributes | {"value": text})
        elif kind == "checkbox" or (kind == "radio" and name in self.fields):
            self._mark(tag, attributes, "checked", name)  # a box that is not ticked is not sent
        elif kind == "select" and name in self.fields:
            self.select = name
        elif kind == "textarea" and name in self.fields:
            self.textarea = name
            self._write_tag(tag, attributes)

    def _mark(self, tag: str, attributes: Attributes, mark: str, name: str) -> None:
        unmarked = {key: value for key, value in attributes.items() if key != mark}
        is_chosen = attributes.get("value", "on") in self.fields.get(name, ())
        self._write_tag(tag, unmarked | ({mark: None} if is_chosen else {}))

    def _write_tag(self, tag: str, attributes: Attributes) -> None:
        words = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
        start = self._get_start()
        self._replace(start, start + len(self.get_starttag_text() or ""), f"<{' '.join([tag, *words])}>")

    def _replace(self, start: int, end: int, text: str) -> None:
        self.parts += [self.page[self.written : start], text]
        self.written = end

    def _get_start(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column
