"""The limit: Django with next to nothing in it. Its database is DATABASE_URL."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.peer.place import pooled

PAGE = "x" * 2_000  # bytes
TABLES = [
    "create table things (id int primary key, words text not null)",
    "insert into things select n, repeat('x', 2000) from generate_series(1, 1000) n",
    "create table seen (id bigint generated always as identity primary key, thing int not null)",
]


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def read(request: HttpRequest) -> HttpResponse:
    """One read by key."""
    with connection.cursor() as cursor:
        cursor.execute("select words from things where id = %s", [500])
        return HttpResponse(cursor.fetchone()[0])


def insert(request: HttpRequest) -> HttpResponse:
    """One read by key and one insert, committed."""
    with connection.cursor() as cursor:
        cursor.execute("select words from things where id = %s", [500])
        words = cursor.fetchone()[0]
        cursor.execute("insert into seen (thing) values (%s)", [500])
    return HttpResponse(words)


urlpatterns = [path("constant", constant), path("read", read), path("insert", insert)]


if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost"],
        DATABASES=pooled(os.environ.get("DATABASE_URL", "")),
        ROOT_URLCONF=__name__,
        SECRET_KEY="-",  # noqa: S106  # signs nothing
    )
    django.setup()

application = WSGIHandler()
