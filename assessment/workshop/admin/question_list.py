"""The list of questions, with what the answers say about each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire.models import Question
from assessment.workshop import statistics_view
from assessment.workshop.admin.edition_base import mark_differences


class StatisticsChangeList(ChangeList):
    # One statement more for a whole page of the list.
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = statistics_view.attach_readings(self.result_list)


class StatisticsMixin(admin.ModelAdmin):
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
