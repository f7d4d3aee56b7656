"""The endpoints that machines ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

PLAIN = "text/plain; charset=utf-8"


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type=PLAIN)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and knows every migration, else 503."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except OperationalError:
        return HttpResponse("database", status=503, content_type=PLAIN)
    return HttpResponse("migrations" if behind else "ok", status=503 if behind else 200, content_type=PLAIN)
