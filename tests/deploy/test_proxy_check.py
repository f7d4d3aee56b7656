"""nginx's configurations as shipped, and the check before it starts: bad certificates refused in words."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.drill.stack import write_proxy_configuration
from tests.architecture.source import BASE
from tests.deploy.programs import find_or_skip, nginx_version

PROXY = BASE / "proxy"
CHECK = PROXY / "check"
INSIDE = "-c /etc/nginx/site/nginx.conf"
# What nginx learned later than some distributions' version: since when, which directive, what stands for it.
LEARNED = [
    ((1, 25, 1), r"http2 on;", ""),
    ((1, 27, 3), r"resolver(_timeout)? .*;", ""),
    ((1, 27, 3), r"server web:8000 resolve\b.*;", "server 127.0.0.1:8000;"),
]


@pytest.fixture
def nginx() -> str:
    find_or_skip("openssl")
    return find_or_skip("nginx")


def check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CHECK, "-c", str(file)], capture_output=True, text=True, check=False)


@pytest.fixture
def configuration(nginx: str, tmp_path: Path) -> Path:
    """What is shipped for a machine without containers, in a folder with its certificate and key."""
    return write_proxy_configuration(tmp_path, plain=8128, tls=8129, sites=[8127])


def test_the_containers_configuration_is_accepted(nginx: str, configuration: Path) -> None:
    """As shipped but for places that only the container has, and for what an older nginx does not know."""
    folder = configuration.parent
    text = (PROXY / "nginx.conf").read_text(encoding="utf-8")
    for since, directive, older in LEARNED:
        assert re.search(directive, text)
        if nginx_version(nginx) < since:
            text = re.sub(directive, older, text)
    text = re.sub(r"(?<= )/tmp/", f"{folder}/", text).replace("/etc/nginx/site", str(PROXY))
    text = text.replace("/run/secrets/certificate_key", f"{folder}/key.pem")
    text = text.replace("/run/secrets/certificate", f"{folder}/certificate.pem")
    configuration.write_text(text, encoding="utf-8")
    answer = subprocess.run(
        [nginx, "-t", "-c", str(configuration)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_the_hosts_configuration_is_accepted(configuration: Path) -> None:
    assert check(configuration).returncode == 0


def test_every_file_beside_the_two_configurations_is_part_of_both() -> None:
    parts = {path.name for path in PROXY.glob("*.conf")} - {"nginx.conf", "nginx-host.conf"}
    for name in ["nginx.conf", "nginx-host.conf"]:
        included = re.findall(r"include /etc/nginx/site/(\S+);", (PROXY / name).read_text(encoding="utf-8"))
        assert sorted(included) == sorted(parts)


def make_key(path: Path, kind: str = "ED25519", *options: str) -> None:
    words = ["openssl", "genpkey", "-quiet", "-algorithm", kind, *options, "-out", str(path)]
    subprocess.run(words, check=True)


def exchange(certificate: Path, key: Path) -> None:
    text = certificate.read_text()
    certificate.write_text(key.read_text())
    key.write_text(text)


def put_a_stranger_first(certificate: Path) -> None:
    """A chain upside down begins with a certificate that the key does not belong to."""
    folder = certificate.parent / "stranger"
    folder.mkdir()
    write_proxy_configuration(folder, plain=8128, tls=8129, sites=[8127])
    certificate.write_text((folder / certificate.name).read_text() + certificate.read_text())


type Spoil = Callable[[Path, Path], object]
APART = "The certificate and the key do not belong together."
BAD: dict[str, tuple[Spoil, str]] = {
    "key of another": (lambda _, key: make_key(key, "RSA"), APART),
    "key of another kind": (lambda _, key: make_key(key), APART),
    "chain upside down": (lambda certificate, _: put_a_stranger_first(certificate), APART),
    "empty certificate": (lambda certificate, _: certificate.write_text(""), "holds no certificate."),
    "empty key": (lambda _, key: key.write_text(""), "The key's file holds no private key."),
    "swapped": (exchange, "holds no certificate. It may be empty, or hold the key."),
    "twice the certificate": (
        lambda certificate, key: key.write_text(certificate.read_text()),
        "holds no private key.",
    ),
    "no certificate": (lambda certificate, _: certificate.unlink(), "The certificate's file is missing"),
    "no key": (lambda _, key: key.unlink(), "The key's file is missing"),
    "key with a password": (
        lambda _, key: make_key(key, "ED25519", "-aes256", "-pass", "pass:word"),
        "The key has a password",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_certificate_is_refused_in_words(configuration: Path, fault: str) -> None:
    spoil, words = BAD[fault]
    spoil(configuration.parent / "certificate.pem", configuration.parent / "key.pem")
    answer = check(configuration)
    assert answer.returncode == 1
    assert words in answer.stderr.partition("Refused to start: ")[2]


def test_a_fault_of_the_configuration_is_refused_with_nginx_own_words(configuration: Path) -> None:
    configuration.write_text(configuration.read_text() + "nonsense;\n")
    answer = check(configuration)
    assert answer.returncode == 1
    assert 'unknown directive "nonsense"' in answer.stderr


def test_a_certificate_that_ends_within_two_weeks_is_told_and_served(configuration: Path) -> None:
    assert "Renew the certificate: it ends on" in check(configuration).stderr  # the test's own holds two days
    key, certificate = configuration.parent / "key.pem", configuration.parent / "certificate.pem"
    words = f"openssl req -x509 -key {key} -days 90 -subj /CN=localhost -out {certificate}"
    subprocess.run(words.split(), check=True)
    assert "Renew" not in check(configuration).stderr


def test_the_container_checks_before_it_serves() -> None:
    assert os.access(CHECK, os.X_OK)
    assert os.access(PROXY / "check-certificate", os.X_OK)
    compose = (BASE / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"/etc/nginx/site/check {INSIDE} && exec nginx {INSIDE} -g 'daemon off;'" in compose


def test_a_reload_takes_over_the_configuration_that_the_container_started_with_once_it_is_checked() -> None:
    assert os.access(PROXY / "reload", os.X_OK)
    words = (PROXY / "reload").read_text(encoding="utf-8").splitlines()[-1]
    assert words == f"/etc/nginx/site/check {INSIDE} && exec nginx {INSIDE} -s reload"


def test_a_changed_file_of_the_proxy_reaches_the_container() -> None:
    """A file mounted by itself stays the old one when git puts another in its place; a folder does not."""
    compose = (BASE / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"\./proxy[^:\"]*:[^:]+", compose) == ["./proxy:/etc/nginx/site"]
