"""Practice pages as JSON, and back. A file goes through the same form as what an editor types."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from assessment.practice.actions import copy_as_draft
from assessment.practice.forms import PracticePageForm
from assessment.practice.models import FACET_ORDER, TEXTS, PracticePage
from assessment.questionnaire.errors import EditionRefused
from assessment.questionnaire.serialization import parse_json
from assessment.questionnaire.validators import format_value

FIELDS = ("facet", "language", *TEXTS)


class PagesRefused(Exception):
    """The file holds a page that could not be shown. Its lines say where and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def read_pages(text: str) -> list[dict[str, Any]]:
    """The pages of a file: {"pages": [{"facet": …, "language": …, …}]}. A template is a list of lines."""
    try:
        document = parse_json(text.encode("utf-8", "surrogatepass"), "")
    except EditionRefused as error:
        raise PagesRefused([f"This {fault.reason}." for fault in error.faults]) from None
    pages = document.get("pages") if isinstance(document, dict) else None
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        raise PagesRefused(['The file must be {"pages": [{…}, {…}]}, with an object for each page.'])
    pages = [
        page | {"template": _join_lines(page["template"])} if "template" in page else page for page in pages
    ]
    if faults := [fault for place, page in enumerate(pages, start=1) for fault in _find_misfits(place, page)]:
        raise PagesRefused(faults)
    return pages


def _find_misfits(place: int, page: Mapping[str, Any]) -> Iterator[str]:
    for name, value in page.items():
        if name not in FIELDS:
            yield f"page {place}: {format_value(name)} is not a part of a page. Leave it out."
        elif not isinstance(value, str):
            yield f"page {place}, {name}: {format_value(value)} is not text. Put it in quotation marks."


def _join_lines(template: Any) -> Any:
    is_lines = isinstance(template, list) and all(isinstance(line, str) for line in template)
    return "\n".join(template) if is_lines else template


def write_pages(pages: Iterable[PracticePage]) -> str:
    rows = sorted(pages, key=lambda page: (page.language, FACET_ORDER.index(page.facet)))
    documents = [describe_page(row) | {"template": row.template.splitlines()} for row in rows]
    return json.dumps({"pages": documents}, ensure_ascii=False, indent=2) + "\n"


def describe_page(page: PracticePage) -> dict[str, Any]:
    return {name: getattr(page, name) for name in FIELDS}


def compute_fingerprint(texts: Mapping[str, Any]) -> str:
    # The same for two pages that are alike word for word.
    words = json.dumps([texts.get(name) for name in FIELDS], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


@transaction.atomic
def load_pages(pages: Sequence[Mapping[str, Any]]) -> list[PracticePage]:
    """Bring every page in as a draft, or none. A page that is here already, word for word, stays as it is."""
    if doubled := _find_doubled(pages):
        raise PagesRefused([f"{name} is in the file twice. Leave one." for name in doubled])
    forms = [_form_for(page) for page in pages]
    faults = [fault for place, form in enumerate(forms, start=1) for fault in _list_faults(place, form)]
    if faults:
        raise PagesRefused(faults)
    return [form.save() for form in forms if form.has_changed()]


def _find_doubled(pages: Sequence[Mapping[str, Any]]) -> list[str]:
    names = Counter(f"{page.get('facet')} ({page.get('language')})" for page in pages)
    return [name for name, count in names.items() if count > 1]


def _form_for(texts: Mapping[str, Any]) -> PracticePageForm:
    versions = PracticePage.objects.filter(facet=texts.get("facet"), language=texts.get("language"))
    newest = versions.order_by("-number").select_for_update().first()
    if newest is None:
        form = PracticePageForm(texts, instance=PracticePage(number=1))
    elif newest.state == PracticePage.State.DRAFT:
        form = PracticePageForm(texts, instance=newest)
    else:
        form = PracticePageForm(texts, instance=copy_as_draft(newest))
    return form


def _list_faults(place: int, form: PracticePageForm) -> list[str]:
    if not form.has_changed() or form.is_valid():
        return []
    name = f"page {place} ({form.data.get('facet')}, {form.data.get('language')})"
    return [
        f"{name}{'' if field == '__all__' else f', {field}'}: {message}"
        for field, messages in form.errors.items()
        for message in messages
    ]
