"""Rounds: when a calendar quarter is over, the pictures that stand in an organisation are pinned."""

from datetime import date, datetime, timedelta

from django.db import transaction

from assessment import audit_log
from assessment.organisations.models import Organisation, PinnedPicture, Round, Standing
from assessment.organisations.quarters import begin_of, first_day_of_next, list_ended_quarters
from assessment.organisations.queries import choose_rows, list_settled_pictures, read_consents
from assessment.teams.models import Membership
from assessment.teams.published import read_latest_pictures, read_pictures


def pin_ended_rounds(*, at: datetime) -> int:
    """Every round of every organisation that is over and not pinned yet; how many were. Twice does no harm.

    A run that comes late pins the pictures of the quarter by the consents of today.
    """
    return sum(
        _pin(organisation, starts, at=at)
        for organisation in Organisation.objects.order_by("pk")
        for starts in _list_missing_quarters(organisation, at)
    )


def tidy_pinned_pictures() -> int:
    """Erase what pinned pictures no longer show: names without consent, and rows of nobody; how many."""
    changed = 0
    for quarter in Round.objects.order_by("pk"):
        with transaction.atomic():
            nameless, empty_rows = list_settled_pictures(quarter)
            changed += PinnedPicture.objects.filter(pk__in=empty_rows).delete()[0]
            changed += PinnedPicture.objects.filter(pk__in=nameless).update(name="")
    return changed


def list_pinned_with(standing: Standing, membership: Membership) -> list[int]:
    pinned = standing.pinned.exclude(name="").values_list("snapshot_id", flat=True)
    pictures = read_pictures(set(pinned))
    return [snapshot for snapshot, picture in pictures.items() if membership.pk in picture.counted]


def list_pinned_latest(standing: Standing) -> list[int]:
    # The same picture with its name in a round that is over would name the row that has none.
    return [picture.snapshot for picture in read_latest_pictures([standing.team_id]).values()]


def remove_pinned_names(standing: Standing, snapshots: list[int]) -> None:
    standing.pinned.filter(snapshot__in=snapshots).exclude(name="").update(name="")


def _list_missing_quarters(organisation: Organisation, at: datetime) -> list[date]:
    ended = list_ended_quarters(organisation.created_at, at)
    pinned = set(Round.objects.filter(organisation=organisation).values_list("starts", flat=True))
    return [starts for starts in ended if starts not in pinned]


@transaction.atomic
def _pin(organisation: Organisation, starts: date, *, at: datetime) -> bool:
    locked = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk)
    if not locked.exists() or Round.objects.filter(organisation=organisation, starts=starts).exists():
        return False
    ends = first_day_of_next(starts)
    standings = Standing.objects.live().filter(organisation=organisation, accepted_at__lt=begin_of(ends))
    by_pk = {standing.pk: standing for standing in standings.select_related("team")}
    pictures = read_latest_pictures({standing.team_id for standing in by_pk.values()}, before=begin_of(ends))
    rows = choose_rows(
        by_pk.values(), pictures, read_consents([organisation.pk]), day=ends - timedelta(days=1)
    )
    pinned = Round.objects.create(organisation=organisation, starts=starts, pinned_at=at)
    PinnedPicture.objects.bulk_create(
        PinnedPicture(
            round=pinned,
            standing=by_pk[row.standing],
            snapshot_id=row.published.snapshot,
            name=row.name or "",
            unnamed=row.name is None,
            tags=list(row.tags),
        )
        for row in rows
    )
    audit_log.record("round pinned", kind="organisation", uid=organisation.uid, reason=starts.isoformat())
    return True
