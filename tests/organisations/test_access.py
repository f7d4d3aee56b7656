"""What each role gets from each address of an organisation; what is not theirs is not there."""

from django.test import Client

from assessment.accounts.models import User
from assessment.organisations.models import Organisation, Standing
from assessment.teams.models import Membership, Team
from tests import make
from tests.organisations.people import let_stand, team_with_picture

ROLES = ("steward", "lead", "member", "member of another", "stranger", "staff", "nobody")
# In the order of ROLES; a member of another is in a team that stands there and is not shown.
GET = {
    "/organisations/{organisation}/": (200, 200, 200, 404, 404, 404, 302),
    "/organisations/{organisation}/over-time/": (200, 200, 200, 404, 404, 404, 302),
    "/organisations/{organisation}/picture.csv": (200, 200, 200, 404, 404, 404, 302),
    "/organisations/{organisation}/picture.json": (200, 200, 200, 404, 404, 404, 302),
    "/organisations/{organisation}/slides.pptx": (200, 200, 200, 404, 404, 404, 302),
    "/organisations/{organisation}/teams/": (200, 404, 404, 404, 404, 404, 302),
    "/teams/{team}/organisations/": (404, 200, 200, 404, 404, 404, 302),
    "/organisations/": (200, 200, 200, 200, 200, 200, 302),
    "/organisations/new/": (200, 200, 200, 200, 200, 200, 302),
    "/stand/": (410,) * 7,
    "/stand/nothing/": (410,) * 7,
}
POST = {
    ("/teams/{team}/organisations/", "save"): (404, 302, 404, 404, 404, 404, 302),
    ("/teams/{team}/organisations/", "leave"): (404, 302, 404, 404, 404, 404, 302),
    ("/organisations/{organisation}/teams/", "rename"): (302, 404, 404, 404, 404, 404, 302),
    ("/organisations/{organisation}/teams/", "erase"): (302, 404, 404, 404, 404, 404, 302),
}


def browsers(atlas: Team, organisation: Organisation, stranger: User, cmo: User) -> dict[str, Client]:
    """Another team is shown beside it, so that there is a sheet, and a third is not."""
    let_stand(organisation, team_with_picture("Borea"))
    other = User.objects.create_user(email="other@example.org")
    let_stand(organisation, team_with_picture("Cetus", other), agreed=False)
    people = {
        "steward": stranger,
        "lead": cmo,
        "member": Membership.objects.filter(team=atlas).latest("pk").person,
        "member of another": other,
        "stranger": User.objects.create_user(email="away@example.org"),
        "staff": make.staff("editor", "editor"),
    }
    clients = {role: Client() for role in ROLES}
    for role, person in people.items():
        clients[role].force_login(person)
    return clients


def test_every_role_gets_its_own_and_nothing_else(
    organisation: Organisation, atlas: Team, standing: Standing, stranger: User, cmo: User
) -> None:
    clients = browsers(atlas, organisation, stranger, cmo)
    ids = {"organisation": organisation.uid, "team": atlas.uid}
    for path, expected in GET.items():
        address = path.format(**ids)
        assert tuple(clients[role].get(address).status_code for role in ROLES) == expected, address
    # From the last role to the first, so that whoever may leave or erase does it after those who may not.
    form = {"name": "Another", "standing": str(standing.uid)}
    for (path, act), expected in POST.items():
        answers = [
            clients[role].post(path.format(**ids), form | {"act": act}).status_code
            for role in reversed(ROLES)
        ]
        assert tuple(reversed(answers)) == expected, (path, act)
