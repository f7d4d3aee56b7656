"""Practice pages: for each facet what good looks like, three experiments, a template, a trap, a reference."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.questionnaire.models import FACETS_BY_CAPABILITY

# As in editions: a language without its country.
LANGUAGES = [(code.partition("-")[0], name) for code, name in settings.LANGUAGES]
FACET_ORDER = [facet for _capability, facets in FACETS_BY_CAPABILITY for facet, _name in facets]

# What a file of pages holds, and what publishing freezes. A draft may lack any of it.
TEXTS = (
    "title",
    "good",
    "half_hour",
    "half_hour_sign",
    "week",
    "week_sign",
    "quarter",
    "quarter_sign",
    "template",
    "trap",
    "reference",
    "reference_link",
    "finding",
    "occasion",
    "act",
    "handover",
    "recipient",
    "obstacle",
    "response",
)
MAY_BE_EMPTY = {"reference_link"}
TEMPLATE_LINES = range(4, 8)
# As PostgreSQL reads it.
IS_WHOLE = {f"{name}__regex": r"\S" for name in TEXTS if name not in MAY_BE_EMPTY} | {
    "template__regex": r"^([^\n]*\S[^\n]*(\n|$)){4,7}$"  # lines with something in each
}


class PracticePageQuerySet(models.QuerySet["PracticePage"]):
    def published(self) -> Self:
        return self.filter(state=PracticePage.State.PUBLISHED)


class PracticePage(models.Model):
    """One numbered version of a facet's page in one language: a draft, then published and frozen."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a practice page", "Draft")
        PUBLISHED = "published", pgettext_lazy("state of a practice page", "Published")
        REPLACED = "replaced", pgettext_lazy("state of a practice page", "Replaced")

    facet = models.CharField(_("facet"), max_length=40, choices=FACETS_BY_CAPABILITY)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)

    title = models.CharField(_("title"), max_length=80)
    good = models.TextField(_("what good looks like"), max_length=600)
    half_hour = models.TextField(_("half an hour: what to do"), max_length=600)
    half_hour_sign = models.TextField(_("half an hour: how you see that it worked"), max_length=300)
    week = models.TextField(_("a week: what to do"), max_length=600)
    week_sign = models.TextField(_("a week: how you see that it worked"), max_length=300)
    quarter = models.TextField(_("a quarter: what to do"), max_length=600)
    quarter_sign = models.TextField(_("a quarter: how you see that it worked"), max_length=300)
    template = models.TextField(
        _("template to copy"),
        max_length=1000,
        help_text=_(
            "4 to 7 lines. ____ is a field to fill in; one field holds an example and ends in (example)."
        ),
    )
    trap = models.TextField(_("trap"), max_length=400)
    reference = models.TextField(_("reference"), max_length=500)
    reference_link = models.URLField(
        _("address of the reference"),
        blank=True,
        help_text=_("Empty for a book without one. A doi begins with https://doi.org/."),
    )
    finding = models.TextField(_("what it found"), max_length=500)
    occasion = models.CharField(_("commitment: when … comes round"), max_length=120)
    act = models.CharField(_("commitment: I will …"), max_length=240)
    handover = models.CharField(_("commitment: and hand …"), max_length=120)
    recipient = models.CharField(_("commitment: to …"), max_length=120)
    obstacle = models.CharField(_("rehearsal: if … gets in the way"), max_length=120)
    response = models.CharField(_("rehearsal: I will …"), max_length=240)

    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = PracticePageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("practice page"), _("practice pages")
        ordering: ClassVar = ["facet", "language", "-number"]
        permissions: ClassVar = [("publish_practicepage", "Can publish practice pages")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["facet", "language", "number"], name="practice_one_page_a_number"
            ),
            models.UniqueConstraint(
                fields=["facet", "language"],
                condition=Q(state="published"),
                name="practice_one_published_page",
                violation_error_message=_("Another page of this facet and language is published."),
            ),
            models.UniqueConstraint(
                fields=["facet", "language"],
                condition=Q(state="draft"),
                name="practice_one_draft",
                violation_error_message=_(
                    "There is a draft of this facet and language already. Change that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "replaced"], published_at__isnull=False),
                name="practice_published_at_a_time",
                violation_error_message=_("A page that is no draft has the time at which it was published."),
            ),
            models.CheckConstraint(
                condition=Q(facet__in=FACET_ORDER),
                name="practice_facet_is_known",
                violation_error_message=_("Choose one of the fifteen facets."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(**IS_WHOLE),
                name="practice_published_is_whole",
                violation_error_message=_(
                    "Only a draft may lack parts. Write every part before you publish the page."
                ),
            ),
        ]

    def __str__(self) -> str:
        name = f"{self.get_facet_display()} ({self.language}) {self.number}"
        return f"{name}: {self.title}" if self.title else name

    @property
    def capability(self) -> str:
        return self.facet.partition(".")[0]
