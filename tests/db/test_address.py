"""The database's address: what Django is told, and what is refused without a word of the password."""

import pytest

from assessment.db.address import parse_database_url


def test_an_address_is_read_into_its_parts() -> None:
    assert parse_database_url("postgresql://web:p%40%23ss@db:6432/site?sslmode=require") == {
        "HOST": "db",
        "PORT": "6432",
        "NAME": "site",
        "USER": "web",
        "PASSWORD": "p@#ss",
        "OPTIONS": {"sslmode": "require"},
    }
    assert parse_database_url("postgres:///site")["HOST"] == ""
    assert parse_database_url("postgresql://web@/site?host=/run/postgresql")["OPTIONS"] == {
        "host": "/run/postgresql"
    }


@pytest.mark.parametrize(
    "address",
    [
        "",
        "site",
        "mysql://web:s3cret@db/site",
        "https://s3cret@db/site",
        "postgresql://web:s3cret@db",
        "postgresql://web:s3cret@db/",
        "postgresql://web:s3cret@db:postgres/site",
        "postgresql://web:s3cret@db:0/site",
        "postgresql://web:s3cret@db:99999/site",
        "postgresql://web:s3cret@[db/site",
        "postgresql://web:s3c#ret@db/site",
        "postgresql://web:s3c/ret@db/site",
        "postgresql://web:s3c?ret@db/site",
        "postgresql://web:12#s3cret@db/site",
        "postgresql://web:12/s3cret@db/site",
        "postgresql://web:12?s3cret@db/site",
        "postgresql://web:12/s3cret@db",
        "postgresql://web:s3 cret@db/site",
        "postgresql://web:s3cret@db/site?sslmood=require",
        "postgresql://web:s3cret@db/site?sslmode=s3cret",
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_quoting_it(address: str) -> None:
    with pytest.raises(SystemExit) as refused:
        parse_database_url(address)
    sentence = str(refused.value.code)
    assert sentence.startswith("Refused to start: DATABASE_URL ")
    assert "s3c" not in sentence
