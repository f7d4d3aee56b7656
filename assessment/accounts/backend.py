"""Who is asking: signing in by password, and the session and the account of each later request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from assessment.accounts.models import User
from assessment.db.rows import read_rows

# Each page of whoever is signed in asks both: to put them together would take longer than to run them.
LOAD_SESSION = "select session_data from django_session where session_key = %s and expire_date > %s"
GET_USER = "select * from accounts_user where id = %s"


class ByPassword(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        users = read_rows(User, GET_USER, [user_id])
        return users[0] if users and self.user_can_authenticate(users[0]) else None

    # An unknown address takes as many statements as a known one, so that the time does not tell them
    # apart.
    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user: User | None = self._check_password(User.objects.find_by_address(email), password)
        return user


class SessionStore(db.SessionStore):
    """Of Django's sessions, which it finds by settings.SESSION_ENGINE."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(LOAD_SESSION, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        session: dict[str, Any] = self.decode(row[0])
        return session
