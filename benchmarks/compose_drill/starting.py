"""From nothing to a served site, by the commands of the document; and what people do there first."""

import http.client
import os
import secrets
from pathlib import Path

from benchmarks.compose_drill.commands import LOOKS
from benchmarks.compose_drill.people import (
    PEOPLE,
    PUBLISHED,
    Connection,
    Visitor,
    sign_in,
    take_questionnaire,
)
from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Ended, Site
from benchmarks.compose_drill.trials import try_alone
from benchmarks.drill import NotAsPromised

SECRETS = (
    "mkdir -m 700 secrets",
    "openssl rand -base64 60 | tr -d '\\n' > secrets/secret_key",
    "openssl rand -hex 24 | tr -d '\\n' > secrets/db_password",
    "printf 'postgresql://assessment:%s@db/assessment' \"$(cat secrets/db_password)\" > secrets/database_url",
    "printf %s 'smtp://user:password@mail.example.org:587' > secrets/mail_url",
    ": > secrets/oidc_client_secret",
    "cp your-certificate.pem secrets/certificate.pem && cp its-key.pem secrets/certificate_key.pem",
    "chmod 444 secrets/*",
    "cp .env.example .env",
)
UP = "docker compose up --build --detach --wait"


def make_authority(folder: Path) -> Path:
    """A certificate authority of the drill's own: visitors check certificates as browsers do."""
    certificate = folder / "authority.pem"
    _openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=drill "
        "-addext basicConstraints=critical,CA:TRUE "
        f"-addext keyUsage=critical,keyCertSign -keyout {folder / 'authority.key'} -out {certificate}",
    )
    return certificate


def make_certificate(site: Site, name: str) -> tuple[Path, Path]:
    """NAME.pem and NAME-key.pem in the site's folder, for the site's name."""
    certificate, key = site.folder / f"{name}.pem", site.folder / f"{name}-key.pem"
    authority = site.authority
    _openssl(
        site.folder,
        f"req -x509 -newkey rsa:2048 -nodes -days 20 -subj /CN={site.host} "
        f"-addext subjectAltName=DNS:{site.host} "
        "-addext basicConstraints=critical,CA:FALSE "
        f"-CA {authority} -CAkey {authority.with_suffix('.key')} -keyout {key} -out {certificate}",
    )
    return certificate, key


def _openssl(folder: Path, arguments: str) -> None:
    ended = Site.at(folder).run(f"openssl {arguments}", check=False)
    if ended.code:
        raise NotAsPromised(f"openssl: {ended.output}")


def write_secrets(site: Site, more: str = "") -> None:
    """Secrets, certificate and .env as the document says; mail goes to the drill's own server."""
    certificate, key = make_certificate(site, "your-certificate")
    key = key.rename(site.folder / "its-key.pem")
    for command in SECRETS:
        site.run_documented(command)
    certificate.unlink()
    key.unlink()
    origin = f"https://{site.host}" + ("" if site.https == 443 else f":{site.https}")
    site.set(
        PUBLIC_URL=origin,
        ALLOWED_HOSTS=site.host,
        MAIL_FROM=f"Drill <drill@{site.host}>",
        SECURITY_CONTACT=f"mailto:drill@{site.host}",
        COMPOSE_FILE=f"docker-compose.yml:../{site.project}.yml",
    )
    site.add_mail_server(more)


def start(site: Site) -> Row:
    """The row of a first start, its build with it."""
    ended: list[Ended] = []
    cached = Site.at(site.folder.parent).output("docker system df --format '{{.Type}} {{.Size}}'")
    build = "nothing built before" if "Build Cache 0B" in cached else "built from the engine's cache"

    def act() -> str:
        os.umask(0o077)  # the strictest clone there is
        site.folder.mkdir()
        site.run_documented(
            "git clone ADDRESS-OF-THIS-REPOSITORY site && cd site", origin=site.folder.parent / "origin"
        )
        site.run_documented("chmod -R a+rX proxy deploy")
        write_secrets(site)
        site.run_documented("deploy/check")
        ended.append(site.run_documented(UP))
        os.umask(0o022)
        site.wait_until_well()
        return f"clone under umask 077 to healthy: {ended[0].seconds:.0f} s, {build}"

    return try_alone("first start", act)


def visit(site: Site) -> Row:
    """The questionnaire by https, a code by mail, the first administrator, what machines ask."""

    def act() -> str:
        answers, seconds = take_questionnaire(Visitor(site, PEOPLE[10]))
        waited = sign_in(Visitor(site, PEOPLE[11]), "visitor@example.com")
        password = secrets.token_urlsafe(24)
        site.run_documented("docker compose exec web python manage.py createsuperuser", password=password)
        for command in LOOKS:
            site.run_documented(command)
        for path in ("/healthz", "/readyz"):
            if (status := get(site, path)) != 200:
                raise NotAsPromised(f"{path} answers {status}")
        if (status := get_metrics(site)) != 200:
            raise NotAsPromised(f"/metrics answers this machine {status}")
        return (
            f"questionnaire of {answers} pages in {seconds:.1f} s; mail with a code after {waited:.1f} s; "
            f"http leads to {redirected(site)}"
        )

    return try_alone("the questionnaire, a code by mail, the first administrator", act)


def get(site: Site, path: str) -> int:
    line = Connection(site, PEOPLE[12])
    line.request("GET", path, headers={"Host": site.host})
    return line.getresponse().status


def get_metrics(site: Site) -> int:
    """As deploy/monitoring/prometheus.yml asks: by plain http, from the machine itself."""
    line = http.client.HTTPConnection("localhost", site.http, timeout=10)
    line.request("GET", "/metrics")
    return line.getresponse().status


def redirected(site: Site) -> str:
    """Where plain http sends people."""
    line = http.client.HTTPConnection(PUBLISHED, site.http, timeout=10, source_address=(PEOPLE[12], 0))
    line.request("GET", "/", headers={"Host": site.host})
    reply = line.getresponse()
    place = reply.headers.get("Location", "")
    if reply.status != 301 or not place.startswith("https://"):
        raise NotAsPromised(f"http is answered {reply.status}, {place}")
    return place
