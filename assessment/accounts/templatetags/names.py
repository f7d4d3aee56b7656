"""Names that people gave, printed so that their direction of writing stays theirs."""

from django import template
from django.utils.html import format_html

from assessment.accounts.texts import isolate

register = template.Library()


@register.filter
def bdi(name: object) -> str:
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def isolated(name: object) -> str:
    # For places where no element may stand: a title, an attribute, an option, a mail.
    return isolate(name)
