"""What somebody has answered in a trial, in a session of its own that nothing which counts ever reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from assessment.questionnaire.models import Edition
from assessment.workshop.models import PreviewLink

LIFETIME = timedelta(days=14)
MOST_TRIALS = 5
"""Of one browser; a further one ends the oldest."""
KEYS, FIELDS = "trials", "trial"


@dataclass(frozen=True)
class Trial:
    """One run through a draft. link: the uid of the preview link it came by; empty for an editor.

    replies: by the code of a question, the option or the value, with a hash of what was asked.
    """

    uid: UUID
    edition: int
    form: str
    language: str
    link: str
    started_at: datetime
    replies: dict[str, dict[str, Any]]
    session: SessionBase

    def save_reply(self, code: str, reply: dict[str, Any]) -> None:
        fields = self.session[FIELDS]
        fields["replies"][code] = reply
        self.session[FIELDS] = fields
        self.session.save()


def begin_trial(
    request: HttpRequest, edition: Edition, *, form: str, language: str, link: PreviewLink | None = None
) -> Trial:
    uid = uuid4()
    session = _open_session()
    session[FIELDS] = {
        "edition": edition.pk,
        "form": form,
        "language": language,
        "link": str(link.uid) if link else "",
        "started_at": timezone.now().isoformat(),
        "replies": {},
    }
    session.set_expiry(LIFETIME)
    session.create()
    keys: dict[str, str] = request.session.get(KEYS, {})
    entries = [*keys.items(), (str(uid), str(session.session_key))]
    for _uid, key in entries[:-MOST_TRIALS]:
        _open_session(key).delete()
    request.session[KEYS] = dict(entries[-MOST_TRIALS:])
    return _read_trial(uid, session)


def find_trial(request: HttpRequest, uid: UUID) -> Trial | None:
    key = request.session.get(KEYS, {}).get(str(uid))
    session = _open_session(key) if key else None
    return _read_trial(uid, session) if session and FIELDS in session else None


def end_trial(request: HttpRequest, trial: Trial) -> None:
    trial.session.delete()
    keys: dict[str, str] = request.session.get(KEYS, {})
    request.session[KEYS] = {uid: key for uid, key in keys.items() if uid != str(trial.uid)}


def _read_trial(uid: UUID, session: SessionBase) -> Trial:
    fields = session[FIELDS]
    return Trial(
        uid=uid,
        edition=fields["edition"],
        form=fields["form"],
        language=fields["language"],
        link=fields["link"],
        started_at=datetime.fromisoformat(fields["started_at"]),
        replies=fields["replies"],
        session=session,
    )


def _open_session(key: str | None = None) -> SessionBase:
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return session
