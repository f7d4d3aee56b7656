"""The database's address: what Django is told, and what is refused without a word of the password."""

import pytest

from assessment.db.address import parse_database_url, parse_read_url

WITH_COMMA = "p@,w"


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
    ("hosts", "host", "port"),
    [
        ("one,two", "one,two", ""),
        ("one:6432,two:6433", "one,two", "6432,6433"),
        ("one,two:6433", "one,two", "5432,6433"),
        ("[::1]:6432,[::2]", "::1,::2", "6432,5432"),
    ],
)
def test_several_hosts_stand_between_commas_with_one_name_password_and_options(
    hosts: str, host: str, port: str
) -> None:
    options = "target_session_attrs=read-write&sslmode=require"
    assert parse_database_url(f"postgresql://web:p%40,w@{hosts}/site?{options}") == {
        "HOST": host,
        "PORT": port,
        "NAME": "site",
        "USER": "web",
        "PASSWORD": WITH_COMMA,
        "OPTIONS": {"target_session_attrs": "read-write", "sslmode": "require"},
    }


def test_sockets_of_several_servers_stand_behind_the_question_mark() -> None:
    options = "host=/run/one,/run/two&port=5432,5433&target_session_attrs=primary"
    assert parse_database_url(f"postgresql://web@/site?{options}")["OPTIONS"]["host"] == "/run/one,/run/two"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://web@one,two/site", "does not ask for the host that takes writes"),
        ("postgresql://web@/site?host=/one,/two", "does not ask for the host that takes writes"),
        ("postgresql://web@one,two/site?target_session_attrs=any", "does not ask for the host"),
        ("postgresql://web@one/site?target_session_attrs=standby", "does not ask for the host"),
        ("postgresql://web@one/site?target_session_attrs=s3cret", "does not ask for the host"),
        ("postgresql://web@one,/site?target_session_attrs=read-write", "has an empty place in its list"),
        ("postgresql://web@,two/site?target_session_attrs=read-write", "has an empty place in its list"),
        ("postgresql://web@/site?host=/one,/two&port=1,2,3", "has more ports than hosts, or fewer"),
        ("postgresql://web@one/site?port=5432,5433", "has more ports than hosts, or fewer"),
    ],
)
def test_a_list_of_hosts_says_which_of_them_takes_writes(address: str, sentence: str) -> None:
    with pytest.raises(SystemExit) as refused:
        parse_database_url(address)
    assert str(refused.value.code).startswith(f"Refused to start: DATABASE_URL {sentence}")
    assert "s3c" not in str(refused.value.code)


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
        "postgresql://web:s3cret@one,two:0/site",
        "postgresql://web:s3cret@one:1:2,two/site",
        "postgresql://web:s3cret@one,web:s3cret@two/site",
        "postgresql://web:s3cret@one,two?s3cret=1/2",
        "postgresql://web:s3cret@one?s3cret=1,two/site",
        "postgresql://web:s3c/ret@one,two/site",
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


PRIMARY = {"USER": "web", "PASSWORD": WITH_COMMA}


def test_a_standby_has_the_user_and_the_password_of_its_primary() -> None:
    address = "postgresql://one,two:6432/site?target_session_attrs=standby"
    assert parse_read_url(address, PRIMARY) == {
        "HOST": "one,two",
        "PORT": "5432,6432",
        "NAME": "site",
        "USER": "web",
        "PASSWORD": WITH_COMMA,
        "OPTIONS": {"target_session_attrs": "standby"},
    }
    assert parse_read_url("postgresql://one/site", PRIMARY)["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://web:s3cret@one/site", "has a user or a password: leave both out"),
        ("postgresql://web@one/site", "has a user or a password: leave both out"),
        ("postgresql://one,two/site", "does not ask for the standby: end it with"),
        ("postgresql://one/site?target_session_attrs=read-write", "does not ask for the standby"),
        ("postgresql://one/site?target_session_attrs=prefer-standby", "does not ask for the standby"),
        ("postgresql://one", "is not postgresql://"),
        ("one/site", "is not postgresql://"),
    ],
)
def test_what_is_no_address_of_a_standby_is_refused_without_quoting_it(address: str, sentence: str) -> None:
    with pytest.raises(SystemExit) as refused:
        parse_read_url(address, PRIMARY)
    assert str(refused.value.code).startswith(f"Refused to start: DATABASE_READ_URL {sentence}")
    assert "s3c" not in str(refused.value.code)
