"""What somebody did at the desk, for its first page."""

from django import template

from assessment.accounts.models import User
from assessment.workshop import history

register = template.Library()


@register.simple_tag
def recent_actions_of(user: User) -> list[history.Action]:
    return history.list_recent_actions(user)
