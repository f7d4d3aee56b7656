"""What costs most is answered for a few at once in a process; to others a page says so, before it costs.

Two processes cannot check thirty passwords a second and serve everybody else: without a bound, whoever floods
one address takes the connections and the cores of all.
"""

from threading import BoundedSemaphore

from django.http import HttpRequest

MAX_AT_ONCE = 2  # of each kind, in a process
COSTLY_ROUTES = {
    "account_login": "sign in",
    "privacy:export": "export",
    "privacy:export_attempt": "export",
}
_slots = {kind: BoundedSemaphore(MAX_AT_ONCE) for kind in set(COSTLY_ROUTES.values())}


def get_costly_kind(request: HttpRequest) -> str:
    match = request.resolver_match
    kind = COSTLY_ROUTES.get(match.view_name, "") if match else ""
    costs = request.method == "POST" if kind == "sign in" else "format" in request.GET
    return kind if costs else ""


def take_slot(kind: str) -> bool:
    return _slots[kind].acquire(blocking=False)


def release_slot(kind: str) -> None:
    _slots[kind].release()
