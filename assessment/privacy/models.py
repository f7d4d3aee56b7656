from django.db import models

from assessment.days import format_moment


class Backup(models.Model):
    """A whole backup of this database: when it was begun, so that everything older is in it."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"backup of {format_moment(self.made_at, 'Y-m-d H:i')}"
