"""What a stranger could learn or wear down: replies by status, text and time; guesses over restarts."""

import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

from benchmarks.drill.faults import both_killed
from benchmarks.drill.people import Person, Reply, token_of
from benchmarks.drill.stack import Stack

PAIRS = 200
APART = 0.010  # seconds between two medians
MEMBERS = [f"k{number:04}@example.org" for number in range(20)]  # as many, so that no limit is met by chance
WRONG = "not the right words"
PASSWORD = "quiet river stone lamp"  # noqa: S105  # of invented people
JOIN = f"""
from assessment.accounts.actions import get_or_create_account
for address in {MEMBERS}:
    person = get_or_create_account(address)
    person.set_password("{PASSWORD}")
    person.save()
"""
NONCES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|Request [0-9a-f]{32}')


@dataclass(frozen=True)
class Finding:
    """One promise, what was seen, and whether it is kept."""

    name: str
    replies_seen: str
    holds: bool

    def __str__(self) -> str:
        return f"| {self.name} | {self.replies_seen} | {'holds' if self.holds else 'BROKEN'} |"


def try_strangers(stack: Stack) -> list[Finding]:
    """Everything below, on a stack that nobody else uses meanwhile."""
    stack.manage("shell", "-v", "0", "-c", JOIN)
    owner = Person(stack)
    owner.walk_to_review()
    time.sleep(4)  # the walk has used up what the proxy lets one address ask at once: 60, and 20 a second
    result = owner.submit().place
    if not result.startswith("/r/"):
        raise RuntimeError(f"The owner's submit led to {result!r}, not to a result.")
    asks: dict[str, Callable[[bool], tuple[str, Reply]]] = {
        "a code, T25": _type_into(stack, "/accounts/login/code/", "email"),
        "a password, T25": _type_into(stack, "/accounts/login/", "login", {"password": WRONG}),
        "a new password, T25": _type_into(stack, "/accounts/password/reset/", "email"),
        "somebody's result, T12": lambda is_known: _look_for(stack, result, is_known),
    }
    return [
        *(compare_known_and_unknown(f"known and unknown alike: {name}", ask) for name, ask in asks.items()),
        try_guesses(stack),
        try_without_encryption(stack),
    ]


def compare_known_and_unknown(name: str, ask: Callable[[bool], tuple[str, Reply]]) -> Finding:
    """ask: for what is there or for what is not; the word to leave out of its reply, and the reply."""
    took: dict[bool, list[float]] = {True: [], False: []}
    replies: dict[bool, set[tuple[int, str, str]]] = {True: set(), False: set()}
    for is_known in [is_known for _ in range(PAIRS) for is_known in random.sample([True, False], 2)]:
        word, reply = ask(is_known)
        took[is_known].append(reply.seconds)
        replies[is_known].add((reply.status, reply.place, NONCES.sub("", reply.body).replace(word, "")))
    median_of_known, median_of_unknown = median(took[True]), median(took[False])
    replies_seen = (
        f"{PAIRS} pairs, {len(replies[True] | replies[False])} kind of reply, "
        f"medians {median_of_known * 1000:.1f} and {median_of_unknown * 1000:.1f} ms"
    )
    return Finding(
        name,
        replies_seen,
        replies[True] == replies[False]
        and len(replies[True]) == 1
        and abs(median_of_known - median_of_unknown) < APART,
    )


def _type_into(
    stack: Stack, path: str, field: str, extra: dict[str, str] | None = None
) -> Callable[[bool], tuple[str, Reply]]:
    """Sends the form at `path` with a known address or an unknown one, each time from another browser."""
    first = Person(stack)
    token = token_of(first.ask(path).body)

    def send(is_known: bool) -> tuple[str, Reply]:
        person = Person(stack)
        # Never the first: mails to its mailbox would count beside the tries at it, see try_guesses().
        address = random.choice(MEMBERS[1:]) if is_known else f"u{uuid4().hex[:4]}@example.org"
        person.cookies = {name: text for name, text in first.cookies.items() if "csrf" in name}
        return address, person.ask(path, {"csrfmiddlewaretoken": token, field: address} | (extra or {}))

    return send


def _look_for(stack: Stack, result: str, is_known: bool) -> tuple[str, Reply]:
    address = result if is_known else f"/r/{uuid4()}/"
    return address, Person(stack).ask(address)


def try_guesses(stack: Stack) -> Finding:
    """Eleven tries over two workers, a twelfth after both were killed; then the owner, from elsewhere."""
    person, path = Person(stack), "/accounts/login/code/"
    tries = [person.send(path, {"email": MEMBERS[0]}).status for _ in range(11)]
    both_killed(stack)
    after, owner = person.send(path, {"email": MEMBERS[0]}), Person(stack).send(path, {"email": MEMBERS[0]})
    replies_seen = (
        f"10 let through, then {tries[10]}; {after.status} after both workers died; elsewhere {owner.status}"
    )
    holds = tries == [302] * 10 + [429] and after.status == 429 and after.retry > 0 and owner.status == 302
    return Finding("tries at an account, T26", replies_seen, holds)


def try_without_encryption(stack: Stack) -> Finding:
    """What the shipped proxy says by http and by https."""
    if not stack.nginx:
        return Finding("HSTS and https, T7", "no nginx here: not tried", holds=False)
    plain = http.client.HTTPConnection("127.0.0.1", stack.plain, timeout=5)
    plain.request("GET", "/method/?a=1", headers={"Host": "localhost"})
    redirect = plain.getresponse()
    place, policy = redirect.headers["Location"], Person(stack).ask("/").policy
    seconds = int((re.search(r"max-age=(\d+)", policy) or ["", "0"])[1])
    holds = (redirect.status, place) == (301, "https://localhost/method/?a=1") and seconds >= 31536000
    return Finding("HSTS and https, T7", f"{redirect.status} to {place}; max-age={seconds}", holds)
