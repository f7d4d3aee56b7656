"""What the practice pages show."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from assessment.practice.models import FACET_ORDER, PracticePage
from assessment.practice.template_fields import TemplateField, read_fields
from assessment.questionnaire.models import FACETS_BY_CAPABILITY

FALLBACK = settings.LANGUAGE_CODE.partition("-")[0]


@dataclass(frozen=True)
class Experiment:
    """length: a name in URLs and classes of CSS. duration: in words."""

    length: str
    duration: str
    task: str
    sign: str


def get_published_pages(language: str) -> dict[str, PracticePage]:
    """By facet; where a page is not published in the reader's language, the site's."""
    language = language.partition("-")[0]
    pages = PracticePage.objects.published().filter(language__in={language, FALLBACK})
    by_facet = {page.facet: page for page in pages if page.language == FALLBACK}
    by_facet |= {page.facet: page for page in pages if page.language == language}
    return {facet: by_facet[facet] for facet in FACET_ORDER if facet in by_facet}


def get_published_page(facet: str, language: str) -> PracticePage | None:
    return get_published_pages(language).get(facet) if facet else None


def group_by_capability(pages: dict[str, PracticePage]) -> list[tuple[Any, list[PracticePage]]]:
    """The pages under the names of their capabilities; a capability without one is left out."""
    groups = [
        (capability, [pages[facet] for facet, _name in facets if facet in pages])
        for capability, facets in FACETS_BY_CAPABILITY
    ]
    return [(capability, listed) for capability, listed in groups if listed]


def list_experiments(page: PracticePage) -> list[Experiment]:
    return [
        Experiment("half_hour", _("Half an hour"), page.half_hour, page.half_hour_sign),
        Experiment("week", _("A week"), page.week, page.week_sign),
        Experiment("quarter", _("A quarter"), page.quarter, page.quarter_sign),
    ]


def describe_page(page: PracticePage) -> dict[str, Any]:
    capability = next(name for name, facets in FACETS_BY_CAPABILITY if page.facet in dict(facets))
    return {
        "page": page,
        "capability": capability,
        "experiments": list_experiments(page),
        "lines": number_fields(read_fields(page.template)),
        "position": FACET_ORDER.index(page.facet) + 1,
        "count": len(FACET_ORDER),
    }


def number_fields(lines: list[list[TemplateField]]) -> list[list[tuple[int, TemplateField]]]:
    """Each field with a number of its own, which ties its label to its input."""
    numbers = iter(range(1, 1000))
    return [[(next(numbers), field) for field in line] for line in lines]
