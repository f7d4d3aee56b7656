"""/metrics: what the site counts, in the text format of Prometheus, for whoever watches it from inside."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse

from assessment.accounts.client_ip import UNKNOWN_ADDRESS, get_client_ip
from assessment.db.deadline import request_deadline
from assessment.metrics import counters

# What only the database knows of the site's work, in one statement.
ALIAS = DEFAULT_DB_ALIAS
TIMEOUT = 1.0  # seconds: whoever watches has to hear at once that the database is away
# By name, for the web server imports this before Django has loaded the apps.
MAIL = ["assessment.accounts.tasks.deliver", "assessment.commitments.tasks.send_reminder"]
STATEMENT = """
    with task as (
        select status, task_path = any(%(mail)s) as is_mail,
            now() - finished_at < '1 day' as is_recent,
            now() - case when run_after = '9999-01-01 00:00Z' then enqueued_at
                else greatest(run_after, enqueued_at) end as waited
        from django_tasks_database_dbtaskresult
    )
    select
        count(*) filter (where status = 'READY' and waited >= '0'),
        count(*) filter (where status = 'READY' and waited < '0'),
        count(*) filter (where status = 'RUNNING'),
        extract(epoch from coalesce(max(waited) filter (where status = 'READY' and waited >= '0'), '0')),
        count(*) filter (where status = 'FAILED' and is_recent and is_mail),
        count(*) filter (where status = 'FAILED' and is_recent and not is_mail),
        pg_database_size(current_database()),
        (select extract(epoch from coalesce(max(made_at), 'epoch')) from privacy_backup)
    from task
"""
NAMES = (
    'site_tasks{state="waiting"}',
    'site_tasks{state="later"}',
    'site_tasks{state="running"}',
    "site_oldest_task_age_seconds",
    'site_tasks_failed_last_day{kind="mail"}',
    'site_tasks_failed_last_day{kind="other"}',
    "site_database_size_bytes",
    "site_last_backup_timestamp_seconds",
)


def read_figures() -> dict[str, float]:
    """Each figure by its name; none where the database does not answer in time or lacks a table."""
    try:
        with request_deadline(TIMEOUT), connections[ALIAS].cursor() as cursor:
            cursor.execute(STATEMENT, {"mail": MAIL})
            return dict(zip(NAMES, map(float, cursor.fetchone()), strict=True))
    except Error:
        return {}


MACHINE = ("127.0.0.0/8", "::1/128")
PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
INSIDE = [ip_network(network) for network in (*MACHINE, *PRIVATE_NETWORKS)]
# Every metric with its type and what it says; docs/operations.md says what to do about it.
METRICS = {
    "site_requests_total": ("counter", "Requests answered since the server started."),
    "site_request_seconds": ("histogram", "How long they took inside the process."),
    "site_pool_requests_total": ("counter", "Connections to the database that requests asked for."),
    "site_pool_waits_total": ("counter", "Of these, how many had to wait for a free one."),
    "site_pool_wait_seconds_total": ("counter", "How long they waited, together."),
    "site_pool_errors_total": ("counter", "Of these, how many got none."),
    "site_database_up": ("gauge", "1 where the database gave the figures below, 0 where it did not."),
    "site_tasks": ("gauge", "Tasks that are due, that wait for a later time, that are being run."),
    "site_oldest_task_age_seconds": ("gauge", "How long the oldest task that is due has waited."),
    "site_tasks_failed_last_day": ("gauge", "Tasks that failed for good in the last 24 hours."),
    "site_database_size_bytes": ("gauge", "Size of the database on its disk."),
    "site_last_backup_timestamp_seconds": ("gauge", "When the last whole backup was begun; 0 for none yet."),
}


def metrics(request: HttpRequest) -> HttpResponse:
    if not is_inside(get_client_ip(request)):
        return HttpResponse(status=404)
    figures = read_figures()
    samples = counters.read_totals() | {"site_database_up": float(bool(figures))} | figures
    page = "".join(line + "\n" for line in format_samples(samples))
    return HttpResponse(page, content_type="text/plain; version=0.0.4; charset=utf-8")


def is_inside(address: str) -> bool:
    return address != UNKNOWN_ADDRESS and any(ip_address(address) in network for network in INSIDE)


def format_samples(samples: Mapping[str, float]) -> Iterator[str]:
    for name, (kind, text) in METRICS.items():
        parts = {f"{name}{part}" for part in ("_bucket", "_sum", "_count")} if kind == "histogram" else {name}
        lines = [f"{key} {value:.15g}" for key, value in samples.items() if key.partition("{")[0] in parts]
        if lines:
            yield from [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *lines]
