"""Who holds an attempt: the account, or, while it is anonymous, this browser's session."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import HttpRequest

from assessment.accounts.models import User

KEY = "attempts"
TYPED_KEY = "typed before signing in"
TYPED = ("choice", "claim", "confidence", "low", "high", "approving", "designing", "other")


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


def keep_typed(request: HttpRequest) -> None:
    """Keep what was typed when a session had ended, until the same page is opened after signing in."""
    typed = {name: value[:20] for name in TYPED if (value := request.POST.get(name, ""))}
    request.session[TYPED_KEY] = {"path": request.path, "typed": typed}


def take_typed(request: HttpRequest) -> dict[str, str]:
    """What was kept for this page, once."""
    if request.session.get(TYPED_KEY, {}).get("path") != request.path:
        return {}
    typed: dict[str, str] = request.session.pop(TYPED_KEY)["typed"]
    return typed
