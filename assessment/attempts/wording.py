"""Answers in words, as the review page and a conflict show them."""

from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from assessment.attempts.models import Answer
from assessment.days import day_of, format_date
from assessment.hours import format_hours
from assessment.questionnaire.models import Kind, Question

# A day so near needs no year.
NEAR = timedelta(days=300)


def format_answer(question: Question, answer: Answer) -> str:
    if answer.passed:
        return _("Skipped")
    if answer.option is not None:
        return mark_language(answer.option.text, question)
    value = answer.value or {}
    if question.kind == Kind.BELIEF:
        claim = _("True") if value["claim"] else _("False")
        return _("%(claim)s, %(percent)s %% sure") % {"claim": claim, "percent": value["confidence"]}
    if question.kind == Kind.RANGE:
        return (_("%(low)s to %(high)s %(unit)s") % {**value, "unit": question.unit}).strip()
    phrases = {
        "approving": _("%(hours)s h approving"),
        "designing": _("%(hours)s h designing"),
        "other": _("%(hours)s h everything else"),
    }
    parts = [
        phrase % {"hours": format_hours(value[name])} for name, phrase in phrases.items() if name in value
    ]
    return ", ".join(parts).replace(" h ", "\N{NO-BREAK SPACE}h ")


def mark_language(text: str, question: Question) -> str:
    # Where the page around it is in another language than the question.
    return format_html('<span lang="{}">{}</span>', question.foreign, text) if question.foreign else text


def format_question(question: Question, month: str) -> str:
    """The question as it is asked; month: whose hours are asked about, as yyyy-mm."""
    if "{month}" not in question.text:
        return question.text
    with translation.override(question.foreign or get_language()):
        return question.text.replace("{month}", format_month(month))


def format_month(month: str) -> str:
    # October, of 2026-10.
    return format_date(date.fromisoformat(f"{month}-01"), "F")


def format_minutes(usual: tuple[int, int]) -> str:
    low, high = usual
    return str(high) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def describe_day(moment: datetime | None, now: datetime) -> str:
    """Today, on Tuesday, on 12 November: as somebody would say it, with its year where it is far. Empty for
    no moment."""
    if moment is None:
        return ""
    day, today = day_of(moment), day_of(now)
    if day == today:
        return _("earlier today")
    if (today - day).days < 7:
        return _("on %(weekday)s") % {"weekday": format_date(day, "l")}
    near = today - day < NEAR
    pattern = pgettext("day and month", "j F") if near else _("j F Y")
    return _("on %(day)s") % {"day": format_date(day, pattern)}
