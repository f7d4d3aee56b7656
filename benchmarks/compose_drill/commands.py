"""The commands of docs/operations.md for the containers, and how the drill runs each of them.

A test compares them with the document. What stands in braces is filled in by the drill.
"""

import re
from collections.abc import Iterator
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/operations.md"
WITHOUT_CONTAINERS = (
    "Without containers",
    "On a laptop",
    "On several machines",
)  # headings under which no command is the drill's

PROGRAMS = "docker|deploy/|openssl|ss|du|df|git|chmod|chown|tail|gpg|systemctl|timedatectl|apt-get|certbot"

AS_WRITTEN = ""
DECLARED: dict[str, str] = {
    "git clone ADDRESS-OF-THIS-REPOSITORY site && cd site": "git clone --quiet {origin} .",
    "chmod -R a+rX proxy deploy": AS_WRITTEN,
    "mkdir -m 700 secrets": AS_WRITTEN,
    "openssl rand -base64 60 | tr -d '\\n' > secrets/secret_key": AS_WRITTEN,
    "openssl rand -hex 24 | tr -d '\\n' > secrets/db_password": AS_WRITTEN,
    "printf 'postgresql://assessment:%s@db/assessment' \"$(cat secrets/db_password)\" "
    "> secrets/database_url": AS_WRITTEN,
    "printf %s 'smtp://user:password@mail.example.org:587' > secrets/mail_url": (
        "printf %s 'smtp://mail:2525' > secrets/mail_url"
    ),
    ": > secrets/oidc_client_secret": AS_WRITTEN,
    "cp your-certificate.pem secrets/certificate.pem && "
    "cp its-key.pem secrets/certificate_key.pem": AS_WRITTEN,
    "chmod 444 secrets/*": AS_WRITTEN,
    "cp .env.example .env": AS_WRITTEN,
    "deploy/check": AS_WRITTEN,
    "docker compose up --build --detach --wait": AS_WRITTEN,
    "docker compose exec web python manage.py createsuperuser": (
        "docker compose exec -T --env DJANGO_SUPERUSER_PASSWORD={password} web "
        "python manage.py createsuperuser --noinput --email first@example.org"
    ),
    "cp renewed-chain.pem secrets/certificate.pem && "
    "cp renewed-key.pem secrets/certificate_key.pem": AS_WRITTEN,
    "docker compose exec proxy /etc/nginx/site/reload": "docker compose exec -T proxy /etc/nginx/site/reload",
    'printf "alter role assessment password \'%s\';" "$(cat secrets/db_password)" | '
    "docker compose exec -T db psql -U postgres -d assessment": AS_WRITTEN,
    'deploy/backup "$(date +%F)-before"': AS_WRITTEN,
    "git pull": "git pull --quiet",
    "deploy/upgrade": AS_WRITTEN,
    "docker compose build web backup": AS_WRITTEN,
    "docker compose up --detach --wait db": AS_WRITTEN,
    'docker compose run --rm --no-deps --volume "$PWD/backups:/backups" '
    "backup restore /backups/2026-11-25.dump --erasures /backups/audit": (
        'docker compose run --rm --no-deps -T --volume "$PWD/backups:/backups" '
        "backup restore /backups/{dump} --erasures /backups/audit"
    ),
    "docker compose up --detach --wait": AS_WRITTEN,
    "docker volume rm architect-or-artefact_database": AS_WRITTEN,
    'docker compose run --rm --no-deps --volume "$PWD/backups:/backups" '
    "backup restore /backups/2026-11-25.dump --erasures /backups/audit --erasures /audit": (
        'docker compose run --rm --no-deps -T --volume "$PWD/backups:/backups" '
        "backup restore /backups/{dump} --erasures /backups/audit --erasures /audit"
    ),
    "docker compose down": AS_WRITTEN,
    "deploy/backup": AS_WRITTEN,
    "deploy/pin-images": AS_WRITTEN,
    "docker compose version": AS_WRITTEN,
    "docker compose ps": AS_WRITTEN,
    "docker compose logs migrate web": AS_WRITTEN,
    "docker compose restart proxy": AS_WRITTEN,
    "docker compose logs proxy": AS_WRITTEN,
    "openssl x509 -enddate -noout -in secrets/certificate.pem": AS_WRITTEN,
    "docker compose restart web worker daily": AS_WRITTEN,
    "docker compose logs worker": AS_WRITTEN,
    "docker compose up --detach": AS_WRITTEN,
    "docker compose pull db proxy": AS_WRITTEN,
    "docker compose exec web ls /audit": "docker compose exec -T web ls /audit",
    "docker compose logs web": AS_WRITTEN,
    "docker system df": AS_WRITTEN,
    "du -sh backups": AS_WRITTEN,
    "docker compose restart db": AS_WRITTEN,
    "docker compose logs --tail 50 db": AS_WRITTEN,
    "docker compose logs --tail 50 proxy web": AS_WRITTEN,
    "docker volume ls": AS_WRITTEN,
    "docker compose logs --no-color web worker daily > audit-before.log": AS_WRITTEN,
    "docker compose down --volumes": AS_WRITTEN,
    "ss -ltnp": AS_WRITTEN,
    "docker version": AS_WRITTEN,
    "git rev-parse HEAD": AS_WRITTEN,
    "git checkout": "git checkout --quiet {version}",
    "git switch main": "git switch --quiet {branch}",
    "chmod 700 secrets": AS_WRITTEN,
    "chmod -R a+rX deploy": AS_WRITTEN,
    "chown -R 10001:10001 backups": AS_WRITTEN,
    "tail -n 1": "tail -n 1 {file}",
    "df -h": AS_WRITTEN,
}
OLDER_BACKUP = "for a backup older than the code; the drill's are made by the code that restores them"
OF_THE_MACHINE = "changes the machine itself, whose packages and services are not the drill's"
BY_A_TEST = (
    "tests/deploy/test_backup_scripts.py carries a folder away and brings it back by the document's lines"
)
NOT_RUN = {  # with the reason
    "apt-get install git openssl cron gnupg docker.io docker-cli docker-compose docker-buildx": (
        OF_THE_MACHINE
    ),
    "apt-get install certbot python3-certbot-dns-rfc2136": OF_THE_MACHINE,
    "certbot certonly --dns-rfc2136 --dns-rfc2136-credentials /etc/dns.ini -d your-name.example": (
        "wants a name on the internet and its DNS server"
    ),
    "systemctl restart docker": OF_THE_MACHINE,
    "timedatectl set-ntp true": OF_THE_MACHINE,
    "gpg --quick-generate-key carry default default never": BY_A_TEST,
    "gpg --export --armor carry": BY_A_TEST,
    "gpg --decrypt site-7.tar.gz.gpg | tar --extract --gzip --numeric-owner --directory=/": BY_A_TEST,
    "docker compose up": "quoted for what it says; run with its options",
    "docker image prune --all": "deletes images of other people of this machine",
    "docker builder prune": "deletes what other people of this machine have built",
    "docker compose run --rm --no-deps backup migrate": OLDER_BACKUP,
    'docker compose run --rm --no-deps --volume "$PWD/backups:/backups" '
    "backup restore --erasures /backups/audit": OLDER_BACKUP,
}
# Read, and changes nothing: run after the first start.
LOOKS = [
    command
    for command in DECLARED
    if command.startswith(
        ("docker compose logs", "docker volume ls", "docker compose version", "docker compose ps")
    )
    or command
    in {
        *("docker compose exec web ls /audit", "docker compose pull db proxy", "docker compose up --detach"),
        *("docker version", "git rev-parse HEAD", "df -h", "chmod 700 secrets", "chmod -R a+rX deploy"),
    }
]


def commands_of(document: str) -> Iterator[str]:
    """Each command of the document once: the lines of its shell blocks, and what it quotes in sentences."""
    sections = re.split(r"^(?=## |\*\*)", document, flags=re.MULTILINE)
    text = "".join(part for part in sections if not part.lstrip("#* ").startswith(WITHOUT_CONTAINERS))
    yielded = set()
    for command in [*_in_blocks(text), *_in_sentences(text)]:
        if command not in yielded:
            yielded.add(command)
            yield command


def _in_blocks(document: str) -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)^```", document, re.MULTILINE | re.DOTALL):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            if command := re.sub(r"\s+#.*", "", line).strip():
                yield command


def _in_sentences(document: str) -> Iterator[str]:
    prose = re.sub(r"^```.*?^```", "", document, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(rf"`((?:{PROGRAMS}) [^`]*|deploy/[a-z-]+)`", prose)
