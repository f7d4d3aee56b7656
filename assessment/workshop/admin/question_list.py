"""The list of questions, with what the answers say about each."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, FloatField, OrderBy, QuerySet, Value, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import translation
from assessment.questionnaire.models import Question
from assessment.results.wording.numbers import format_number
from assessment.workshop import languages, statistics_view
from assessment.workshop.admin.edition_base import mark_differences

NUMBERS = ["item_rest", "seconds", "flags"]


class StatisticsChangeList(ChangeList):
    # Their order is in no column of the database, but in the tallies.
    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Question]) -> list[Any]:
        names = {name: Value(None, output_field=FloatField()) for name in NUMBERS}
        ordering = list(super().get_ordering(request, queryset.annotate(**names)))
        if not {str(name).removeprefix("-") for name in ordering} & set(NUMBERS):
            return ordering
        readings = _list_readings(request, queryset)
        return [_order_by_number(name, readings) for name in ordering]

    # One statement more for a whole page of the list.
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = statistics_view.attach_readings(self.result_list)


def _order_by_number(name: Any, readings: list[statistics_view.Reading]) -> Any:
    number = str(name).removeprefix("-")
    if number not in NUMBERS:
        return name
    keys = defaultdict(list)
    for reading in readings:
        if number in reading.numbers:
            keys[reading.numbers[number]].append(reading.question.pk)
    rows = (When(pk__in=pks, then=Value(value)) for value, pks in keys.items())
    # Whoever sorts looks for what is there: questions without the number come last either way.
    return OrderBy(
        Case(*rows, default=None, output_field=FloatField()),
        descending=str(name).startswith("-"),
        nulls_last=True,
    )


class NumberFilter(admin.SimpleListFilter):
    """Narrows to a range of one number that the answers gave."""

    number: str
    bounds: tuple[tuple[float, float], ...]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        least, most = self.bounds[int(str(self.value()))]
        within = [
            reading.question.pk
            for reading in _list_readings(request, queryset)
            if least <= reading.numbers.get(self.number, float("nan")) < most
        ]
        return queryset.filter(pk__in=within)


class CorrelationFilter(NumberFilter):
    title = gettext_lazy("Correlation")
    parameter_name = "r"
    number = "item_rest"
    bounds = ((-1, 0.2), (0.2, 0.4), (0.4, 2))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        low, high = format_number(0.2, 2), format_number(0.4, 2)
        return [
            ("0", _("Under %(number)s") % {"number": low}),
            ("1", _("%(low)s to under %(high)s") % {"low": low, "high": high}),
            ("2", _("%(number)s and more") % {"number": high}),
        ]


class SecondsFilter(NumberFilter):
    title = gettext_lazy("Seconds")
    parameter_name = "seconds"
    number = "seconds"
    bounds = ((0, 15), (15, 30), (30, float("inf")))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("0", _("Under %(number)s") % {"number": 15}),
            ("1", _("%(low)s to under %(high)s") % {"low": 15, "high": 30}),
            ("2", _("%(number)s and more") % {"number": 30}),
        ]


class FlagFilter(admin.SimpleListFilter):
    title = gettext_lazy("To look at")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Flagged by its answers"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if self.value() != "yes":
            return queryset
        flagged = [reading.question.pk for reading in _list_readings(request, queryset) if reading.flags]
        return queryset.filter(pk__in=flagged)


class TranslationFilter(admin.SimpleListFilter):
    title = gettext_lazy("Translation")
    parameter_name = "untranslated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (language, _("To do in %(language)s") % {"language": translation.get_language_name(language)})
            for language in sorted(translation.get_site_languages())
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        language = self.value()
        if language not in translation.get_site_languages():
            return queryset
        questions = queryset.select_related("edition")
        unfinished = [question.pk for question in questions if languages.is_unfinished(question, language)]
        return queryset.filter(pk__in=unfinished)


class StatisticsMixin(admin.ModelAdmin):
    show_facets = admin.ShowFacets.NEVER
    list_filter: ClassVar[list[Any]] = [
        *("edition", "kind", "facet", "form"),
        *(FlagFilter, CorrelationFilter, SecondsFilter, TranslationFilter),
    ]
    list_display: tuple[str | Callable[[Any], str | bool], ...] = (
        *("code", "place", "asks", "kind_and_facet"),
        *("shares", "mean", "item_rest", "seconds", "skipped", "flags", "edition"),
    )
    sortable_by = ["code", "place", "kind_and_facet", *NUMBERS]

    def get_list_display(self, request: HttpRequest) -> Any:
        # Within one edition its name would take the room of the words.
        columns = super().get_list_display(request)
        return [name for name in columns if name != "edition" or "edition__id__exact" not in request.GET]

    @admin.display(description=gettext_lazy("Position"), ordering="position")
    def place(self, question: Question) -> str:
        return f"{question.position}{question.form}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions: QuerySet[Question] = super().get_queryset(request)
        return questions.prefetch_related("options")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StatisticsChangeList

    @admin.display(description=gettext_lazy("Text"), ordering="text")
    def asks(self, question: Question) -> str:
        return mark_differences(question)

    @admin.display(description=gettext_lazy("Kind and facet"), ordering="facet")
    def kind_and_facet(self, question: Question) -> str:
        words = filter(None, [question.get_kind_display(), question.get_facet_display()])
        return format_html_join("", "<span>{}</span> ", ((word,) for word in words))

    @admin.display(description=gettext_lazy("Answers"))
    def shares(self, question: Question) -> str:
        reading = _get_reading(question)
        if reading.n is None:
            return _("too few to say")
        return render_to_string("workshop/shares.html", {"reading": reading})

    @admin.display(description=gettext_lazy("Mean"), empty_value="")
    def mean(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("mean")

    @admin.display(description=gettext_lazy("Correlation"), empty_value="", ordering="item_rest")
    def item_rest(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("item_rest")

    @admin.display(description=gettext_lazy("Seconds"), empty_value="", ordering="seconds")
    def seconds(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("seconds")

    @admin.display(description=gettext_lazy("Skipped"), empty_value="")
    def skipped(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("skipped")

    @admin.display(description=gettext_lazy("To look at"), empty_value="", ordering="flags")
    def flags(self, question: Question) -> str:
        return format_html_join(
            " ", '<span class="flag">{}</span>', ((flag,) for flag in _get_reading(question).flags)
        )


def _list_readings(request: HttpRequest, questions: QuerySet[Question]) -> list[statistics_view.Reading]:
    # Each filter leaves fewer questions, so the first to ask has read all that the others need.
    readings: list[statistics_view.Reading] | None = getattr(request, "readings", None)
    if readings is None:
        with_editions = questions.select_related("edition__questionnaire")
        readings = [_get_reading(question) for question in statistics_view.attach_readings(with_editions)]
        setattr(request, "readings", readings)  # noqa: B010  # of this request alone
    return readings


def _get_reading(question: Question) -> statistics_view.Reading:
    reading: statistics_view.Reading = getattr(question, "told")  # noqa: B009  # attached above, where no type sees it
    return reading
