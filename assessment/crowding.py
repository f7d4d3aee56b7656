"""What costs most is answered for a few at once in a process; to others a page says so, before it costs.

Two processes cannot check thirty passwords a second and serve everybody else: without a bound, whoever floods
one address takes the connections and the cores of all.
"""

from threading import BoundedSemaphore

from django.http import HttpRequest

AT_ONCE = 2  # of each kind, in a process
KINDS = {
    "account_login": "sign in",
    "privacy:export": "export",
    "privacy:export_attempt": "export",
}
_slots = {kind: BoundedSemaphore(AT_ONCE) for kind in set(KINDS.values())}


def kind_of(request: HttpRequest) -> str:
    match = request.resolver_match
    kind = KINDS.get(match.view_name, "") if match else ""
    costs = request.method == "POST" if kind == "sign in" else "format" in request.GET
    return kind if costs else ""


def take_slot(kind: str) -> bool:
    return _slots[kind].acquire(blocking=False)


def give_back(kind: str) -> None:
    _slots[kind].release()
