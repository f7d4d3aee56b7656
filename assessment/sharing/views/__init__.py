"""Sharing a result, and reading one that was shared."""

from assessment.sharing.views.owner import end, mail_result, share
from assessment.sharing.views.recipient import beside, desk, keep, link, shared

__all__ = ["beside", "desk", "end", "keep", "link", "mail_result", "share", "shared"]
