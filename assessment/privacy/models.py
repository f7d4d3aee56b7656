from django.db import models


class Backup(models.Model):
    """A whole backup of this database: when it was begun, so that everything older is in it."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"backup of {self.made_at:%Y-%m-%d %H:%M}"
