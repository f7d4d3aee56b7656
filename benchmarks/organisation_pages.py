"""Pages of organisations of two, twenty and two hundred teams of eight, with twelve rounds that are over."""

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from random import Random
from statistics import median
from typing import Any

from assessment.scoring.constants import CAPABILITIES
from benchmarks import linked_teams
from benchmarks.linked_teams import SIZE
from benchmarks.made_up_results import add_results, record_seconds, without_triggers

SIZES = (2, 20, 200)
ROUNDS = 12
TIMES = 9
PAGES = ("dashboard", "over_time", "teams", "picture_csv", "picture_json")
TEAM_PAGES = ("organisations:of_team", "teams:consent")


def build(number: int) -> Any:
    """An organisation whose first team's lead looks after it; everybody has agreed to everything."""
    from django.utils import timezone  # noqa: PLC0415  # settings first

    from assessment.organisations.models import Organisation, Round, Steward  # noqa: PLC0415  # the same
    from assessment.organisations.quarters import list_ended_quarters  # noqa: PLC0415  # the same

    now = timezone.now()
    began = now - timedelta(days=91 * ROUNDS)
    people = linked_teams.found_teams(number, began)
    with without_triggers():
        organisation = Organisation.objects.create(name=f"Benchmark {number}", created_at=began)
        first = next(iter(people.values()))[0]
        Steward.objects.create(organisation=organisation, account=first, since=began)
        rounds = Round.objects.bulk_create(
            Round(organisation=organisation, starts=starts, pinned_at=now)
            for starts in list_ended_quarters(began, now)[-ROUNDS:]
        )
        _fill(organisation, people, rounds, began, now)
    return organisation


def _fill(organisation: Any, people: Any, rounds: Any, began: Any, now: Any) -> None:
    from assessment.organisations.models import OrganisationConsent, Standing  # noqa: PLC0415  # settings first
    from assessment.teams.models import Membership  # noqa: PLC0415  # the same

    add_results(
        list({account.pk: account for members in people.values() for account in members}.values()), began
    )
    standings = Standing.objects.bulk_create(
        Standing(
            organisation=organisation,
            team=team,
            named_from=None if place % 20 == 19 else began.date(),
            tags=[f"Region {place % 4}"],
            accepted_at=began,
        )
        for place, team in enumerate(people)
    )
    OrganisationConsent.objects.bulk_create(
        OrganisationConsent(
            membership=member, organisation=organisation, text="1 en", covers_name=True, given_at=began
        )
        for member in Membership.objects.filter(team__in=people)
    )
    chance = Random(len(people))  # invented pictures, the same each time
    for place, quarter in enumerate(rounds):
        _pin(quarter, standings, _draw(people, began + timedelta(days=91 * place), chance))
    _draw(people, now - timedelta(days=5), chance)


def _draw(people: Any, at: Any, chance: Random) -> list[Any]:
    from assessment.attempts.models import Attempt  # noqa: PLC0415  # settings first
    from assessment.teams.models import Seat, Snapshot  # noqa: PLC0415  # the same

    accounts = {account.pk for members in people.values() for account in members}
    attempt_of = dict(Attempt.objects.filter(owner__in=accounts).values_list("owner_id", "pk"))
    snapshots = Snapshot.objects.bulk_create(
        Snapshot(team=team, drawn_at=at, rules="2", picture=_invent_picture(chance)) for team in people
    )
    Seat.objects.bulk_create(
        Seat(snapshot=snapshot, attempt_id=attempt_of[account.pk], hours=True)
        for snapshot, members in zip(snapshots, people.values(), strict=True)
        for account in members
    )
    return snapshots


def _pin(quarter: Any, standings: list[Any], snapshots: list[Any]) -> None:
    from assessment.organisations.models import PinnedPicture  # noqa: PLC0415  # settings first

    PinnedPicture.objects.bulk_create(
        PinnedPicture(
            round=quarter,
            standing=standing,
            snapshot=snapshot,
            name=standing.team.name if standing.named_from else "",
            unnamed=standing.named_from is None,
            tags=standing.tags,
        )
        for standing, snapshot in zip(standings, snapshots, strict=True)
    )


def _invent_picture(chance: Random) -> dict[str, Any]:
    def half() -> list[int | None]:
        return [None, 5 * round(chance.gauss(52, 9) / 5), None]

    return {
        "people": SIZE,
        "step": 5,
        "index": half(),
        "capabilities": {name: half() for name in CAPABILITIES},
        "disagreement": None,
        "shares": chance.choice(({"approving": 45, "designing": 15, "other": 40}, None)),
    }


def _forget() -> None:
    from assessment.organisations import markup, sheet  # noqa: PLC0415  # settings first

    for remembered in (
        sheet.compare_teams,
        markup.draw_row,
        markup.list_row,
        markup.draw_cell,
        markup.list_numbers,
    ):
        remembered.cache_clear()


def measure(browser: Any, address: str) -> tuple[int, float, float, float]:
    """Statements of the product, milliseconds of SQL, and of processor where the pictures are new to the
    process and where they are not: medians."""
    from django.db import connection  # noqa: PLC0415  # settings first

    browser.get(address)
    ran: list[float] = []
    with connection.execute_wrapper(partial(record_seconds, ran)):
        response = browser.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}.")
    cold_seconds, warm_seconds = (list(_time(browser, address, forget)) for forget in (True, False))
    return len(ran), 1000 * sum(ran), 1000 * median(cold_seconds), 1000 * median(warm_seconds)


def _time(browser: Any, address: str, forget: bool) -> Iterator[float]:
    for _ in range(TIMES):
        if forget:
            _forget()
        began = time.process_time()
        browser.get(address)
        yield time.process_time() - began


def print_pages() -> None:
    from django.db import connection  # noqa: PLC0415  # settings first
    from django.test import Client  # noqa: PLC0415  # the same
    from django.urls import reverse  # noqa: PLC0415  # the same

    print("\n| organisation | page | statements | SQL ms | CPU ms, new pictures | CPU ms |")
    print("|---|---|---|---|---|---|", flush=True)
    for number in SIZES:
        organisation = build(number)
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        browser = Client(headers={"host": "localhost"})
        browser.force_login(organisation.stewards.get().account)
        team = organisation.standings.order_by("pk").first().team
        addresses = {name: reverse(f"organisations:{name}", args=[organisation.uid]) for name in PAGES}
        addresses["organisations"] = reverse("organisations:organisations")
        addresses |= {name.partition(":")[2]: reverse(name, args=[team.uid]) for name in TEAM_PAGES}
        for name, address in addresses.items():
            statements, sql, cold_seconds, warm_seconds = measure(browser, address)
            print(
                f"| {number} | {name} | {statements} | {sql:.1f} | {cold_seconds:.1f} | {warm_seconds:.1f} |",
                flush=True,
            )
