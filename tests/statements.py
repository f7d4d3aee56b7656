"""Counts the statements of a page, so that a ceiling can be asserted at 10 rows and at 1,000.

    with at_most(5):
        client.get(f"/take/{attempt.uid}/")

counts statements on the product's tables (every table of our apps except accounts). What a
request needs besides (session, signed-in user, rate limits, savepoints) is counted apart and
has its own ceiling: 2 on a read, 8 on a write (`at_most(6, apart=8)`). A failure prints the
statements it counted. `statements()` gives the two lists without asserting anything.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection


@dataclass
class Statements:
    """What ran, in order: on the product's tables, and apart from them."""

    product: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{len(self.product)} on the product's tables:", *self.product]
        return "\n  ".join([*lines, f"{len(self.apart)} apart:", *self.apart])


@cache
def product_tables() -> set[str]:
    """The tables of our apps, without those that only say who is signed in and with which rights."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("assessment.")]
    return {
        model._meta.db_table
        for app in ours
        if app.label != "accounts"
        for model in app.get_models(include_auto_created=True)
    }


@lru_cache(maxsize=5_000)
def names_product(statement: str) -> bool:
    return not product_tables().isdisjoint(re.findall(r"[a-z_0-9]+", statement.lower()))


@contextmanager
def statements() -> Iterator[Statements]:
    """Record every statement that this thread sends to the database inside the block."""
    recorded = Statements()

    def record(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        (recorded.product if names_product(text) else recorded.apart).append(text)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield recorded


@contextmanager
def at_most(product: int, *, apart: int = 2) -> Iterator[Statements]:
    """Fail when the block sends more statements than a page may; none at all fails too."""
    with statements() as recorded:
        yield recorded
    assert recorded.product or recorded.apart or product == 0, "no statement ran: the block asked nothing"
    assert len(recorded.product) <= product, f"allowed {product} on the product's tables\n{recorded}"
    assert len(recorded.apart) <= apart, f"allowed {apart} apart\n{recorded}"
