"""deploy/check, before Compose starts anything or deploy/upgrade builds: each fault says what to do."""

import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.source import BASE
from tests.deploy.programs import PLACES, find_or_skip

HOST = "assessment.example.org"
PASSWORD = "0123456789abcdef" * 3
SECRETS = {
    "secret_key": "a-secret-of-sixty-characters-0123456789-abcdefghijklmnopqrst",
    "db_password": PASSWORD,
    "database_url": f"postgresql://assessment:{PASSWORD}@db/assessment",
    "mail_url": "smtp://user:another-one@mail.example.com:587",
    "oidc_client_secret": "",
}


def make_certificate(folder: Path, host: str, days: int = 90) -> None:
    """certificate.pem and certificate_key.pem."""
    words = (
        f"req -x509 -newkey ed25519 -nodes -days {days} -subj /CN={host} -addext subjectAltName=DNS:{host}"
    )
    files = ["-keyout", f"{folder}/certificate_key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run([find_or_skip("openssl"), *words.split(), *files], check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair for the site, and in other/ one for another host."""
    folder = tmp_path_factory.mktemp("certificates")
    make_certificate(folder, HOST)
    (folder / "other").mkdir()
    make_certificate(folder / "other", "www.example.com")
    return folder


@pytest.fixture
def site(certificates: Path, tmp_path: Path) -> Path:
    """A clone that follows the document up to the check."""
    for name in ["proxy", "deploy"]:
        shutil.copytree(BASE / name, tmp_path / name)
    shutil.copy(BASE / "docker-compose.yml", tmp_path)
    with socket.socket() as first, socket.socket() as second:  # two ports that nobody listens on
        ports = []
        for listener in [first, second]:
            listener.bind(("127.0.0.1", 0))
            ports.append(listener.getsockname()[1])
    example = (BASE / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env.example").write_text(example)
    (tmp_path / ".env").write_text(f"{example}HTTP_PORT={ports[0]}\nHTTPS_PORT={ports[1]}\n")
    change("MAIL_FROM", "Ours <ours@example.com>")(tmp_path)
    change("SECURITY_CONTACT", "mailto:ours@example.com")(tmp_path)
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    for name, content in SECRETS.items():
        (secrets / name).write_text(content)
    for path in [certificates / "certificate.pem", certificates / "certificate_key.pem"]:
        shutil.copy(path, secrets)
    close(secrets, 0o444)
    return tmp_path


def close(secrets: Path, mode: int) -> None:
    for path in secrets.iterdir():
        path.chmod(mode)


def check(site: Path) -> subprocess.CompletedProcess[str]:
    words = [str(site / "deploy/check")]
    return subprocess.run(words, env={"PATH": PLACES}, capture_output=True, text=True, check=False)


def write(name: str, content: str) -> Callable[[Path], None]:
    def act(site: Path) -> None:
        path = site / "secrets" / name
        path.unlink()
        path.write_text(content)
        path.chmod(0o444)

    return act


def change(name: str, value: str) -> Callable[[Path], None]:
    """A line of .env."""

    def act(site: Path) -> None:
        path = site / ".env"
        path.write_text(re.sub(rf"(?m)^{name}=.*$", f"{name}={value}", path.read_text(encoding="utf-8")))

    return act


def make_folder_of(name: str) -> Callable[[Path], None]:
    def act(site: Path) -> None:
        (site / "secrets" / name).unlink()
        (site / "secrets" / name).mkdir()

    return act


def take_pair_of_another_host(site: Path) -> None:
    make_certificate(site / "secrets", "www.example.com")
    close(site / "secrets", 0o444)


def swap(site: Path) -> None:
    secret_key, database_url = site / "secrets/secret_key", site / "secrets/database_url"
    secret_key.rename(site / "moved")
    database_url.rename(secret_key)
    (site / "moved").rename(database_url)


def test_what_the_document_says_is_ready(site: Path) -> None:
    answer = check(site)
    assert (answer.stderr, answer.stdout, answer.returncode) == ("", "Ready to start.\n", 0)


def test_a_site_with_a_standby_wants_two_more_secrets(site: Path) -> None:
    with (site / ".env").open("a", encoding="utf-8") as settings:
        settings.write("COMPOSE_FILE=docker-compose.yml:docker-compose.wide.yml\n")
    assert "secrets/keeper_password is missing.\nsecrets/pooled_url is missing." in check(site).stderr
    for name in ["keeper_password", "pooled_url"]:
        (site / "secrets" / name).write_text("its-own-words")
    close(site / "secrets", 0o444)
    assert check(site).returncode == 0


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda site: (site / ".env").unlink(), ".env is missing: cp .env.example .env"),
        (change("PUBLIC_URL", HOST), "PUBLIC_URL in .env is not https://"),
        (change("PUBLIC_URL", f"http://{HOST}"), "PUBLIC_URL in .env is not https://"),
        (change("PUBLIC_URL", f"https://{HOST}/assessment"), "PUBLIC_URL in .env is not https://"),
        (change("PUBLIC_URL", ""), "PUBLIC_URL in .env is not https://"),
        (change("ALLOWED_HOSTS", "www.example.org"), "ALLOWED_HOSTS in .env does not name the host"),
        (
            change("MAIL_FROM", "Architect or Artefact <hello@assessment.example.org>"),
            "MAIL_FROM in .env is the example's",
        ),
        (change("MAIL_FROM", ""), "MAIL_FROM in .env is empty: write the sender of every mail"),
        (
            change("SECURITY_CONTACT", "mailto:security@assessment.example.org"),
            "SECURITY_CONTACT in .env is the example's",
        ),
        (
            write("mail_url", "smtp://user:password@mail.example.org:587"),
            "secrets/mail_url is the example's",
        ),
        (change("OIDC_ISSUER", "https://login.example.org"), "secrets/oidc_client_secret is empty."),
        (lambda site: shutil.rmtree(site / "secrets"), "The folder secrets is missing: mkdir -m 700"),
        (
            lambda site: (site / "secrets").chmod(0o755),
            "The folder secrets lets other users of this machine in",
        ),
        (
            lambda site: (site / "secrets").chmod(0o750),
            "The folder secrets lets other users of this machine in",
        ),
        (
            lambda site: close(site / "secrets", 0o400),
            "secrets/secret_key is closed to the containers' users",
        ),
        (lambda site: (site / "secrets/mail_url").unlink(), "secrets/mail_url is missing."),
        (make_folder_of("mail_url"), "secrets/mail_url is a folder"),
        (write("mail_url", "\n"), "secrets/mail_url is empty."),
        (write("mail_url", SECRETS["database_url"]), "secrets/mail_url does not begin with smtp://"),
        (write("secret_key", "one line\nand another\n"), "secrets/secret_key is more than one line."),
        (write("secret_key", PASSWORD), "secrets/secret_key and secrets/db_password are the same"),
        (write("db_password", "changed"), "secrets/database_url does not hold the password"),
        (swap, "secrets/secret_key is the content of another file."),
        (write("certificate_key.pem", "nothing"), "The key's file holds no private key."),
        (take_pair_of_another_host, f"The certificate is not for {HOST}."),
        (lambda site: (site / "proxy/nginx.conf").chmod(0o600), "chmod -R a+rX proxy deploy"),
    ],
)
def test_what_does_not_fit_is_named(site: Path, spoil: Callable[[Path], object], sentence: str) -> None:
    spoil(site)
    answer = check(site)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Not ready:" in answer.stderr
    assert PASSWORD not in answer.stderr


def test_a_key_of_another_certificate_is_named(site: Path, certificates: Path) -> None:
    shutil.copyfile(certificates / "other/certificate_key.pem", site / "moved")
    (site / "moved").replace(site / "secrets/certificate_key.pem")
    (site / "secrets/certificate_key.pem").chmod(0o444)
    assert "The certificate and the key do not belong together." in check(site).stderr


def test_a_port_that_is_taken_is_named(site: Path) -> None:
    find_or_skip("ss")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        change("HTTPS_PORT", str(port))(site)
        answer = check(site)
    assert answer.stderr.startswith(f"Port {port} is taken")
    assert answer.returncode == 1


def put_docker(site: Path, *, belongs_to: Path) -> str:
    """A docker that knows one container of the site's name, started from a folder; the PATH that has it."""
    (site / "bin").mkdir()
    program = site / "bin/docker"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *project=architect-or-artefact\\ *working_dir*) '
        f'echo "{belongs_to}" ;; esac\n'
    )
    program.chmod(0o755)
    return f"{site}/bin:{PLACES}"


def check_beside(site: Path, folder: Path) -> str:
    path = put_docker(site, belongs_to=folder)
    words = [str(site / "deploy/check")]
    return subprocess.run(words, env={"PATH": path}, capture_output=True, text=True, check=False).stderr


def test_a_name_that_belongs_to_another_folder_is_not_taken_over(site: Path, certificates: Path) -> None:
    output = check_beside(site, certificates)
    assert output.startswith(f"The name architect-or-artefact belongs to the site in {certificates}:")
    assert "Not ready: 1 to mend." in output


def test_a_name_of_ones_own_a_folder_of_ones_own_and_one_that_was_renamed_are_fine(
    site: Path, certificates: Path
) -> None:
    assert check_beside(site, site) == ""
    shutil.rmtree(site / "bin")
    assert check_beside(site, site / "no-longer-there") == ""
    shutil.rmtree(site / "bin")
    with (site / ".env").open("a") as file:
        file.write("COMPOSE_PROJECT_NAME=second\n")
    assert check_beside(site, certificates) == ""


def test_everything_that_is_wrong_is_said_at_once(site: Path) -> None:
    change("PUBLIC_URL", HOST)(site)
    (site / "secrets").chmod(0o755)
    (site / "secrets/mail_url").unlink()
    assert "Not ready: 3 to mend." in check(site).stderr


def test_an_upgrade_that_finds_something_wrong_changes_nothing_and_says_so(site: Path) -> None:
    (site / "secrets/mail_url").unlink()
    words = [str(site / "deploy/upgrade")]
    answer = subprocess.run(words, env={"PATH": PLACES}, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "secrets/mail_url is missing.",
        "Not ready: 1 to mend.",
        "Nothing was built or changed. What ran before still serves.",
    ]
