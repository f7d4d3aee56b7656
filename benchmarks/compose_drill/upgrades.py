"""Another version in the place of the one that runs, forwards and back, while people answer."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.starting import UP
from benchmarks.compose_drill.trials import Limits, try_alone, try_under_people
from benchmarks.drill import NotAsPromised

BRANCH = "drill"
MIGRATION = """from django.db import migrations

# A step as docs/migrations.md asks for, on the tables that everybody writes meanwhile.
FORWARDS = [
    "alter table attempts_attempt add column drill varchar(80) not null default ''",
    "alter table attempts_answer add column drill varchar(80) not null default ''",
]
BACKWARDS = [
    "alter table attempts_answer drop column drill",
    "alter table attempts_attempt drop column drill",
]


class Migration(migrations.Migration):
    dependencies = [("attempts", "{last}")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
"""
# docs/operations.md: at most this long away, in seconds
AT_ONCE, NEW_PROXY, ONE_LINE = 4.0, 5.0, 30.0
LARGEST_IMAGE = 400  # MB
PROXY_MEMORY = ("mem_limit: 256m", "mem_limit: 288m")  # in docker-compose.yml the proxy alone has the first


@dataclass(frozen=True)
class Versions:
    """Two commits of a copy of the repository; the newer one brings at least one migration."""

    before: str
    after: str
    migrations: int
    invented: bool  # whether the drill had to add one


def prepare_origin(repository: Path, folder: Path, before: str) -> Versions:
    """Clone the repository to FOLDER/origin, whose branch stands at the commit before; HEAD follows later."""
    origin = Site.at(folder / "origin")
    Site.at(folder).run(f"git clone --quiet --no-hardlinks {repository} origin")
    before = origin.output(f"git rev-parse {before or 'HEAD~1'}")
    changed = origin.output(f"git diff --name-only --diff-filter=A {before} HEAD -- '*/migrations/0*.py'")
    count = len(changed.splitlines())
    if not count:
        _add_migration(origin)
    after = origin.output("git rev-parse HEAD")
    origin.run(f"git checkout --quiet -B {BRANCH} {before}")
    return Versions(before, after, count or 1, invented=not count)


def _add_migration(origin: Site) -> None:
    folder = origin.folder / "assessment/attempts/migrations"
    last = max(file.stem for file in folder.glob("0*.py"))
    (folder / "0999_drill.py").write_text(MIGRATION.replace("{last}", last), encoding="utf-8")
    _commit(origin)


def _commit(origin: Site) -> None:
    origin.run("git add -A && git -c user.name=Drill -c user.email=drill@example.org commit --quiet -m Drill")


def upgrade(site: Site, versions: Versions) -> Row:
    """The three documented lines, with a backup first."""

    def act(site: Site) -> str:
        Site.at(site.folder.parent / "origin").run(f"git reset --quiet --hard {versions.after}")
        site.run_documented('deploy/backup "$(date +%F)-before"')
        site.run_documented("git pull")
        ended = site.run_documented("deploy/upgrade")
        applied = site.query("select count(*) from django_migrations")[0][0]
        kind = "a throw-away migration" if versions.invented else f"{versions.migrations} migrations"
        return f"{kind}, {applied} applied in all; the script took {ended.seconds:.0f} s, its build with it"

    name = f"upgrade by deploy/upgrade from {versions.before[:7]}: an old volume under new code"
    return try_under_people(site, name, act, Limits(away=AT_ONCE))


def step_back(site: Site, versions: Versions) -> Row:
    """The code before on the tables of now."""

    def act(site: Site) -> str:
        site.run_documented("git checkout", version=versions.before)
        ended = site.run_documented("deploy/upgrade")
        if "No migrations to apply" not in site.output("docker compose logs --no-color migrate"):
            raise NotAsPromised("the older code did not find the newer tables in order")
        return f"{ended.seconds:.0f} s"

    name = f"back to {versions.before[:7]}: a new volume under old code"
    return try_under_people(site, name, act, Limits(away=AT_ONCE))


def upgrade_in_one_line(site: Site) -> Row:
    """`up --build`, which stops the old site before it starts the new one."""

    def act(site: Site) -> str:
        site.run_documented("git switch main", branch=BRANCH)
        site.run_documented("deploy/pin-images")
        site.set(COMPOSE_FILE=f"docker-compose.yml:docker-compose.override.yml:../{site.project}.yml")
        ended = site.run_documented(UP)
        return f"{ended.seconds:.0f} s, on images whose digests deploy/pin-images wrote down"

    return try_under_people(site, "upgrade in one line, `up --build`", act, Limits(away=ONE_LINE))


def upgrade_with_new_proxy(site: Site) -> Row:
    """A version that changes the proxy's part of docker-compose.yml, so that its container is made anew."""
    origin = Site.at(site.folder.parent / "origin")

    def act(site: Site) -> str:
        _change_proxy(origin)
        site.run_documented("git pull")
        began = site.output("date +%s")
        ended = site.run_documented("deploy/upgrade")
        started = site.output(
            f"docker events --since {began} --until $(date +%s) --filter event=start "
            f"--filter label=com.docker.compose.project={site.project} "
            "--filter label=com.docker.compose.service=proxy --format '{{.ID}}'"
        )
        if len(started.split()) != 1:
            raise NotAsPromised(f"the proxy was started {len(started.split())} times")
        memory = int(site.inspect("proxy", "{{.HostConfig.Memory}}")) // 2**20
        if PROXY_MEMORY[1] != f"mem_limit: {memory}m":
            raise NotAsPromised(f"the proxy has a memory of {memory} MB")
        return f"its container made anew once; {ended.seconds:.0f} s"

    return try_under_people(
        site, "upgrade by deploy/upgrade that changes the proxy", act, Limits(away=NEW_PROXY)
    )


def check_image(site: Site) -> Row:
    def act() -> str:
        size = site.image_size()
        if not size.endswith("MB") or float(size.removesuffix("MB")) > LARGEST_IMAGE:
            raise NotAsPromised(f"the site's image has {size}")
        return size

    return try_alone(f"the site's image has at most {LARGEST_IMAGE} MB", act)


def _change_proxy(origin: Site) -> None:
    file = origin.folder / "docker-compose.yml"
    text = file.read_text(encoding="utf-8")
    if text.count(PROXY_MEMORY[0]) != 1:
        raise NotAsPromised("docker-compose.yml has another memory for the proxy than the drill changes")
    file.write_text(text.replace(*PROXY_MEMORY), encoding="utf-8")
    _commit(origin)
