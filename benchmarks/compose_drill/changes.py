"""Secrets and the certificate changed while people answer."""

import ssl

from benchmarks.compose_drill.people import PUBLISHED
from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.starting import SECRETS, make_certificate
from benchmarks.compose_drill.trials import EXPECTED, Limits, last_line, try_under_people
from benchmarks.drill import NotAsPromised

RESTART = "docker compose restart web worker daily"
NEW_PASSWORD = (
    SECRETS[2],
    SECRETS[3],
    (
        'printf "alter role assessment password \'%s\';" "$(cat secrets/db_password)" | '
        "docker compose exec -T db psql -U postgres -d assessment"
    ),
)
COPY = "cp renewed-chain.pem secrets/certificate.pem && cp renewed-key.pem secrets/certificate_key.pem"
RELOAD = "docker compose exec proxy /etc/nginx/site/reload"


def change_password_and_mail(site: Site) -> Row:
    def act(site: Site) -> str:
        for command in NEW_PASSWORD:
            site.run_documented(command)
        site.run("printf %s 'smtp://mail:2525' > secrets/mail_url")
        site.run_documented(RESTART)
        return ""

    return try_under_people(site, "database password and mail server changed", act)


def change_key(site: Site) -> Row:
    """Everybody is signed out: whoever was in the middle starts again, and what they gave stays."""

    def act(site: Site) -> str:
        site.run_documented(SECRETS[1])
        site.run_documented(RESTART)
        return "whoever was in the middle starts again"

    limits = Limits(statuses=frozenset(EXPECTED | {403, 404}))
    return try_under_people(site, "secret key changed", act, limits)


def renew_certificate(site: Site) -> Row:
    """First a pair that does not belong together, which must change nothing; then the right one."""

    def act(site: Site) -> str:
        first = served_certificate(site)
        certificate, key = make_certificate(site, "renewed")
        certificate.rename(site.folder / "renewed-chain.pem")
        key.chmod(0o644)
        _, other = make_certificate(site, "other")
        other.rename(site.folder / "other-key.pem")
        site.run("cp other-key.pem secrets/certificate_key.pem")
        wrong = site.run_documented(RELOAD, check=False)
        if not wrong.code or served_certificate(site) != first:
            raise NotAsPromised("a key that does not belong to the certificate was taken")
        site.run_documented(COPY)
        site.run_documented(RELOAD)
        site.wait(lambda: served_certificate(site) != first, "the new certificate served", 10)
        until = site.run_documented("openssl x509 -enddate -noout -in secrets/certificate.pem")
        return f"a key of another certificate: {last_line(wrong, 'Refused')}; new one {until.output.strip()}"

    return try_under_people(site, "certificate renewed", act, Limits(away=0.0))


def served_certificate(site: Site) -> str:
    return ssl.get_server_certificate((PUBLISHED, site.https))
