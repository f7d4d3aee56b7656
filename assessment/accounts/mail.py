"""A mail from its words: one text template each, whose first line is the subject.

The HTML part shows the same paragraphs in one column of 560 px; nothing in it is loaded from anywhere.
"""

import html
from collections.abc import Mapping
from textwrap import fill

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from assessment.accounts import languages

WIDTH = 72


def compose(
    template: str, address: str, words: Mapping[str, str], language: str = ""
) -> EmailMultiAlternatives:
    """The mail that `<template>_message.txt` says: subject, blank line, paragraphs, the last one why it came.

    In a language of LANGUAGES, else in the one under way. Links come from PUBLIC_URL alone: no request is
    at hand where mail is written.
    """
    with translation.override(language if languages.offered(language) else languages.current()):
        return _composed(template, address, words)


def _composed(template: str, address: str, words: Mapping[str, str]) -> EmailMultiAlternatives:
    names = {
        "address": address,
        "public_url": settings.PUBLIC_URL,
        "sign_in_url": settings.PUBLIC_URL + reverse("account_login"),
        "contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "account_url": settings.PUBLIC_URL + reverse("privacy:account"),
        **words,
    }
    # Django escapes for HTML whatever the file is called; this part is plain text.
    text = html.unescape(render_to_string(f"{template}_message.txt", names))
    subject, *paragraphs = [" ".join(block.split()) for block in text.strip().split("\n\n") if block.strip()]
    links = [p for p in paragraphs if p.startswith(settings.PUBLIC_URL) and " " not in p]
    shown = {"subject": subject, "paragraphs": paragraphs, "code": words.get("code"), "links": links}
    plain = "\n\n".join(fill(p, WIDTH, break_long_words=False, break_on_hyphens=False) for p in paragraphs)
    mail = EmailMultiAlternatives(subject, plain + "\n", settings.MAIL_FROM, [address])
    mail.attach_alternative(render_to_string("account/email/frame.html", shown), "text/html")
    return mail
