"""The hours of a month that a person typed or counted outside the questionnaire."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.accounts.models import User

MOST_MINUTES = 745 * 60
"""Of the longest month there is: 31 days and the hour that autumn adds."""


class CalendarMonthQuerySet(models.QuerySet["CalendarMonth"]):
    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def counted(self) -> Self:
        return self.filter(source=CalendarMonth.Source.COUNTED)


class CalendarMonth(models.Model):
    """Hours of one month, in minutes: claimed (typed), or counted (from a calendar file).

    first_day, last_day: the days between which something was counted; the whole month where claimed.
    rules: the version of the sorting rules. undecided: what neither the rules nor the person placed.
    """

    class Source(models.TextChoices):
        CLAIMED = "claimed"
        COUNTED = "counted"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_months", db_index=False
    )
    month = models.DateField()
    source = models.CharField(max_length=7, choices=Source)
    approving = models.PositiveIntegerField()
    designing = models.PositiveIntegerField()
    other = models.PositiveIntegerField()
    undecided = models.PositiveIntegerField(default=0)
    first_day = models.DateField()
    last_day = models.DateField()
    rules = models.CharField(max_length=20, blank=True)
    saved_at = models.DateTimeField()

    objects = CalendarMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "month", "source"], name="calendar_audit_one_of_each_source_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="calendar_audit_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(
                    first_day__gte=F("month"),
                    last_day__gte=F("first_day"),
                    last_day__year=F("month__year"),
                    last_day__month=F("month__month"),
                ),
                name="calendar_audit_span_inside_the_month",
            ),
            models.CheckConstraint(
                condition=Q(approving__gte=0, designing__gte=0, other__gte=0, undecided__gte=0)
                & Q(
                    approving__lte=MOST_MINUTES - F("designing") - F("other") - F("undecided"),
                ),
                name="calendar_audit_no_more_than_a_month",
            ),
            models.CheckConstraint(
                condition=(Q(source="claimed", rules="", undecided=0)) | (Q(source="counted") & ~Q(rules="")),
                name="calendar_audit_rules_exactly_where_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.source}"
