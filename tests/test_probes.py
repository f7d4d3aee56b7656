"""What machines ask of the process, by whatever name they reach it."""

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["localhost:8000", "172.18.0.4:8000"])
def test_machines_need_neither_the_name_of_the_site_nor_https(
    settings: Settings, host: str, path: str
) -> None:
    settings.ALLOWED_HOSTS = ["assessment.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    response = Client(headers={"host": host}).get(path)
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_pages_need_an_allowed_host_and_https(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["assessment.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client(headers={"host": "localhost:8000"}).get("/").status_code == 400
    assert Client(headers={"host": "assessment.example.org"}).get("/").status_code == 301


@pytest.mark.django_db
def test_probes_answer_a_server_that_takes_nothing_but_plain_names(client: Client) -> None:
    names = [name for path in ("/healthz", "/readyz") for name, _ in client.get(path).items()]
    assert names
    assert {type(name) for name in names} == {str}
