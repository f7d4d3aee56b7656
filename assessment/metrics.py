"""What the process counts about its requests, for whoever watches the machine from inside.

Memory shared by the workers, made before they are forked: each writes to its own row and all are read
together, so no lock is held that a killed worker could take along.
"""

import os
from ipaddress import ip_address, ip_network
from mmap import mmap
from threading import Lock

from django.http import HttpRequest, HttpResponse

from assessment.accounts.client_ip import NOWHERE, address_of

MACHINE = ("127.0.0.0/8", "::1/128")
HOUSE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
INSIDE = [ip_network(one) for one in (*MACHINE, *HOUSE)]
CLASSES = (1, 2, 3, 4, 5)  # of a status: the first of its three digits
WITHIN = (0.01, 0.05, 0.1, 0.3, 1.0, 5.0)  # seconds
ROWS = 64
COLUMNS = len(CLASSES) + len(WITHIN) + 2  # and all together: how many, how many seconds
_shared = memoryview(mmap(-1, ROWS * COLUMNS * 8)).cast("d", (ROWS, COLUMNS))
_one_at_a_time = Lock()


def count(status: int, seconds: float) -> None:
    """One request: its status, and how long it took in this process."""
    row = os.getpid() % ROWS
    columns = [CLASSES.index(status // 100)]
    columns += [len(CLASSES) + place for place, limit in enumerate(WITHIN) if seconds <= limit]
    with _one_at_a_time:
        for column in [*columns, COLUMNS - 2]:
            _shared[row, column] += 1
        _shared[row, COLUMNS - 1] += seconds


def metrics(request: HttpRequest) -> HttpResponse:
    """Every count in the text format of Prometheus; to internal addresses only."""
    if not is_inside(address_of(request)):
        return HttpResponse(status=404)
    return HttpResponse(_page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def is_inside(address: str) -> bool:
    return address != NOWHERE and any(ip_address(address) in network for network in INSIDE)


def _page() -> str:
    totals = [sum(_shared[row, column] for row in range(ROWS)) for column in range(COLUMNS)]
    classes, within = totals[: len(CLASSES)], totals[len(CLASSES) : -2]
    lines = [
        "# HELP site_requests_total Requests answered since the server started, by class of status.",
        "# TYPE site_requests_total counter",
        *(
            f'site_requests_total{{status="{name}xx"}} {total:.0f}'
            for name, total in zip(CLASSES, classes, strict=True)
        ),
        "# HELP site_request_seconds How long they took inside the process.",
        "# TYPE site_request_seconds histogram",
        *(
            f'site_request_seconds_bucket{{le="{limit:g}"}} {total:.0f}'
            for limit, total in zip(WITHIN, within, strict=True)
        ),
        f'site_request_seconds_bucket{{le="+Inf"}} {totals[-2]:.0f}',
        f"site_request_seconds_sum {totals[-1]:.6f}",
        f"site_request_seconds_count {totals[-2]:.0f}",
    ]
    return "\n".join(lines) + "\n"
