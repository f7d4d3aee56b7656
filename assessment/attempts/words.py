"""Answers in words, as the review page and a conflict show them."""

from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from assessment.attempts.models import Answer
from assessment.days import day_of
from assessment.hours import format_decimal, format_hours
from assessment.questionnaire import translation as translating
from assessment.questionnaire.models import Edition, Kind, Question


def answer_in_words(question: Question, answer: Answer) -> str:
    """What somebody answered, in the words of the page they answered on."""
    if answer.passed:
        return _("Skipped")
    if answer.option is not None:
        return marked(answer.option.text, question)
    value = answer.value or {}
    if question.kind == Kind.BELIEF:
        claim = _("True") if value["claim"] else _("False")
        sure = _("%(claim)s, %(percent)s %% sure") % {"claim": claim, "percent": value["confidence"]}
        return sure.replace(" %", "\N{NO-BREAK SPACE}%")
    if question.kind == Kind.RANGE:
        return (_("%(low)s to %(high)s %(unit)s") % {**value, "unit": question.unit}).strip()
    spent = {
        "approving": _("%(hours)s h approving"),
        "designing": _("%(hours)s h designing"),
        "other": _("%(hours)s h everything else"),
    }
    said = [words % {"hours": hours(value[name])} for name, words in spent.items() if name in value]
    return ", ".join(said).replace(" h ", "\N{NO-BREAK SPACE}h ")


def marked(text: str, question: Question) -> str:
    """An editor's words, marked with their language where the page around them is in another."""
    return format_html('<span lang="{}">{}</span>', question.foreign, text) if question.foreign else text


def asked_in_words(question: Question, month: str) -> str:
    """The question as it is asked; month: whose hours are asked about, as yyyy-mm."""
    with translation.override(question.foreign or get_language()):
        return question.text.replace("{month}", month_name(month))


def show(answer: Answer, edition: Edition) -> None:
    """Put the reader's language in place of the question's and the option's words, in memory alone."""
    language = translating.language_for(edition, get_language() or "")
    translating.show(answer.question, language)
    answer.question.foreign = translating.foreign(edition, get_language() or "")
    if answer.option is not None:
        translating.show(answer.option, language)


def hours(minutes: int) -> str:
    """Minutes as hours with halves: 7½, 91, 0.25, in German 0,25."""
    return format_hours(minutes, decimal_point())


def decimal_hours(minutes: int) -> str:
    """Minutes as hours in figures: 7.5, 91, 7.33, with the comma or the point that the language writes."""
    return format_decimal(minutes, decimal_point())


def decimal_point() -> str:
    """The comma or the point of the reader's language."""
    return str(get_format("DECIMAL_SEPARATOR"))


def month_name(month: str) -> str:
    """October, of 2026-10."""
    return date_format(date.fromisoformat(f"{month}-01"), "F")


def when(moment: datetime | None, now: datetime) -> str:
    """Today, on Tuesday, on 12 November: as somebody would say it. Empty for no moment."""
    if moment is None:
        return ""
    day, today = day_of(moment), day_of(now)
    if day == today:
        return _("earlier today")
    if (today - day).days < 7:
        return _("on %(weekday)s") % {"weekday": date_format(day, "l")}
    return _("on %(day)s") % {"day": date_format(day, pgettext("day and month", "j F"))}
