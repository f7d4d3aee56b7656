"""A mail from its words: one text template each, whose first line is the subject.

The HTML part shows the same paragraphs in one column of 560 px; nothing in it is loaded from anywhere.
"""

import html
from collections.abc import Mapping, Sequence
from textwrap import fill

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from assessment.accounts import languages

WIDTH = 72


def compose_mail(
    template: str, address: str, words: Mapping[str, str], language: str = ""
) -> EmailMultiAlternatives:
    """Write the mail of `<template>_message.txt`: subject, blank line, paragraphs, the last one why it came.

    In a language of LANGUAGES, else in the active one. Links come from PUBLIC_URL, without a request.
    """
    with translation.override(
        language if languages.is_offered(language) else languages.get_current_language()
    ):
        return _render_mail(template, address, words)


def _render_mail(template: str, address: str, words: Mapping[str, str]) -> EmailMultiAlternatives:
    context = {
        "address": address,
        "public_url": settings.PUBLIC_URL,
        "sign_in_url": settings.PUBLIC_URL + reverse("account_login"),
        "contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "account_url": settings.PUBLIC_URL + reverse("privacy:account"),
        **words,
    }
    # Django escapes for HTML whatever the file is called; this part is plain text.
    text = html.unescape(render_to_string(f"{template}_message.txt", context))
    subject, *paragraphs = [" ".join(block.split()) for block in text.strip().split("\n\n") if block.strip()]
    links = [p for p in paragraphs if p.startswith(settings.PUBLIC_URL) and " " not in p]
    small_print_start = _find_start_of_small_print(paragraphs, words)
    html_context = {
        "subject": subject,
        "paragraphs": paragraphs[:small_print_start],
        "small_print": paragraphs[small_print_start:],
        "code": words.get("code"),
        "links": links,
    }
    plain = "\n\n".join(fill(p, WIDTH, break_long_words=False, break_on_hyphens=False) for p in paragraphs)
    mail = EmailMultiAlternatives(subject, plain + "\n", settings.MAIL_FROM, [address])
    mail.attach_alternative(render_to_string("account/email/frame.html", html_context), "text/html")
    return mail


def _find_start_of_small_print(paragraphs: Sequence[str], words: Mapping[str, str]) -> int:
    # The way to stop such mails, where there is one, and why this one came: less than what the mail is about.
    stops = {words.get("off"), words.get("stop")}
    return next((number - 1 for number, text in enumerate(paragraphs) if text in stops), len(paragraphs) - 1)
