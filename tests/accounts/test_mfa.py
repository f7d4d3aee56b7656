"""An authenticator app and recovery codes, with codes computed as an app computes them."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessment.accounts.models import User
from tests.accounts.authenticator import STEP, code_at
from tests.accounts.clock import Clock
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

APP, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"
NOT_THE_CODE = "That isn’t the code the app shows now."
NOT_A_RECOVERY_CODE = "That isn’t one of the recovery codes left."


@pytest.fixture
def owner(clock: Clock, visitor: Visitor, cmo: User) -> Visitor:
    """Signed in with a code by mail a moment ago."""
    visitor.enter(cmo.email)
    return visitor


def add_app(visitor: Visitor, clock: Clock) -> str:
    """Add an app the way a person does; the secret it was given."""
    secret = str(visitor.get(APP).context["form"].secret)
    answer = visitor.post(APP, {"code": code_at(clock.now, secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(visitor: Visitor) -> list[str]:
    return re.findall(r"<li>(\d{4} \d{4})</li>", visitor.get(CODES).content.decode())


def before_the_second_step(address: str) -> Visitor:
    """Another browser, past the code by mail."""
    visitor = Visitor()
    visitor.enter(address)
    assert not visitor.is_in
    return visitor


def type_second_step_code(visitor: Visitor, code: str) -> str:
    """Type a code at the second step; what the page says."""
    answer: Any = visitor.post(reverse("mfa_authenticate"), {"code": code})
    return str(answer.content.decode())


def test_the_second_step_speaks_of_what_one_has(owner: Visitor, clock: Clock, cmo: User) -> None:
    add_app(owner, clock)
    page = before_the_second_step(cmo.email).get(reverse("mfa_authenticate")).content.decode()
    assert "Six digits from your authenticator app" in page
    for words in (
        "Use a passkey",
        "A passkey",
        "Works once, for ten minutes",
        "No account yet",
        "@localhost",
    ):
        assert words not in page


def test_adding_an_app_wants_the_code_it_shows(owner: Visitor, clock: Clock) -> None:
    secret = owner.get(APP).context["form"].secret
    late = owner.post(APP, {"code": code_at(clock.now - 10 * STEP, secret)})
    assert NOT_THE_CODE in late.content.decode()
    assert not Authenticator.objects.exists()


def test_the_key_stays_the_same_in_another_tab_and_in_another_language(owner: Visitor, clock: Clock) -> None:
    secret = owner.get(APP).context["form"].secret
    clock.now += STEP
    owner.get(APP)
    owner.post(reverse("set_language"), {"language": "de", "next": APP})
    assert owner.get(APP).context["form"].secret == secret
    owner.post(APP, {"code": code_at(clock.now, secret)})
    assert Authenticator.objects.exists()


def test_a_key_of_long_ago_is_not_shown_again(owner: Visitor, clock: Clock) -> None:
    secret = owner.get(APP).context["form"].secret
    clock.now += 15 * 60
    owner.post(reverse("account_show_presence"))
    owner.post(reverse("account_show_presence"), {"code": code_of(last_mail())})
    assert owner.get(APP).context["form"].secret != secret


def test_a_code_of_the_app_counts_with_the_gap_that_apps_show(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    form = owner.get(APP).context["form"]
    assert form.secret_in_fours.split() == [form.secret[start : start + 4] for start in range(0, 32, 4)]
    code = code_at(clock.now, form.secret)
    owner.post(APP, {"code": f"{code[:3]} {code[3:]}"})
    assert Authenticator.objects.filter(user=cmo, type="totp").exists()
    clock.now += STEP
    code = code_at(clock.now, form.secret)
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]} ")
    assert visitor.is_in


def test_a_wrong_recovery_code_is_not_called_a_code_of_the_app(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    assert NOT_A_RECOVERY_CODE in type_second_step_code(visitor, "0000 0000")
    assert NOT_THE_CODE in type_second_step_code(visitor, "0000")


def test_whoever_did_not_add_the_app_reads_whom_to_write_to(
    owner: Visitor, clock: Clock, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = "mailto:help@example.org"
    add_app(owner, clock)
    words = " ".join(str(last_mail().body).split())
    assert "If you can’t sign in without it, write to help@example.org at once." in words
    assert reverse("mfa_index") in words


def test_the_app_is_asked_for_after_the_code_by_mail(owner: Visitor, clock: Clock, cmo: User) -> None:
    secret = add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    assert visitor.get("/account/").status_code == HTTPStatus.FOUND
    assert NOT_THE_CODE in type_second_step_code(visitor, code_at(clock.now + 10 * STEP, secret))
    assert not visitor.is_in
    type_second_step_code(visitor, code_at(clock.now, secret))
    assert visitor.is_in


def test_the_app_is_asked_for_after_the_password(member: User, visitor: Visitor, clock: Clock) -> None:
    visitor.enter(member.email)
    assert visitor.get(APP)["Location"].startswith("/accounts/reauthenticate/")
    visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = add_app(visitor, clock)
    other = Visitor()
    other.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert not other.is_in
    type_second_step_code(other, code_at(clock.now, secret))
    assert other.is_in


def test_a_new_password_by_code_does_not_stand_in_for_the_app(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    add_app(owner, clock)
    other = Visitor()
    response = other.post(reverse("account_reset_password"), {"email": cmo.email})
    chosen = other.post(response["Location"], {"code": code_of(last_mail())})
    other.post(chosen["Location"], {"password1": "another river another lamp"})
    assert not other.is_in
    assert other.get(reverse("mfa_authenticate")).status_code == 200


def test_a_code_of_the_app_is_good_for_one_sign_in(owner: Visitor, clock: Clock, cmo: User) -> None:
    secret = add_app(owner, clock)
    first, second = before_the_second_step(cmo.email), before_the_second_step(cmo.email)
    type_second_step_code(first, code_at(clock.now, secret))
    assert first.is_in
    assert NOT_THE_CODE in type_second_step_code(second, code_at(clock.now, secret))
    assert not second.is_in
    clock.now += STEP
    type_second_step_code(second, code_at(clock.now, secret))
    assert second.is_in


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_typed_as_its_half_minute_ends_still_counts(
    owner: Visitor, clock: Clock, cmo: User, steps: int
) -> None:
    secret = add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, code_at(clock.now + steps * STEP, secret))
    assert visitor.is_in


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_a_minute_old_or_early_does_not(owner: Visitor, clock: Clock, cmo: User, steps: int) -> None:
    secret = add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    assert NOT_THE_CODE in type_second_step_code(visitor, code_at(clock.now + steps * STEP, secret))
    assert not visitor.is_in


def test_a_code_read_over_a_shoulder_opens_nothing_while_it_is_still_good(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    secret = add_app(owner, clock)
    ahead = code_at(clock.now + STEP, secret)
    first, second = before_the_second_step(cmo.email), before_the_second_step(cmo.email)
    type_second_step_code(first, ahead)
    assert first.is_in
    clock.now += STEP
    cache.delete(
        f"allauth.mfa.totp.used?user={cmo.pk}&code={ahead}"
    )  # allauth's own memory of it has run out
    assert NOT_THE_CODE in type_second_step_code(second, ahead)
    assert not second.is_in


def test_a_recovery_code_opens_the_account_once(owner: Visitor, clock: Clock, cmo: User) -> None:
    add_app(owner, clock)
    codes = recovery_codes(owner)
    assert len(codes) == len(set(codes)) == 10
    first, second = before_the_second_step(cmo.email), before_the_second_step(cmo.email)
    type_second_step_code(first, codes[0])
    assert NOT_A_RECOVERY_CODE in type_second_step_code(second, codes[0])
    assert [first.is_in, second.is_in] == [True, False]
    type_second_step_code(second, codes[1])
    assert [first.is_in, second.is_in] == [True, True]
    assert recovery_codes(owner) == codes[2:]


def test_new_recovery_codes_end_the_old_ones(owner: Visitor, clock: Clock, cmo: User) -> None:
    add_app(owner, clock)
    old = recovery_codes(owner)
    owner.post(reverse("mfa_generate_recovery_codes"))
    assert last_mail().subject == "New recovery codes"
    assert not set(old) & set(recovery_codes(owner))
    visitor = before_the_second_step(cmo.email)
    assert NOT_A_RECOVERY_CODE in type_second_step_code(visitor, old[0])


def test_ten_wrong_codes_stop_guessing_the_second_step(owner: Visitor, clock: Clock, cmo: User) -> None:
    secret = add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    for _ in range(10):
        assert NOT_THE_CODE in type_second_step_code(visitor, "000000")
    assert "Too many tries." in type_second_step_code(visitor, code_at(clock.now, secret))
    assert not visitor.is_in
    clock.now += 15 * 60
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, code_at(clock.now, secret))
    assert visitor.is_in


def test_nobody_reaches_the_tries_of_a_second_step_without_the_first(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    secret = add_app(owner, clock)
    for _ in range(12):
        guessing = Visitor()
        guessing.ask(cmo.email)
        assert guessing.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == HTTPStatus.FOUND
    clock.now += 15 * 60  # the codes by mail of this network address have their own limit
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, code_at(clock.now, secret))
    assert visitor.is_in


def test_adding_and_taking_off_are_told_by_mail_and_asked_for(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    secret = add_app(owner, clock)
    assert last_mail().subject == "Second factor added"
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, code_at(clock.now, secret))
    clock.now += 3600
    off = reverse("mfa_deactivate_totp")
    response = visitor.post(off)
    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    visitor.post(response["Location"], {"code": code_at(clock.now, secret)})
    visitor.post(off)
    assert last_mail().subject == "Second factor removed"
    assert not Authenticator.objects.filter(type="totp").exists()


def test_somebody_with_the_password_who_guesses_elsewhere_does_not_keep_the_owner_out(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    secret = add_app(owner, clock)
    guesser = Visitor(REMOTE_ADDR="203.0.113.7")
    guesser.enter(cmo.email)
    for _ in range(10):
        assert NOT_THE_CODE in type_second_step_code(guesser, "000000")
    assert "Too many tries." in type_second_step_code(guesser, "000000")
    at_home = before_the_second_step(cmo.email)
    type_second_step_code(at_home, code_at(clock.now, secret))
    assert at_home.is_in


def test_guesses_from_many_networks_are_counted_together(owner: Visitor, clock: Clock, cmo: User) -> None:
    add_app(owner, clock)
    networks = [Visitor(REMOTE_ADDR=f"203.0.113.{number}") for number in range(3)]
    for network in networks:
        network.enter(cmo.email)
    answers = [type_second_step_code(networks[number % 2], "000000") for number in range(10)]
    assert all(NOT_THE_CODE in page for page in answers)
    assert "Too many tries." in type_second_step_code(networks[2], "000000")


def test_the_first_second_factor_ends_the_sessions_that_had_none(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    """Else a session opened by a code alone would live on beside it, in the admin too."""
    elsewhere = Visitor()
    elsewhere.enter(cmo.email)
    add_app(owner, clock)
    assert "Your other devices are signed out." in owner.get(CODES).content.decode()
    statuses = [browser.get("/account/").status_code for browser in [elsewhere, owner]]
    assert statuses == [HTTPStatus.FOUND, HTTPStatus.OK]


def test_a_wrong_code_at_the_second_step_leaves_a_line_in_the_audit_log(
    owner: Visitor, clock: Clock, cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    with caplog.at_level("INFO", logger="audit"):
        type_second_step_code(visitor, "000000")
    assert '"event": "sign-in failed"' in caplog.text
    assert '"reason": "second_step"' in caplog.text
    assert str(cmo.uid) in caplog.text


def test_who_lost_the_phone_adds_another_at_the_price_of_one_recovery_code(
    owner: Visitor, clock: Clock, cmo: User
) -> None:
    add_app(owner, clock)
    codes = recovery_codes(owner)
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, codes[0])
    off = reverse("mfa_deactivate_totp")
    assert visitor.get(off).status_code == HTTPStatus.OK
    visitor.post(off)
    add_app(visitor, clock)
    assert Authenticator.objects.filter(user=cmo, type="totp").count() == 1


def test_an_hour_later_it_is_asked_for_again(owner: Visitor, clock: Clock, cmo: User) -> None:
    secret = add_app(owner, clock)
    visitor = before_the_second_step(cmo.email)
    type_second_step_code(visitor, code_at(clock.now, secret))
    clock.now += 3600
    assert visitor.get(reverse("mfa_deactivate_totp"))["Location"].startswith("/accounts/2fa/reauthenticate/")
