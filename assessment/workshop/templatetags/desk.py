"""The first page of the admin asks for its content by a tag: the admin's site belongs to the accounts."""

from django import template

from assessment.accounts.models import User
from assessment.workshop import desk

register = template.Library()


@register.simple_tag
def get_desk(user: User) -> desk.Desk | None:
    return desk.build_desk(user)
