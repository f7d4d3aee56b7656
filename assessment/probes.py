"""The endpoints that machines ask."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from assessment.db.pooler import has_no_limit, is_read_only
from assessment.standby import STANDBY, find_standby_fault

PLAIN = "text/plain; charset=utf-8"


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type=PLAIN)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, takes writes and knows every migration, and a pooler leaves its limits;
    else 503 with the first word of these that is not so."""
    try:
        fault = _find_fault()
        standby = "" if fault else _describe_standby()
    except OperationalError:
        fault, standby = "database", ""
    return HttpResponse(fault or f"ok{standby}", status=503 if fault else 200, content_type=PLAIN)


def _describe_standby() -> str:
    # The site is ready without it.
    fault = find_standby_fault() if STANDBY in settings.DATABASES else ""
    return f", reads from the primary: {fault}" if fault else ""


def _find_fault() -> str:
    with connection.cursor() as cursor:
        if is_read_only(cursor):
            return "read-only"
        if settings.DATABASE_POOLER and has_no_limit(cursor):
            return "limits"
    executor = MigrationExecutor(connection)
    return "migrations" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""
