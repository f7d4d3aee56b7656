"""Who holds an attempt: the account, or, while it is anonymous, this browser's session."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import HttpRequest

from assessment.accounts.models import User

KEY = "attempts"


@dataclass(frozen=True)
class Holder:
    """An account, or the attempts this browser has begun or resumed without one."""

    user: User | None
    uids: tuple[str, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        user = request.user if isinstance(request.user, User) else None
        return cls(user, tuple(request.session.get(KEY, ())))


def remember(request: HttpRequest, uid: UUID) -> None:
    """Let this browser hold an anonymous attempt."""
    uids = [known for known in request.session.get(KEY, []) if known != str(uid)]
    request.session[KEY] = [*uids, str(uid)]


def forget(request: HttpRequest, uid: UUID) -> None:
    """This browser holds the attempt no longer: it was claimed or erased."""
    request.session[KEY] = [known for known in request.session.get(KEY, []) if known != str(uid)]
