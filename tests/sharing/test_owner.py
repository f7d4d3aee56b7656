"""Sharing a result: the form, its preview, the link shown once, the mail, the list, taking back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from assessment.accounts.models import User
from assessment.accounts.tokens import hash_token
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.sharing import actions
from assessment.sharing.models import DURATIONS_IN_DAYS, SECTIONS, Share
from tests import make
from tests.accounts.visitor import Visitor, code_of, last_mail
from tests.privacy.conftest import holding
from tests.results.pages import text_of
from tests.sharing.people import confirm_own_address, follow_link, open_share, share, sign_in

pytestmark = pytest.mark.django_db
FORM = {"recipient": "Eva", "kind": "link", "days": "30", "verdict": "on", "step": "share"}


@pytest.fixture
def attempt(cmo: User) -> Attempt:
    return make.attempt(confirm_own_address(cmo))


@pytest.fixture
def client(cmo: User) -> Client:
    return sign_in(cmo)


def post(client: Client, attempt: Attempt, **form: Any) -> tuple[int, str]:
    response = client.post(f"/r/{attempt.uid}/share/", {**FORM, **form}, follow=True)
    return response.status_code, text_of(response.content.decode())


def test_a_link_is_shown_once_and_its_hash_alone_is_kept(client: Client, attempt: Attempt) -> None:
    response = client.post(f"/r/{attempt.uid}/share/", FORM)
    (shared_result,) = Share.objects.all()
    link = response.content.decode().partition("/s/")[2].partition("/")[0]
    assert shared_result.token_hash == hash_token(link)
    assert (shared_result.recipient, shared_result.email, shared_result.verdict, shared_result.calendar) == (
        "Eva",
        "",
        True,
        False,
    )
    assert shared_result.expires_at - shared_result.shared_at == timedelta(days=30)
    assert link not in client.get(f"/r/{attempt.uid}/share/").content.decode()


def test_the_same_form_sent_twice_makes_one_link(client: Client, attempt: Attempt) -> None:
    pages = [client.post(f"/r/{attempt.uid}/share/", {**FORM, "once": "1"}).content for _ in range(2)]
    links = {page.decode().partition("/s/")[2].partition("/")[0] for page in pages}
    assert len(links) == Share.objects.count() == 1


def test_a_form_sent_again_does_not_open_its_link_anew(
    client: Client, attempt: Attempt, stranger: User
) -> None:
    form = {**FORM, "once": "1"}
    link = client.post(f"/r/{attempt.uid}/share/", form).content.decode().partition("/s/")[2][:43]
    (shared_result,) = Share.objects.all()
    actions.claim_share(shared_result, confirm_own_address(stranger), at=timezone.now())
    actions.end_share(shared_result, at=timezone.now())
    status, page = post(client, attempt, once="1")
    assert (status, Share.objects.count()) == (422, 1)
    assert "You sent this before, and that link has ended. Send it again for a new one." in page
    assert Client().get(f"/s/{link}/").status_code == 410


def test_a_form_sent_again_after_its_link_was_taken_back_says_so(client: Client, attempt: Attempt) -> None:
    client.post(f"/r/{attempt.uid}/share/", {**FORM, "once": "1"})
    (shared_result,) = Share.objects.all()
    client.post(f"/shares/{shared_result.uid}/end/")
    status, page = post(client, attempt, once="1")
    assert (status, Share.objects.count()) == (422, 1)
    assert "You sent this before, and that link has ended. Send it again for a new one." in page
    assert post(client, attempt, once="2")[0] == 200


def test_a_mail_says_what_it_is_and_tells_the_sharer_nothing(
    client: Client, attempt: Attempt, stranger: User, django_capture_on_commit_callbacks: Any
) -> None:
    """One page, whether the address has an account or not; no typed name and no figure in the mail."""
    answers = []
    for address in (stranger.email, "nobody@example.net"):
        with django_capture_on_commit_callbacks(execute=True):
            status, page = post(client, attempt, kind="account", email=address, recipient=f"Ron {address[0]}")
        answers.append((status, page.count(address), page.replace(address, "").count("account")))
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [[stranger.email], ["nobody@example.net"]]
    for message in mail.outbox:
        assert message.subject == "cmo@example.org shares a result with you"
        assert "Ron" not in message.body
        assert "/desk/" in message.body
        assert not any(sign.isdigit() for sign in message.body.partition(", until ")[0])


def test_a_mailbox_gets_three_such_mails_a_day_and_an_owner_answers_for_an_address(
    client: Client, attempt: Attempt, cmo: User, teammate: User
) -> None:
    for number in range(3):
        post(client, attempt, kind="account", email=f"eva+{number}@example.net", recipient=f"E{number}")
        Share.objects.filter(ended_at=None).update(ended_at=timezone.now())
    status, page = post(client, attempt, kind="account", email="eva@example.net")
    assert (status, "enough mails there for today" in page) == (429, True)
    own, unconfirmed = make.attempt(teammate), sign_in(teammate)
    status, page = post(unconfirmed, own, kind="account", email="new@example.net")
    assert (status, "Confirm your own address first" in page) == (422, True)


WRONG: list[tuple[dict[str, str], str]] = [
    ({"recipient": " "}, "Who is it for? Give a name"),
    ({"recipient": "e" * 61}, "At most 60 characters; it has 61."),
    ({"recipient": "\u202eavE"}, "hidden characters that change the writing direction"),
    ({"kind": "account"}, "Type the address they sign in with."),
    ({"kind": "account", "email": "eva"}, "It looks like name@example.org."),
    ({"kind": "account", "email": "CMO+me@example.org"}, "That is your own address."),
    ({"kind": "post"}, "Choose a link or an address."),
    ({"days": "0"}, "Choose 7, 30 or 90 days."),
    ({"days": "-7"}, "Choose 7, 30 or 90 days."),
    ({"days": "3650"}, "Choose 7, 30 or 90 days."),
    ({"verdict": ""}, "Choose at least one thing to show."),
]


def test_what_cannot_be_shared_is_said_and_keeps_what_was_typed(client: Client, attempt: Attempt) -> None:
    for form, words in WRONG:
        response = client.post(f"/r/{attempt.uid}/share/", FORM | form)
        assert (response.status_code, words in text_of(response.content.decode())) == (422, True), form
        typed_values = [
            value for value in ((FORM | form)["recipient"], form.get("email")) if value and value.strip()
        ]
        assert all(f'value="{value}"' in response.content.decode() for value in typed_values), form
    assert not Share.objects.exists()


def test_a_person_is_shown_a_result_once(client: Client, attempt: Attempt) -> None:
    share(attempt, email="coach@example.org")
    again = [
        post(client, attempt, recipient="eva"),
        post(client, attempt, recipient="E", kind="account", email="Coach+x@example.org"),
    ]
    for status, page in again:
        assert status == 422
        assert "You show this result to “Eva” already, until" in page
    assert Share.objects.count() == 1


def test_twenty_at_a_time_are_enough(client: Client, attempt: Attempt) -> None:
    for number in range(20):
        share(attempt, recipient=f"Eva {number}", token=str(number))
    status, page = post(client, attempt)
    assert (status, "You have 20 shares that still work." in page) == (422, True)
    first = Share.objects.earliest("pk")
    client.post(f"/shares/{first.uid}/end/")
    assert post(client, attempt)[0] == 200


def test_names_are_text_wherever_they_stand(client: Client, attempt: Attempt) -> None:
    name = "=1+1 <b>Eva\r\n</b>"
    post(client, attempt, recipient=name)
    assert Share.objects.get().recipient == "=1+1 <b>Eva </b>"
    for address in (f"/r/{attempt.uid}/share/", "/account/"):
        page = client.get(address).content.decode()
        assert "=1+1 &lt;b&gt;Eva &lt;/b&gt;" in page
        assert "<b>Eva" not in page
    assert "'=1+1 <b>Eva </b>" in client.get("/account/export/?format=csv").content.decode()


def test_the_preview_is_the_page_that_the_recipient_reads(
    client: Client, attempt: Attempt, stranger: User
) -> None:
    sections = {"self_rating": "on", "calendar": "on", "over_time": "on"}
    response = client.post(f"/r/{attempt.uid}/share/", {**FORM, **sections, "step": "preview"})
    preview = response.content.decode()
    assert Share.objects.count() == 0
    assert "A preview: nothing is shared yet" in text_of(preview)
    shared_result = share(attempt, sections=["verdict", *sections])
    page = open_share(shared_result, follow_link()).content.decode()
    assert main_words(preview) == main_words(page)
    changed = client.post(f"/r/{attempt.uid}/share/", {**FORM, **sections, "step": "change"})
    assert 'value="Eva"' in changed.content.decode()


def main_words(page: str) -> list[str]:
    """From the line that names the reader to the links of the end, without the minute."""
    words = text_of(
        page.partition('class="notice shared-whose"')[2].partition('<section class="chapter" id="limits">')[0]
    )
    return [word for word in words.split() if ":" not in word]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("open", "Finish it first"),
        ("pulse", "A pulse is not shared by itself"),
        ("anonymous", "Keep it in an account first"),
    ],
)
def test_what_is_not_shared_says_why(client: Client, cmo: User, kind: str, words: str) -> None:
    browser: Client = client
    if kind == "anonymous":
        attempt = make.attempt(None)
        browser = holding(Visitor(), attempt)
    else:
        attempt = make.started(cmo) if kind == "open" else make.attempt(cmo, "pulse")
    for response in (browser.get(f"/r/{attempt.uid}/share/"), browser.post(f"/r/{attempt.uid}/share/", FORM)):
        assert words in text_of(response.content.decode())
    assert Share.objects.count() == 0


def test_the_list_says_to_whom_until_when_and_each_opening(client: Client, attempt: Attempt) -> None:
    at = timezone.now()
    shared_result = share(attempt, sections=["verdict", "calendar"], at=at - timedelta(hours=5))
    for hours in (3, 3, 1):
        actions.open_share(shared_result, at=at - timedelta(hours=hours))
    for address in (f"/r/{attempt.uid}/share/", "/account/"):
        page = text_of(client.get(address).content.decode())
        assert "The verdict and the three capabilities. The hours." in page
        assert "for anyone who has it, until somebody signs in and puts it on their desk." in page
        assert "Opened by somebody who has the link:" in page
        assert "From the moment you take it back, nobody can open it" in page
        assert f"Until {shared_result.expires_at:%-d %B %Y, %H:%M} UTC." in page
        assert page.count("2 times") == page.count(", once") == 1


def test_each_part_has_one_name_on_form_lists_and_page(client: Client, attempt: Attempt) -> None:
    make.commitment(attempt)
    shared_result, reader = share(attempt, sections=list(SECTIONS)), follow_link()
    pages: list[Any] = [client.get(f"/r/{attempt.uid}/share/"), reader.get(f"/shared/{shared_result.uid}/")]
    form, door = (text_of(page.content.decode()) for page in pages)
    page = text_of(open_share(shared_result, reader).content.decode())
    for name in map(str, SECTIONS.values()):
        assert (form.count(name), door.count(name)) == (2, 1)
        assert name.removeprefix("The verdict and t") in page.partition("What this is not")[0]


def test_the_form_says_what_each_choice_means(client: Client, attempt: Attempt) -> None:
    today = timezone.localdate()
    page = text_of(client.get(f"/r/{attempt.uid}/share/").content.decode())
    for days in DURATIONS_IN_DAYS:
        assert f"{days} days, until {today + timedelta(days=days):%-d %B %Y}" in page
    for words in (
        "They never see a single answer, which answers raised or lowered the score,",
        "what has moved between them",
        "Anyone who has it can open it, and you don’t see who did.",
        "From then on it opens for their account alone, and your list shows their address.",
        "an open page can’t be loaded again",
    ):
        assert words in page
    share(attempt, email="coach@example.org")
    page = text_of(client.get(f"/r/{attempt.uid}/share/").content.decode())
    assert "Only for coach@example.org, after signing in." in page
    assert page.count("an open page can’t be loaded again") == 1


def test_taking_back_holds_at_the_next_request_and_twice_is_said(client: Client, attempt: Attempt) -> None:
    shared_result, reader = share(attempt), follow_link()
    assert open_share(shared_result, reader).status_code == 200
    page = client.post(f"/shares/{shared_result.uid}/end/", follow=True).content.decode()
    assert "“Eva” can no longer open it." in text_of(page)
    assert [
        reader.get(f"/shared/{shared_result.uid}/").status_code,
        follow_link(client=reader).get("/s/a token/").status_code,
    ] == [
        410,
        410,
    ]
    again = client.post(f"/shares/{shared_result.uid}/end/", follow=True).content.decode()
    assert "had ended before" in text_of(again)


def test_a_result_erased_while_the_form_is_open_is_not_found(client: Client, attempt: Attempt) -> None:
    client.get(f"/r/{attempt.uid}/share/")
    attempts.delete(Attempt.objects.filter(pk=attempt.pk))
    assert post(client, attempt)[0] == 404
    with pytest.raises(actions.ShareEnded):
        share(attempt)


def test_a_result_is_mailed_as_a_link_without_a_figure(
    client: Client, attempt: Attempt, cmo: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        pages = [client.post(f"/r/{attempt.uid}/mail/", {"once": number}, follow=True) for number in range(6)]
    words = [text_of(page.content.decode()) for page in pages]
    assert "on its way to cmo@example.org" in words[0]
    assert "enough links for today" in words[5]
    assert len(mail.outbox) == 5
    assert mail.outbox[0].to == [cmo.email]
    assert f"/r/{attempt.uid}/" in mail.outbox[0].body
    assert "±" not in mail.outbox[0].body
    assert str(round(attempt.index or 0)) not in mail.outbox[0].body.replace(str(attempt.uid), "")


def test_no_link_is_mailed_to_an_address_that_nobody_has_confirmed(
    client: Client, attempt: Attempt, cmo: User
) -> None:
    cmo.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # allauth carries no types
    page = client.post(f"/r/{attempt.uid}/mail/", follow=True).content.decode()
    assert "Confirm your address first, on your account page: the link goes there." in text_of(page)
    assert mail.outbox == []


def test_a_mailed_link_leads_to_the_result_by_signing_in(attempt: Attempt, cmo: User) -> None:
    browser, path = Visitor(), f"/r/{attempt.uid}/"
    page = browser.get(path)
    assert page.status_code == 404
    assert "If it is yours, sign in, and it comes next." in text_of(page.content.decode())
    assert f'href="/accounts/login/?next={path}"' in page.content.decode()
    assert text_of(Visitor().get("/r/00000000-0000-4000-8000-000000000000/").content.decode()).startswith(
        text_of(page.content.decode()).partition("Request")[0]
    )
    browser.ask(cmo.email, next_url=path)
    assert browser.answer(code_of(last_mail()), next_url=path)["Location"] == path
    assert browser.get(path).status_code == 200


def test_what_was_typed_as_the_session_ended_is_offered_again(attempt: Attempt, cmo: User) -> None:
    browser, path = sign_in(cmo), f"/r/{attempt.uid}/share/"
    browser.get(path)
    del browser.cookies["sessionid"]
    page = browser.post(path, FORM | {"recipient": "Priya"})
    assert page.status_code == 404
    assert "What you entered is offered again there; nothing was saved yet." in text_of(page.content.decode())
    browser.force_login(cmo)
    assert "Priya" in browser.get(path).content.decode()
    assert not Share.objects.exists()


def test_without_an_account_a_private_link_is_what_is_mailed() -> None:
    attempt = make.attempt(None)
    browser = holding(Visitor(), attempt)
    assert browser.post(f"/r/{attempt.uid}/mail/")["Location"] == f"/take/{attempt.uid}/leave/"
