"""The endpoints that machines ask."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from assessment.db.pooler import has_no_limit

PLAIN = "text/plain; charset=utf-8"


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type=PLAIN)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and knows every migration, and a pooler leaves its limits, else 503."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        unlimited = bool(settings.DATABASE_POOLER) and _is_unlimited()
    except OperationalError:
        return HttpResponse("database", status=503, content_type=PLAIN)
    if unlimited:
        return HttpResponse("limits", status=503, content_type=PLAIN)
    return HttpResponse("migrations" if behind else "ok", status=503 if behind else 200, content_type=PLAIN)


def _is_unlimited() -> bool:
    with connection.cursor() as cursor:
        return has_no_limit(cursor)
