"""How many questions an edition asks of each kind, in each capability and form, and what that carries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from assessment.questionnaire import wording
from assessment.questionnaire.errors import Document, Unsettled
from assessment.questionnaire.models import (
    CAPABILITIES,
    FORMS,
    FULL,
    KEYED,
    PULSE,
    Edition,
    Kind,
    Question,
)
from assessment.scoring import composition
from assessment.scoring.composition import Counts, Precision
from assessment.scoring.constants import FACETS
from assessment.scoring.replies import Item

HOURS = {"": {str(Kind.HOURS): (1, 1)}}
BOUNDS: Mapping[str, composition.Bounds] = {
    FULL: {**composition.FULL_BOUNDS, **HOURS},
    PULSE: {**composition.PULSE_BOUNDS, **HOURS},
}
SHIPPED: Mapping[str, Counts] = {FULL: composition.FULL_COUNTS, PULSE: composition.PULSE_COUNTS}

EDITIONS_REMEMBERED = 32
# What PostgreSQL changes whenever it writes the row, so that no other content is mistaken for it.
EDITION_VERSION = "concat(questionnaire_edition.xmin, questionnaire_edition.ctid)"
FIND_LIVE = f"""
select questionnaire_edition.id, {EDITION_VERSION}
from questionnaire_edition
join questionnaire_questionnaire on questionnaire_questionnaire.id = questionnaire_edition.questionnaire_id
where slug = %s and state = 'published'
"""  # noqa: S608  # nosec B608  # of a constant


class Asked(NamedTuple):
    """What a question adds to the composition of its edition."""

    code: str
    capability: str
    kind: str
    form: str
    facet: str
    weight: float


def list_asked(document: Document) -> list[Asked]:
    return [
        Asked(row["code"], row["capability"], row["kind"], row["form"], row["facet"], float(row["weight"]))
        for row in document["questions"]
    ]


def list_asked_of(questions: Iterable[Question]) -> list[Asked]:
    return [
        Asked(row.code, row.capability, row.kind, row.form, row.facet, float(row.weight)) for row in questions
    ]


@lru_cache(EDITIONS_REMEMBERED)
def get_edition(pk: int, version: str) -> Edition:
    """A published edition with its questionnaire, and the kinds that get_asked_kinds() takes.

    Read once a process as long as its row stays as it is. version: EDITION_VERSION, of a statement that
    reads what belongs to the edition.
    """
    return Edition.objects.with_asked_kinds().select_related("questionnaire").get(pk=pk)


def get_live_edition(questionnaire: str) -> Edition | None:
    """The published edition of a questionnaire, as get_edition() has it."""
    with connection.cursor() as cursor:
        cursor.execute(FIND_LIVE, [questionnaire])
        row = cursor.fetchone()
    return get_edition(*row) if row else None


def get_asked_kinds(edition: Edition | None, slug: str) -> Sequence[str]:
    """The kind of each question in one attempt, of an edition read with them; of the shipped one without."""
    if edition is not None:
        return edition.kinds
    counts = [count for kinds in SHIPPED[slug].values() for count in kinds.items()]
    return [kind for kind, count in counts for _number in range(count)] + [str(Kind.HOURS)]


def list_forms(kind: str) -> tuple[str, ...]:
    return FORMS if kind in KEYED else ("",)


def count_by_form(questions: Iterable[Asked]) -> Counter[tuple[str, str, str]]:
    return Counter((question.capability, question.kind, question.form) for question in questions)


def count_of_one_form(questions: Iterable[Asked]) -> Counts:
    """By capability and kind, of form A: in what is published the forms are equal."""
    counts: dict[str, dict[str, int]] = {capability: {} for capability in CAPABILITIES}
    for (capability, kind, form), count in count_by_form(questions).items():
        if capability and form in {"", FORMS[0]}:
            counts[capability][kind] = count
    return counts


def measure_precision(slug: str, questions: Iterable[Asked]) -> Precision | None:
    """Of the form that is least precise; None where one makes no result yet."""
    rows = [question for question in questions if question.capability]
    precisions = []
    for form in FORMS if slug == FULL else ("",):
        items = [
            Item(
                question.code,
                question.code,
                question.capability,
                question.facet,
                question.kind,
                None,
                question.weight,
            )
            for question in rows
            if question.form in {"", form}
        ]
        precisions.append(_measure(slug, items))
    return max(
        (precision for precision in precisions if precision),
        key=lambda precision: precision.index,
        default=None,
    )


def measure_shipped(slug: str) -> Precision | None:
    return _measure(slug, composition.build_items(SHIPPED[slug]))


def _measure(slug: str, items: list[Item]) -> Precision | None:
    return composition.measure_full(items) if slug == FULL else composition.measure_pulse(items)


def find_unsettled(document: Document) -> Iterator[Unsettled]:
    """What keeps an edition from being published: counts beyond the bounds, unequal forms, silent facets."""
    slug, questions = document["questionnaire"]["slug"], list_asked(document)
    counts = count_by_form(questions)
    bounds = {
        (capability, kind, form): ends
        for capability, kinds in BOUNDS[slug].items()
        for kind, ends in kinds.items()
        for form in list_forms(kind)
    }
    for key in sorted(counts.keys() | bounds.keys()):
        least, most = bounds.get(key, (0, 0))
        if not least <= counts[key] <= most:
            about = "add" if counts[key] < least else "composition"
            yield Unsettled(_describe_count(key, counts[key], least, most), about=about)
    for capability, kind in sorted({(capability, kind) for capability, kind, form in bounds if form}):
        of_forms = [counts[capability, kind, form] for form in FORMS]
        if len(set(of_forms)) > 1:
            yield Unsettled(_describe_forms(capability, kind, of_forms), about="composition")
    if slug == FULL:
        yield from _find_silent_facets(questions)


def _describe_count(key: tuple[str, str, str], count: int, least: int, most: int) -> str:
    if least == most:
        message = _("%(where)s: %(has)s %(kind)s questions, needs %(least)s.")
    elif count < least:
        message = _("%(where)s: %(has)s %(kind)s questions, needs at least %(least)s.")
    else:
        message = _("%(where)s: %(has)s %(kind)s questions, may have at most %(most)s.")
    capability, kind, form = key
    places = {"where": _name_place(capability, form), "kind": wording.get_kind_names()[kind]}
    return message % (places | {"has": count, "least": least, "most": most})


def _name_place(capability: str, form: str) -> str:
    if not capability:
        return _("Calendar")
    name = _(CAPABILITIES[capability])
    return f"{name}, {_('form %(form)s') % {'form': form}}" if form else name


def _describe_forms(capability: str, kind: str, counts: list[int]) -> str:
    message = _(
        "%(where)s: form A has %(a)s %(kind)s questions, form B %(b)s and form C %(c)s; each needs as many."
    )
    numbers = dict(zip("abc", counts, strict=True))
    return message % {
        "where": _(CAPABILITIES[capability]),
        "kind": wording.get_kind_names()[kind],
        **numbers,
    }


def _find_silent_facets(questions: Iterable[Asked]) -> Iterator[Unsettled]:
    asked_about = {question.facet for question in questions}
    for capability, facets in FACETS.items():
        for facet in facets:
            if f"{capability}.{facet}" not in asked_about:
                message = _("%(where)s: no question asks about “%(facet)s”.")
                places = {"where": _(CAPABILITIES[capability]), "facet": wording.FACET_NAMES[facet]}
                yield Unsettled(message % places, about="add")


def find_doubled_facets(document: Document) -> Iterator[Unsettled]:
    """Facets that one kind asks about twice while it leaves out another of the capability."""
    codes: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for question in list_asked(document):
        if question.capability and question.form in {"", FORMS[0]}:
            codes[question.capability, question.kind][question.facet.partition(".")[2]].append(question.code)
    for (capability, kind), by_facet in codes.items():
        left_out = [str(wording.FACET_NAMES[facet]) for facet in FACETS[capability] if facet not in by_facet]
        for facet, doubled in by_facet.items():
            if len(doubled) > 1 and left_out:
                message = _("%(kind)s asks about “%(facet)s” %(n)s times, and not about %(others)s.")
                places = {"kind": wording.get_kind_names()[kind].capitalize(), "n": len(doubled)}
                names = {
                    "facet": wording.FACET_NAMES[facet],
                    "others": ", ".join(f"“{name}”" for name in left_out),
                }
                yield Unsettled(message % (places | names), doubled[-1])
