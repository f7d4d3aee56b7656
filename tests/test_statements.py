"""The counter that every statement ceiling stands on."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, Questionnaire
from tests.statements import at_most, product_tables, statements


def test_statements_tells_our_tables_from_the_rest(cmo: User) -> None:
    with statements() as counted_statements:
        list(Edition.objects.filter(author=cmo))
        list(Session.objects.all())
        User.objects.get(pk=cmo.pk)
        with transaction.atomic():
            Questionnaire.objects.create(slug="full-again", name="Full", purpose="")
    assert [sql.split()[0] for sql in counted_statements.product] == ["SELECT", "INSERT"]
    assert [sql.split()[0] for sql in counted_statements.apart] == [
        "SELECT",
        "SELECT",
        "SAVEPOINT",
        "RELEASE",
    ]


def test_statements_counts_sql_written_by_hand(db: None) -> None:
    with statements() as counted_statements, connection.cursor() as cursor:
        cursor.execute("select count(*) from questionnaire_edition")
    assert len(counted_statements.product) == 1


def test_product_tables_leave_out_who_is_signed_in() -> None:
    assert "attempts_answer" in product_tables()
    assert product_tables().isdisjoint({User._meta.db_table, User.groups.through._meta.db_table})


def test_at_most_fails_beyond_its_ceiling_and_shows_the_statement(db: None) -> None:
    with pytest.raises(AssertionError, match="questionnaire_edition"), at_most(0):
        list(Edition.objects.all())


def test_at_most_fails_beyond_its_ceiling_apart(cmo: User) -> None:
    with pytest.raises(AssertionError, match="allowed 0 apart"), at_most(0, apart=0):
        User.objects.get(pk=cmo.pk)


def test_at_most_fails_when_nothing_ran(db: None) -> None:
    with pytest.raises(AssertionError, match="asked nothing"), at_most(5):
        pass
