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
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from assessment.accounts import form_pages, languages
from assessment.accounts.models import User
from assessment.accounts.switches import SHOWN_ON

# A session lasts no longer for it than for an unsent form.
TYPED_KEY = f"{form_pages.UNSENT_KEY} in another language"
LONGEST_WAIT = timedelta(minutes=10)  # where the way to the page broke: they are no surprise a week later
# A private link; the name of a calendar's file; and what is not the form's.
LEFT_OUT = {"csrfmiddlewaretoken", "token", "file", "next"}
TEXT_INPUTS = {"text", "email", "number", "search", "tel", "url", "date", "month", "time", "datetime-local"}
AS_READ = "as_read"  # of a form at the desk: what its words are compared with, so it goes with them
SHOWN = "shown_"  # begins the name by which our forms send what a field showed first


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
    if request.method == "POST" and "form" in request.GET:  # the form's own "next" is not where it stands
        page, response["Location"] = _find_page(request)
        # With a form of this site: no other one fills a form in.
        if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
            _keep_typed_words(request, page)
    if not languages.is_offered(language):  # Django keeps any language that it has words of its own for
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    elif request.method == "POST" and isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response


def _find_page(request: HttpRequest) -> tuple[str, str]:
    """The path of the page that the form stands on, and the address that shows it."""
    try:
        parts = urlsplit(request.GET.get("page", ""))
    except ValueError:  # no form of ours stands there
        return "/", "/"
    page = form_pages.get_page_with_form(parts.path, request.POST)
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        return "/", "/"
    address = f"{page}?{parts.query}" if parts.query and page == parts.path else page
    return page.partition("?")[0], iri_to_uri(address)


def _keep_typed_words(request: HttpRequest, page: str) -> None:
    fields = {name: values for name, values in request.POST.lists() if not _is_left_out(name, page)}
    # The last is of the button; one before it is of a field, as a practice page has one.
    if own := fields.pop("language", [])[:-1]:
        fields["language"] = own
    # Nobody gets a session, and its cookie, for a form that they have not touched.
    is_worth_it = SESSION_KEY in request.session or any(
        form_pages.is_typed(name) and "".join(values).strip() for name, values in fields.items()
    )
    length = sum(len("".join([name, *values])) for name, values in fields.items())
    if is_worth_it and form_pages.is_short_or_seldom(request, length):
        request.session[TYPED_KEY] = {
            "page": page,
            "form": request.GET["form"][:100],
            "fields": fields,
            "account": form_pages.get_account(request),
            "until": (timezone.now() + LONGEST_WAIT).timestamp(),
        }


def _is_left_out(name: str, page: str) -> bool:
    is_like_a_secret = any(secret in name.lower() for secret in form_pages.SECRETS) and name != "passwordless"
    # In the admin it is the name of a question.
    is_code = name == "code" and not page.startswith(form_pages.ADMIN_PATH)
    return name in LEFT_OUT or is_like_a_secret or is_code


def fill_in_typed_words(request: HttpRequest, response: HttpResponse) -> None:
    """Fill the words kept for this page into its form, once."""
    waiting_form = request.session[TYPED_KEY]
    is_too_late = waiting_form["until"] < timezone.now().timestamp()
    is_html = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    is_its_page = response.status_code == HTTPStatus.OK and is_html and waiting_form["page"] == request.path
    if is_too_late or is_its_page:
        del request.session[TYPED_KEY]
    if is_its_page and not is_too_late and waiting_form["account"] == form_pages.get_account(request):
        response.content = FormFiller(response.text, waiting_form["form"], waiting_form["fields"]).fill()


class FormFiller(HTMLParser):
    # Writes the tags of one form's fields anew, and leaves every other character of the page as it is.
    def __init__(self, page: str, form_id: str, fields: dict[str, list[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.form_id = page, form_id
        self.fields = {name: [*values] for name, values in fields.items()}  # used up: some share a name
        self.switches_shown = {*fields.get(SHOWN_ON, ()), *" ".join(fields.get(f"{SHOWN}known", ())).split()}
        self.line_starts = [0, *(line_break.end() for line_break in re.finditer("\n", page))]
        self.parts: list[str] = []
        self.written = 0  # how far the page is in parts
        self.is_in_form, self.open = False, ""  # the name of a select or a text area

    def fill(self) -> str:
        self.feed(self.page)
        return "".join([*self.parts, self.page[self.written :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.is_in_form = attributes.get("id") == self.form_id
        name = attributes.get("name") or ""
        is_of_form = attributes["form"] == self.form_id if "form" in attributes else self.is_in_form
        if tag == "option" and self.open:
            self._mark(tag, attributes, "selected", self.open)
        elif is_of_form and name and "disabled" not in attributes:
            self._fill_field(tag, name, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_in_form = False
        elif tag in {"select", "textarea"} and self.open:
            if tag == "textarea":  # browsers skip a first line break
                self._replace(self.written, self._get_start(), "\n" + escape(self.fields[self.open].pop(0)))
            self.open = ""

    def _fill_field(self, tag: str, name: str, attributes: dict[str, str | None]) -> None:
        kind = (attributes.get("type") or "text") if tag == "input" else tag
        values = self.fields.get(name)
        if kind == "checkbox":  # one that is not ticked is not sent
            if not self._is_left_alone(name, attributes.get("value", "on")):
                self._mark(tag, attributes, "checked", name)
        elif not values or values in (
            self.fields.get(form_pages.INITIAL + name),
            self.fields.get(SHOWN + name),
        ):
            pass  # what the page suggested, or had stored, it says anew
        elif kind in TEXT_INPUTS or name == AS_READ:
            self._write_tag(tag, attributes | {"value": values.pop(0)})
        elif kind == "radio":
            self._mark(tag, attributes, "checked", name)
        elif kind in {"select", "textarea"}:
            self.open = name
            self._write_tag(tag, attributes)

    def _is_left_alone(self, name: str, value: str | None) -> bool:
        # As the page had shown it, so another page may have changed it since: accounts/switches.py.
        was_on = not self.switches_shown.isdisjoint({name, name.rpartition("-")[2], value})
        return SHOWN_ON in self.fields and was_on == (value in self.fields.get(name, ()))

    def _mark(self, tag: str, attributes: dict[str, str | None], mark: str, name: str) -> None:
        attributes.pop(mark, None)
        is_chosen = attributes.get("value", "on") in self.fields.get(name, ())
        self._write_tag(tag, attributes | ({mark: None} if is_chosen else {}))

    def _write_tag(self, tag: str, attributes: dict[str, str | None]) -> None:
        words = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
        start = self._get_start()
        self._replace(start, start + len(self.get_starttag_text() or ""), f"<{' '.join([tag, *words])}>")

    def _replace(self, start: int, end: int, text: str) -> None:
        self.parts += [self.page[self.written : start], text]
        self.written = end

    def _get_start(self) -> int:
        return self.line_starts[self.lineno - 1] + self.offset
