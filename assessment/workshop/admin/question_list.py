"""The list of questions, with what the answers say about each."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import translation
from assessment.questionnaire.models import Question
from assessment.workshop import languages, statistics_view
from assessment.workshop.admin.edition_base import mark_differences


class StatisticsChangeList(ChangeList):
    # One statement more for a whole page of the list.
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = statistics_view.attach_readings(self.result_list)


class FlagFilter(admin.SimpleListFilter):
    title = gettext_lazy("To look at")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Flagged by its answers"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if self.value() != "yes":
            return queryset
        questions = statistics_view.attach_readings(queryset)
        return queryset.filter(pk__in=[question.pk for question in questions if _get_reading(question).flags])


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
    list_filter: ClassVar[list[Any]] = ["edition", "kind", "facet", "form", FlagFilter, TranslationFilter]
    list_display: tuple[str | Callable[[Any], str | bool], ...] = (
        *("code", "position", "form", "asks"),
        *("shares", "mean", "item_rest", "seconds", "skipped", "flags"),
        *("kind", "facet", "edition"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions: QuerySet[Question] = super().get_queryset(request)
        return questions.prefetch_related("options")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StatisticsChangeList

    @admin.display(description=gettext_lazy("Text"), ordering="text")
    def asks(self, question: Question) -> str:
        return mark_differences(question)

    @admin.display(description=gettext_lazy("Answers"))
    def shares(self, question: Question) -> str:
        reading = _get_reading(question)
        if reading.n is None:
            return _("too few to say")
        return render_to_string("workshop/shares.html", {"reading": reading})

    @admin.display(description=gettext_lazy("Mean"), empty_value="")
    def mean(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("mean")

    @admin.display(description=gettext_lazy("r with the rest"), empty_value="")
    def item_rest(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("item_rest")

    @admin.display(description=gettext_lazy("Seconds"), empty_value="")
    def seconds(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("seconds")

    @admin.display(description=gettext_lazy("Skipped"), empty_value="")
    def skipped(self, question: Question) -> str | None:
        return _get_reading(question).facts.get("skipped")

    @admin.display(description=gettext_lazy("To look at"), empty_value="")
    def flags(self, question: Question) -> str:
        return format_html_join(
            " ", '<span class="flag">{}</span>', ((flag,) for flag in _get_reading(question).flags)
        )


def _get_reading(question: Question) -> statistics_view.Reading:
    reading: statistics_view.Reading = getattr(question, "told")  # noqa: B009  # attached above, where no type sees it
    return reading
