"""The files around the code agree with it: variables, containers, the proxy, the database's version."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.db.backends.postgresql.features import DatabaseFeatures

from assessment.db import embedded
from benchmarks.compose_drill.requirements import COMPOSE, ENGINE

ROOT = Path(__file__).parent.parent
READERS = ["assessment/settings.py", "assessment/db/deadline.py", "manage.py"]
SITE = ["migrate", "web", "worker", "daily"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return loaded


def service(name: str) -> dict[str, Any]:
    definition: dict[str, Any] = compose()["services"][name]
    return definition


def stages() -> list[str]:
    """Of the Dockerfile: npm's files, packages and static files, what both images share, backup, site."""
    return re.split(r"^FROM ", read("Dockerfile").replace("\\\n", " "), flags=re.MULTILINE)[1:]


def directives() -> dict[str, set[str]]:
    """The directives of the container's proxy, wherever they stand, and the values each is given."""
    values_by_directive: dict[str, set[str]] = {}
    parts = re.findall(r"include /etc/nginx/site/(\S+);", read("proxy/nginx.conf"))
    text = "\n".join(read(f"proxy/{name}") for name in ["nginx.conf", *parts])
    for words in re.findall(r"([^;{}]+)[;{]", re.sub(r"(?m)#.*$", "", text)):
        name, *values = words.split()
        values_by_directive.setdefault(name, set()).add(" ".join(values))
    return values_by_directive


def variables_read() -> set[str]:
    """Every variable that the settings, the connection and the command line read."""
    names = set()
    for node in (node for reader in READERS for node in ast.walk(ast.parse(read(reader)))):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        function, name = ast.unparse(node.func), str(node.args[0].value)
        if function in {"os.environ.get", "os.getenv", "read_switch", "read_number", "read_secret"}:
            names |= {name, f"{name}_FILE"} if function == "read_secret" else {name}
    return names


def test_variables_read_are_found_by_each_way_of_reading() -> None:
    assert {"LOCAL", "WEB_THREADS", "PUBLIC_URL", "SECRET_KEY_FILE", "DATABASE_DEADLINE"} <= variables_read()


def test_the_example_and_the_page_on_settings_name_exactly_the_variables_that_are_read() -> None:
    example = set(re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    assert example == variables_read()
    rows = "".join(re.findall(r"^\|([^|]+)\|", read("docs/settings.md"), re.MULTILINE))
    assert variables_read() <= set(re.findall(r"`([A-Z_]+)`", rows))


def test_the_database_is_of_the_version_that_the_containers_run(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        assert cursor.fetchone()[0].startswith(f"{embedded.MAJOR}.")


@pytest.mark.parametrize("name", SITE)
def test_compose_takes_every_right_from_the_site_that_it_does_not_need(name: str) -> None:
    site = service(name)
    assert site["read_only"] is True
    assert site["tmpfs"] == ["/tmp:size=512m"]  # noqa: S108  # the containers' own, in memory
    assert site["cap_drop"] == ["ALL"]
    assert site["security_opt"] == ["no-new-privileges:true"]
    assert site["image"] == service("web")["image"]


def test_compose_publishes_the_proxy_alone() -> None:
    assert [
        name for name, service_definition in compose()["services"].items() if "ports" in service_definition
    ] == ["proxy"]


def test_compose_keeps_the_database_where_the_proxy_cannot_reach() -> None:
    networks = {
        name: set(service_definition["networks"])
        for name, service_definition in compose()["services"].items()
    }
    assert networks["db"] == {"inside"}
    assert networks["proxy"] == {"outside"}
    assert compose()["networks"]["inside"] == {"internal": True}


def test_compose_migrates_once_before_the_site_and_after_the_database() -> None:
    assert service("migrate")["restart"] == "no"
    assert service("migrate")["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name in ["web", "worker"]:
        assert service(name)["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_compose_asks_web_and_database_how_they_are() -> None:
    assert "http://localhost:8000/healthz" in service("web")["healthcheck"]["test"][-1]
    assert service("db")["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_compose_gives_the_worker_time_to_finish() -> None:
    assert service("worker")["entrypoint"][:3] == ["python", "manage.py", "db_worker"]
    assert service("worker")["stop_grace_period"] == "30s"


def test_compose_keeps_the_data_of_postgresql_18_where_it_writes_it() -> None:
    assert service("db")["volumes"][0] == "database:/var/lib/postgresql"


def test_compose_names_its_volumes_whatever_the_folder_is_called() -> None:
    assert compose()["name"] == "architect-or-artefact"


def test_the_sites_own_role_in_the_database_owns_it_and_is_no_superuser() -> None:
    assert "POSTGRES_USER" not in service("db")["environment"]  # the superuser: the image's own
    script = "make-database-owner.sh"
    assert f"./deploy/{script}:/docker-entrypoint-initdb.d/{script}:ro" in service("db")["volumes"]
    statements = read(f"deploy/{script}")
    assert "create role assessment login password" in statements
    assert "alter database assessment owner to assessment" in statements
    assert "superuser;" not in statements.lower()


def test_compose_builds_the_image_of_its_four_services_once_and_one_for_backups() -> None:
    builds = {
        name: service_definition["build"]["target"]
        for name, service_definition in compose()["services"].items()
        if "build" in service_definition
    }
    assert builds == {"web": "site", "backup": "backup"}
    assert service("backup")["profiles"] == ["backup"]
    assert service("backup")["image"] != service("web")["image"]


def test_compose_asks_worker_and_daily_round_whether_they_still_do_something() -> None:
    heartbeat = service("worker")["entrypoint"][-1]
    assert service("worker")["entrypoint"][-2] == "--heartbeat"
    assert f"find {heartbeat} -mmin -10" in service("worker")["healthcheck"]["test"][-1]
    assert "touch /tmp/done" in service("daily")["entrypoint"][-1]
    assert "find /tmp/done -mmin -1500" in service("daily")["healthcheck"]["test"][-1]


def test_two_sites_on_one_machine_share_neither_image_nor_port_nor_network() -> None:
    assert service("web")["image"] == "${COMPOSE_PROJECT_NAME}"
    assert service("proxy")["ports"] == ["${HTTP_PORT:-80}:8080", "${HTTPS_PORT:-443}:8443"]
    [network] = compose()["networks"]["outside"]["ipam"]["config"]
    assert network["subnet"].startswith("${SUBNET:-")


def test_compose_tries_a_failed_daily_round_again_soon() -> None:
    assert "until python manage.py daily; do sleep 300; done" in service("daily")["entrypoint"][-1]


@pytest.mark.parametrize("name", SITE)
def test_compose_stops_the_site_by_signals_and_bounds_its_logs(name: str) -> None:
    assert service(name)["init"] is True
    assert service(name)["logging"]["options"] == {"max-size": "20m", "max-file": "20"}


def test_compose_passes_every_setting_on_that_is_no_secret_and_not_the_laptops() -> None:
    of_elsewhere = {"LOCAL", "DEBUG", "COLLECTED", "PORT"}  # the image's, or a laptop's
    secrets = {name.removesuffix("_FILE") for name in variables_read() if name.endswith("_FILE")}
    assert variables_read() - of_elsewhere - secrets <= set(service("web")["environment"])


@pytest.mark.parametrize("name", ["worker", "daily", "migrate", "backup"])
def test_compose_gives_all_of_the_site_the_settings_of_its_pages_but_the_database_limits(name: str) -> None:
    pages = {key for key in service("web")["environment"] if not key.startswith("DATABASE_") or "URL" in key}
    assert set(service(name)["environment"]) == pages


def test_every_service_has_bounded_memory_and_logs_and_the_database_time_to_stop() -> None:
    unbounded = {"db", "migrate"}  # the first takes what it needs, the second ends by itself
    for name, service_definition in compose()["services"].items():
        assert name in unbounded or re.fullmatch(r"\d+[mg]", service_definition["mem_limit"]), name
        assert service_definition["logging"]["options"] == {"max-size": "20m", "max-file": "20"}, name
    assert service("db")["shm_size"] == "256m"
    assert service("db")["stop_grace_period"] == "60s"
    assert "size=512m" in service("proxy")["tmpfs"][0]


def test_the_audit_log_outlives_the_containers_that_write_it() -> None:
    for name in [*SITE, "backup"]:
        assert service(name)["environment"]["AUDIT_FOLDER"] == "/audit"
        assert "audit:/audit" in service(name)["volumes"]
    assert "audit" in compose()["volumes"]


def test_the_proxy_is_of_a_version_that_asks_again_for_names_and_builds_take_newer_images() -> None:
    version = service("proxy")["image"].partition(":")[2]
    assert tuple(int(part) for part in version.split(".")) >= (1, 30)
    assert "docker compose build --pull web backup" in read("deploy/upgrade")


def test_a_started_site_is_found_well_within_a_second() -> None:
    checks = {
        name: service_definition["healthcheck"]
        for name, service_definition in compose()["services"].items()
        if "healthcheck" in service_definition
    }
    assert {"web", "proxy", "db", "worker", "daily"} == set(checks)
    assert {check["start_interval"] for check in checks.values()} == {"1s"}


def test_the_document_asks_for_the_versions_that_the_files_need() -> None:
    """Since healthchecks have a start_interval, Compose 2.20.2 and an engine of 25 are the oldest that do."""
    paper = read("docs/operations.md")
    assert "Docker Engine 25 or newer with Compose 2.20.2 or newer" in paper
    assert (ENGINE, COMPOSE) == ((25, 0), (2, 20))
    oldest = DatabaseFeatures.minimum_database_version
    assert oldest is not None
    assert f"PostgreSQL ({oldest[0]} or newer" in paper


def test_compose_lets_the_limits_of_the_database_be_set_for_pages_and_not_for_commands() -> None:
    limits = {name for name in variables_read() if name.startswith("DATABASE_") and "URL" not in name}
    assert limits <= set(service("web")["environment"])
    for name in ["migrate", "worker", "daily"]:
        assert not limits & set(service(name)["environment"])


def test_the_proxy_asks_again_where_the_site_is_and_is_asked_through_to_it() -> None:
    assert directives()["resolver"] == {"127.0.0.11 valid=2s ipv6=off"}
    # Without the last word a new container that was asked too early would be left alone for ten seconds,
    # in which deploy/upgrade stops the old one.
    assert "web:8000 resolve fail_timeout=1s" in directives()["server"]
    assert directives()["zone"] == {"site 64k"}
    assert service("proxy")["healthcheck"]["test"][-1] == "http://localhost:8080/healthz"


def test_visitors_by_ipv6_arrive_with_their_own_addresses() -> None:
    assert compose()["networks"]["outside"]["enable_ipv6"] is True
    assert {"[::]:8080 default_server", "[::]:8443 ssl default_server"} <= directives()["listen"]


def test_the_database_writes_no_statement_and_no_row_into_its_log() -> None:
    assert service("db")["command"] == [
        *("postgres", "-c", "log_min_error_statement=panic"),
        *("-c", "log_error_verbosity=terse"),
    ]


def test_compose_holds_no_secret() -> None:
    secrets = {
        (name, variable)
        for name, service_definition in compose()["services"].items()
        for variable in service_definition.get("environment", {})
        if re.search(r"SECRET|PASSWORD|DATABASE_URL|MAIL_URL", variable) and not variable.endswith("_FILE")
    }
    assert secrets == set()


def test_the_image_installs_only_what_its_hashes_vouch_for() -> None:
    node, build, *runs = stages()
    assert "npm ci --ignore-scripts --omit=dev" in node
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in build
    assert not [stage for stage in runs if "pip install" in stage]
    assert "pgserver" not in read("requirements.lock")


def test_the_image_is_a_laptop_only_while_it_collects_static_files() -> None:
    _, build, base, *_ = stages()
    assert re.findall(r"LOCAL=1.*", build) == re.findall(r"LOCAL=1 .*collectstatic.*", build)
    assert "LOCAL=1" in build
    assert "ENV LOCAL=1" not in build
    assert "LOCAL=0" in base
    assert read(".dockerignore").splitlines()[1] == "*"
    assert "!var" not in read(".dockerignore")


def test_the_image_starts_two_workers_with_the_threads_that_the_pool_counts_on() -> None:
    command = stages()[-1].rsplit("ENTRYPOINT", 1)[1]
    for option in [
        "--worker-class gthread",
        "--workers 2",
        "--threads ${WEB_THREADS:-64}",
        "--timeout 30",
        "--preload",
        "--max-requests 2000",
        "--max-requests-jitter 200",
        "--worker-tmp-dir /dev/shm",
    ]:
        assert f"{option} " in command


@pytest.mark.parametrize(
    ("directive", "value"),
    [
        ("client_header_timeout", "10s"),
        ("client_body_timeout", "10s"),
        ("proxy_connect_timeout", "1s"),
        ("proxy_read_timeout", "30s"),
        ("proxy_request_buffering", "on"),
        ("proxy_buffering", "on"),
        ("gzip", "on"),
        ("access_log", "off"),
        ("ssl_protocols", "TLSv1.2 TLSv1.3"),
    ],
)
def test_the_proxy_is_set_once(directive: str, value: str) -> None:
    assert directives()[directive] == {value}


def test_the_proxy_says_whom_it_speaks_for_and_believes_nobody() -> None:
    assert directives()["proxy_set_header"] == {
        'Connection ""',
        "Host $host",  # by http, where the site sends on to https under the name alone
        "Host $http_host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
    }
    assert "real_ip_header" not in directives()


def test_the_proxy_closes_what_it_answers_by_itself_as_the_site_closes_its_own() -> None:
    closed = {"Strict-Transport-Security $https_only always", "X-Content-Type-Options $as_said always"}
    assert closed | {"Content-Security-Policy $policy always"} <= directives()["add_header"]
    assert directives()["charset"] == {"utf-8"}
