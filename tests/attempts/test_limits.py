"""Beginning without an account and mailing a way back are limited; both say so in words."""

import re
from http import HTTPStatus

from django.conf import settings as site
from django.test import Client
from pytest_django.fixtures import Settings

from assessment.attempts.models import Attempt
from tests import make


def test_one_network_address_begins_so_many_anonymous_attempts_an_hour(db: None, settings: Settings) -> None:
    assert site.ACCOUNT_RATE_LIMITS["new_attempt"] == "200/h/ip"
    settings.ACCOUNT_RATE_LIMITS = {"new_attempt": "2/h/ip"}
    make.published()
    replies = [Client().post("/start/") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [302, 302, HTTPStatus.TOO_MANY_REQUESTS]
    assert "Retry-After" in replies[-1]
    assert Attempt.objects.count() == 2


def test_a_way_back_is_mailed_three_times_a_day_at_most(client: Client, db: None) -> None:
    make.published()
    client.post("/start/")
    leave = f"/take/{Attempt.objects.get().uid}/leave/"
    (token,) = re.findall(r'name="token" value="([\w-]+)"', client.post(leave).content.decode())
    replies = [client.post(leave, {"email": f"a{number}@example.org", "token": token}) for number in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, HTTPStatus.TOO_MANY_REQUESTS]
    assert b"We have already sent several mails there. Copy the link instead" in replies[-1].content
