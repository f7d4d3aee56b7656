"""What the practice pages show."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.practice.models import FACET_ORDER, MAY_BE_EMPTY, TEXTS, PracticePage
from assessment.practice.template_fields import TemplateField, read_fields
from assessment.questionnaire.models import FACETS_BY_CAPABILITY

FALLBACK = settings.LANGUAGE_CODE.partition("-")[0]

CAPABILITY_MEANINGS = {
    "systems": gettext_lazy(
        "arranging the work of people and AI agents so that it runs without you watching every step"
    ),
    "literacy": gettext_lazy("knowing what AI and data can and cannot do, without writing code yourself"),
    "uncertainty": gettext_lazy("deciding on what is likely, inside limits that you set beforehand"),
}
# A page of each capability for somebody who has no result yet, under the problem it is for.
FIRST_PAGES = {
    "systems.rights": gettext_lazy("Too many decisions wait for you"),
    "literacy.evaluation": gettext_lazy("Nobody can say how good your AI agent’s work is"),
    "uncertainty.odds": gettext_lazy("Plans say “likely”, and everybody reads something else in it"),
}


@dataclass(frozen=True)
class Experiment:
    """length: a name in URLs and classes of CSS. duration: in words."""

    length: str
    duration: str
    task: str
    sign: str


@dataclass(frozen=True)
class CapabilityGroup:
    """slug: a name in URLs and classes of CSS."""

    name: Any
    slug: str
    pages: list[PracticePage]

    @property
    def meaning(self) -> Any:
        return CAPABILITY_MEANINGS[self.slug]


# What is published, as PostgreSQL changes it whenever it writes one of the rows.
VERSION = """(
select string_agg(concat_ws('.', id, xmin, ctid), ' ' order by id) from practice_practicepage
where state = 'published'
)"""
PAGES_VERSION = f"{VERSION} as pages_version, "  # one of the extra columns of find_held()
LANGUAGES_REMEMBERED = 8


def get_published_pages(language: str) -> dict[str, PracticePage]:
    """By facet; where a page is not published in the reader's language, the site's.

    Publishing freezes a page, so each process reads them once, until others are published.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select {VERSION}")
        (version,) = cursor.fetchone()
    return get_pages_of_version(language, version)


def get_pages_of_version(language: str, version: str | None) -> dict[str, PracticePage]:
    """As get_published_pages(), where VERSION was read already."""
    return dict(read_pages(language.partition("-")[0], version)) if version else {}


@lru_cache(LANGUAGES_REMEMBERED)
def read_pages(language: str, version: str) -> dict[str, PracticePage]:
    # version: of what was published when somebody asked. Nobody may change these rows.
    pages = PracticePage.objects.published().filter(language__in={language, FALLBACK})
    by_facet = {page.facet: page for page in pages if page.language == FALLBACK}
    by_facet |= {page.facet: page for page in pages if page.language == language}
    return {facet: by_facet[facet] for facet in FACET_ORDER if facet in by_facet}


def get_published_page(facet: str, language: str) -> PracticePage | None:
    return get_published_pages(language).get(facet) if facet else None


def group_by_capability(pages: dict[str, PracticePage]) -> list[CapabilityGroup]:
    # A capability without a page is left out.
    groups = [
        CapabilityGroup(
            capability, facets[0][0].partition(".")[0], [pages[f] for f, _name in facets if f in pages]
        )
        for capability, facets in FACETS_BY_CAPABILITY
    ]
    return [group for group in groups if group.pages]


def list_first_pages(pages: dict[str, PracticePage]) -> list[tuple[Any, PracticePage]]:
    """With the problem that each is for."""
    return [(problem, pages[facet]) for facet, problem in FIRST_PAGES.items() if facet in pages]


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
    # The number ties a label to its input.
    numbers = iter(range(1, 1000))
    return [[(next(numbers), field) for field in line] for line in lines]


def fill_gaps(page: PracticePage) -> PracticePage:
    """For a preview: where nothing is written yet, the page says so. Never to be saved."""
    for name in TEXTS:
        if name not in MAY_BE_EMPTY and not getattr(page, name):
            setattr(page, name, _("[to be written]"))
    return page
