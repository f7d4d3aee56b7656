"""The entry point of the web server."""

import gc
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters
from django.utils.translation import trans_real

from assessment.db.pooler import find_pooler_fault, read_address
from assessment.environment import refuse
from assessment.standby import STANDBY, leads_to_primary

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def replace_unreadable_content_type(application: "WSGIApplication") -> "WSGIApplication":
    """Pass a body on as binary where Django cannot read its content type, or it is in other than UTF-8."""

    def call_application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # Django reads the content type before any middleware could answer for it.
        try:
            _, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            parameters = {"charset": "unreadable"}
        if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            environ["CONTENT_TYPE"] = "application/octet-stream"
        return application(environ, start_response)

    return call_application


class JoinedCatalogue(dict[Any, str]):
    """Texts of catalogues that all count as English does: 1 is one, all else is many."""

    def plural(self, text: str, number: int) -> str:
        return self[text, int(number != 1)]


def join_catalogues(language: str) -> None:
    """One catalogue for a language that counts as English does.

    Django asks the catalogue of each app, and then each behind it. A text without a translation, as all of
    ours in English, is looked up in a dozen of them, some hundred times a page.
    """
    joined = JoinedCatalogue()
    translation: Any = trans_real.translation(language)
    current = translation
    while current is not None:
        for texts in getattr(current._catalog, "_catalogs", [current._catalog]):  # noqa: SLF001  # no other way to them
            joined = JoinedCatalogue(texts | joined)
        current = current._fallback  # noqa: SLF001  # as above
    translation._catalog, translation._fallback = joined, None  # noqa: SLF001  # as above


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")

application = replace_unreadable_content_type(get_wsgi_application())
join_catalogues(settings.LANGUAGE_CODE)
if settings.DATABASE_POOLER and (fault := find_pooler_fault(read_address(settings.DATABASES["default"]))):
    refuse("DATABASE_POOLER", fault)
if settings.DATABASE_READ_URL and leads_to_primary(read_address(settings.DATABASES[STANDBY])):
    refuse("DATABASE_READ_URL", "leads to a primary: name its standby, or leave it empty")
# What is loaded by now stays: a worker's collector leaves it alone, and its memory stays shared. A page makes
# some thousand objects that go with it, so the collector looks less often than at each 2,000. At each 20,000
# a worker would take 3 MB more, and a page no less time.
gc.freeze()
gc.set_threshold(5_000, 20)
