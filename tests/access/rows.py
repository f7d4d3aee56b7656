"""The permission matrix as a table: what each of the cast gets from each address, by GET and by POST.

A column is one word for everybody, or seven words in the order of CAST. A word is a status, or S: sent to
sign in, and back afterwards. The holder asks for their own attempts, everybody else for the cmo's.

Recipients of the cmo's result get what LIKE says, except where a row has words of its own for them.
"""

from typing import NamedTuple

from tests.access.world import CAST, RECIPIENTS

# What a recipient gets of everything that was not shared with them.
LIKE = {"by_link": "anonymous", "by_account": "editor", "taken_back": "editor"}
SIGNED_IN = "S S {0} {0} {0} {0} {0}"
STAFF = "S S 404 404 {0} {1} {2}"


class Row(NamedTuple):
    """address: what to ask for, {open} and {done} standing for attempts. form: what is posted."""

    address: str
    get: str
    post: str
    form: dict[str, str] = {}

    recipients: str = ""

    def expected(self, method: str, role: str) -> str:
        if role in RECIPIENTS and self.recipients:
            return self.recipients.split("; ")[method == "post"].split()[RECIPIENTS.index(role)]
        words = getattr(self, method).split()
        return str(words[0] if len(words) == 1 else words[CAST.index(LIKE.get(role, role))])


def holders(status: int | str, *, signed_out: int | str = 404) -> str:
    """The cmo, and for their own the holder; to everybody else it does not exist."""
    return f"{signed_out} {status} {status} 404 404 404 404"


def build_trial_row(address: str, *, get: int | None = None, post: int | None = None) -> Row:
    """A trial of the publisher's: to everybody else it is over."""
    by_get, by_post = (f"410 410 410 410 410 {status} 410" if status else "405" for status in (get, post))
    recipients = "; ".join("410 410 410" if status else "405 405 405" for status in (get, post))
    return Row(address, by_get, by_post, recipients=recipients)


def members(status: int | str) -> str:
    return SIGNED_IN.format(status)


def staff(editor: int | str, publisher: int | str = "", superuser: int | str = "") -> str:
    return STAFF.format(editor, publisher or editor, superuser or publisher or editor)


SITE = {
    "": Row("/", "200", "405"),
    "ratio/": Row("/ratio/", "302", "200", {"approving": "21", "designing": "6"}),
    "method/": Row("/method/", "200", "405"),
    "practice/": Row("/practice/", "200", "405"),
    "practice/<str:facet>/": Row("/practice/systems.flow/", "200", "405"),
    "privacy/": Row("/privacy/", "200", "405"),
    "accessibility/": Row("/accessibility/", "200", "405"),
    "start/": Row("/start/", "200", "302"),
    "pulse/": Row("/pulse/", "200", "302"),
    "language/": Row("/language/", "302", "302"),
    "healthz": Row("/healthz", "200", "200"),
    "readyz": Row("/readyz", "200", "200"),
    "robots.txt": Row("/robots.txt", "200", "200"),
    "metrics": Row("/metrics", "200", "200"),
    ".well-known/security.txt": Row("/.well-known/security.txt", "200", "200"),
}
ATTEMPTS = {
    "take/<uuid:uid>/": Row("/take/{open}/", holders(302), "405"),
    "take/<uuid:uid>/q/<int:number>/": Row("/take/{open}/q/1/", holders(200), holders(302), {"choice": "c"}),
    "take/<uuid:uid>/review/": Row("/take/{open}/review/", holders(200), "405"),
    "take/<uuid:uid>/submit/": Row("/take/{done}/submit/", "405", holders(302)),
    "take/<uuid:uid>/leave/": Row("/take/{open}/leave/", holders(200), holders(200)),
    "resume/<str:token>/": Row("/resume/nothing/", "410", "410"),
    "r/<uuid:uid>/": Row("/r/{done}/", holders(200), "405"),
    # The holder must sign in first; the cmo has nothing to claim and is led to the attempt.
    "r/<uuid:uid>/keep/": Row("/r/{open}/keep/", "S S 302 404 404 404 404", "S S 302 404 404 404 404"),
    "r/<uuid:uid>/export/": Row("/r/{done}/export/", holders(200), "405"),
    "r/<uuid:uid>/slides.pptx": Row("/r/{done}/slides.pptx", holders(200), "405"),
    "r/<uuid:uid>/erase/": Row("/r/{done}/erase/", holders(200), holders(302)),
    "r/<uuid:uid>/reminder.ics": Row("/r/{done}/reminder.ics", holders(200), "405"),
    # The latest result of each viewer, or none yet; an empty form comes back with its errors.
    "commitment/": Row("/commitment/", "200", "200 422 422 422 200 200 200"),
    # Nobody here has an open commitment: no line of it in a calendar, and nobody to tell of it.
    "r/<uuid:uid>/weekly.ics": Row("/r/{done}/weekly.ics", "404", "405"),
    "commitment/witness/": Row(
        "/commitment/witness/", members(405), members(302), {"email": "a@example.net"}
    ),
    "commitment/stop/<str:token>/": Row("/commitment/stop/nothing/", "410", "410"),
    "reminders/": Row("/reminders/", members(405), members(302)),
    "drafts/mails/off/<str:token>/": Row("/drafts/mails/off/nothing/", "410", "410"),
    "reminders/off/<str:token>/": Row("/reminders/off/nothing/", "410", "410"),
    "account/": Row(
        "/account/", members(200), members(302), {"name": "Ada Obi", "time_zone": "Europe/Paris"}
    ),
    "account/export/": Row("/account/export/", members(200), members(405)),
    "account/erase/": Row("/account/erase/", members(200), members(200)),
    "compare/<uuid:one>/<uuid:other>/": Row("/compare/{before}/{done}/", holders(200), "405"),
    "overview/": Row("/overview/", members(200), members(405)),
    "r/": Row("/r/", members(302), members(405)),
    "over-time/": Row("/over-time/", members(200), members(405)),
    "calendar/": Row("/calendar/", members(200), members(422)),
    "calendar/upload/": Row("/calendar/upload/", members(302), members(422)),
    "calendar/counted/": Row("/calendar/counted/", members(302), members(422)),
    # Each has only their own months; the cmo alone has one.
    "calendar/<month:month>/erase/": Row(
        "/calendar/2026-10/erase/", members(405), "S S 302 404 404 404 404", {"source": "counted"}
    ),
}

# The cmo looks after the organisation, and is in a team of its sheet; the stranger's team is not shown.
ORGANISATION = "organisations/<uuid:uid>/"
ORGANISATIONS = {
    f"{ORGANISATION}{page}": Row(
        f"/organisations/{{organisation}}/{page}", "S S 200 404 404 404 404", members(405)
    )
    for page in ("", "over-time/", "picture.csv", "picture.json", "slides.pptx")
} | {
    "organisations/": Row("/organisations/", members(200), members(405)),
    "organisations/new/": Row("/organisations/new/", members(200), members(302), {"name": "Meridian Group"}),
    f"{ORGANISATION}teams/": Row(
        "/organisations/{organisation}/teams/",
        "S S 200 404 404 404 404",
        "S S 302 404 404 404 404",
        {"act": "rename", "name": "Another name"},
    ),
    "stand/<str:token>/": Row("/stand/nothing/", "410", "405"),
    "stand/": Row("/stand/", "410", "410"),
}

# The cmo leads the team; to everybody else it does not exist.
LEAD = "S S {0} 404 404 404 404"
TEAM = "teams/<uuid:uid>/"


def lead(address: str, get: int | str, post: int | str, form: dict[str, str] | None = None) -> Row:
    return Row(f"/teams/{{team}}/{address}", _guarded(get), _guarded(post), form or {})


def _guarded(status: int | str) -> str:
    """Whoever is not signed in is asked to sign in before the method is looked at."""
    return members(405) if status == 405 else LEAD.format(status)


TEAMS = {
    "teams/": Row("/teams/", members(200), members(405)),
    "teams/new/": Row("/teams/new/", members(200), members(302), {"name": "Meridian Foods"}),
    TEAM: lead("", 200, 405),
    f"{TEAM}over-time/": lead("over-time/", 200, 405),
    f"{TEAM}people/": lead("people/", 200, 302),
    f"{TEAM}members/": lead("members/", 200, 405),
    f"{TEAM}invite/": lead("invite/", 405, 302, {"email": "new@example.org"}),
    f"{TEAM}rename/": lead("rename/", 405, 302, {"name": "Another name"}),
    f"{TEAM}hand-over/": lead("hand-over/", 405, 422),
    f"{TEAM}erase/": lead("erase/", 405, 302),
    f"{TEAM}members/<uuid:member>/remove/": lead("members/{mate}/remove/", 200, 302),
    f"{TEAM}invitations/<uuid:invitation>/revoke/": lead("invitations/{invitation}/revoke/", 405, 302),
    f"{TEAM}requests/let-in/": lead("requests/let-in/", 405, 302, {"request": "{join_request}"}),
    f"{TEAM}requests/decline/": lead("requests/decline/", 405, 302, {"request": "{join_request}"}),
    # Only the person who asked to join.
    "teams/requests/<uuid:join_request>/withdraw/": Row(
        "/teams/requests/{join_request}/withdraw/", members(405), "S S 404 302 404 404 404"
    ),
    f"{TEAM}guide/": lead("guide/", 200, 405),
    f"{TEAM}guide/<int:number>/": lead("guide/1/", 200, 405),
    f"{TEAM}picture.csv": lead("picture.csv", 200, 405),
    f"{TEAM}picture.json": lead("picture.json", 200, 405),
    f"{TEAM}slides.pptx": lead("slides.pptx", 200, 405),
    f"{TEAM}consent/": lead("consent/", 200, 302, {"group": "on"}),
    f"{TEAM}known/": lead("known/", 405, 302, {"asked": "{mate}", "known": "{mate}"}),
    f"{TEAM}leave/": lead("leave/", 200, 302),
    f"{TEAM}organisations/": lead("organisations/", 200, 302, {"standing": "{standing}", "act": "leave"}),
    "join/<str:token>/": Row("/join/nothing/", "410", "405"),
    "join/": Row("/join/", "410", "410"),
}

# The cmo's result is shared with one person by a link and with another by an address; a third lost it.
SHARING = {
    "r/<uuid:uid>/share/": Row(
        "/r/{done}/share/",
        holders(200),
        holders(200),
        {"recipient": "Eva", "kind": "link", "days": "30", "verdict": "on", "step": "share"},
    ),
    "r/<uuid:uid>/mail/": Row("/r/{done}/mail/", "405", holders(302)),
    # Nobody of the cast has followed the link to the draft, and the publisher has begun a trial.
    "trial/link/<str:token>/": Row("/trial/link/nothing/", "410", "405"),
    "trial/open/<uuid:uid>/": Row("/trial/open/{preview_link}/", "410", "410"),
    "trial/<uuid:uid>/": build_trial_row("/trial/{trial}/", get=200),
    "trial/<uuid:uid>/q/<int:number>/": build_trial_row("/trial/{trial}/q/1/", get=200, post=422),
    "trial/<uuid:uid>/review/": build_trial_row("/trial/{trial}/review/", get=200),
    "trial/<uuid:uid>/submit/": build_trial_row("/trial/{trial}/submit/", post=302),
    "trial/<uuid:uid>/result/": build_trial_row("/trial/{trial}/result/", get=302),
    "trial/<uuid:uid>/end/": build_trial_row("/trial/{trial}/end/", post=302),
    "shares/<uuid:uid>/end/": Row("/shares/{share}/end/", members(405), "S S 302 404 404 404 404"),
    "s/<str:token>/": Row("/s/nothing/", "410", "405"),
    "shared/<uuid:uid>/": Row("/shared/{share}/", "410", "410", recipients="410 200 410; 410 302 410"),
    "shared/<uuid:uid>/keep/": Row(
        "/shared/{share}/keep/",
        SIGNED_IN.format(410),
        SIGNED_IN.format(410),
        recipients="S 302 410; S 302 410",
    ),
    "shared/<uuid:uid>/beside/<uuid:other>/": Row(
        "/shared/{share}/beside/{older_share}/",
        SIGNED_IN.format(410),
        SIGNED_IN.format(410),
        recipients="S 200 410; S 302 410",
    ),
    "desk/": Row("/desk/", members(200), members(405)),
}


def guests(status: int | str, member: int | str) -> str:
    return f"{status} {status} {member} {member} {member} {member} {member}"


def personal(address: str, get: int | str = 200, post: int | str = 200) -> Row:
    """A page that shows each member their own."""
    return Row(f"/accounts/{address}", members(get), members(post))


def proved(address: str, status: int, staff: int = 302) -> Row:
    """Staff have a second factor, and are asked for it once more."""
    statuses = f"S S {status} {status} {staff} {staff} {staff}"
    return Row(f"/accounts/{address}", statuses, statuses.replace("200", "422"))  # an empty form comes back


ACCOUNTS = {
    "accounts/login/": Row("/accounts/login/", guests(200, 302), guests(422, 302)),
    "accounts/logout/": Row("/accounts/logout/", guests(302, 200), "302"),
    "accounts/inactive/": Row("/accounts/inactive/", "200", "405"),
    "accounts/signup/": Row("/accounts/signup/", "302", "302"),
    # Who has neither password nor second factor has nothing to prove again with.
    "accounts/reauthenticate/": proved("reauthenticate/", 404),
    "accounts/email/": personal("email/", 302, 302),
    "accounts/confirm-email/": Row("/accounts/confirm-email/", "302", "302"),
    "accounts/password/change/": personal("password/change/", 302, 302),
    "accounts/password/set/": personal("password/set/", 302, 302),
    "accounts/password/reset/": Row("/accounts/password/reset/", "200", "422"),
    "accounts/password/reset/done/": Row("/accounts/password/reset/done/", "200", "405"),
    "accounts/password/reset/confirm/": Row("/accounts/password/reset/confirm/", "302", "302"),
    "accounts/password/reset/complete/": Row("/accounts/password/reset/complete/", "302", "302"),
    "accounts/reauthenticate/code/": Row(
        "/accounts/reauthenticate/code/", "S S 200 200 302 302 302", members(302)
    ),
    "accounts/sessions/": personal("sessions/", 200, 302),
    "accounts/sessions/<int:pk>/end/": personal("sessions/1/end/", 405, 302),
    "accounts/login/code/": Row("/accounts/login/code/", guests(200, 302), guests(422, 302)),
    "accounts/login/code/confirm/": Row("/accounts/login/code/confirm/", "302", "302"),
    "accounts/2fa/": personal("2fa/", 200, 405),
    "accounts/2fa/authenticate/": Row("/accounts/2fa/authenticate/", "302", "302"),
    "accounts/2fa/reauthenticate/": proved("2fa/reauthenticate/", 404, 200),
    "accounts/2fa/totp/activate/": personal("2fa/totp/activate/", 302, 302),
    "accounts/2fa/totp/deactivate/": proved("2fa/totp/deactivate/", 404),
    "accounts/2fa/recovery-codes/": personal("2fa/recovery-codes/", 404, 405),
    "accounts/2fa/recovery-codes/generate/": proved("2fa/recovery-codes/generate/", 200),
    "accounts/2fa/recovery-codes/download/": personal("2fa/recovery-codes/download/", 404, 404),
    "accounts/2fa/webauthn/": personal("2fa/webauthn/", 200, 405),
    "accounts/2fa/webauthn/add/": personal("2fa/webauthn/add/", 302, 302),
    "accounts/2fa/webauthn/reauthenticate/": proved("2fa/webauthn/reauthenticate/", 404),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": proved("2fa/webauthn/keys/1/remove/", 404),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": proved("2fa/webauthn/keys/1/edit/", 404),
    "accounts/2fa/webauthn/login/": Row("/accounts/2fa/webauthn/login/", "302", "302"),
    # No organisation has set single sign-on up where the tests run. allauth's own are behind ours.
    "accounts/oidc/<str:provider_id>/login/": Row("/accounts/oidc/none/login/", "404", "404"),
    "accounts/oidc/<str:provider_id>/login/callback/": Row(
        "/accounts/oidc/none/login/callback/", "404", "404"
    ),
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/": Row("/accounts/oidc/none/login/", "404", "404"),
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/": Row(
        "/accounts/oidc/none/login/callback/", "404", "404"
    ),
    "accounts/3rdparty/": personal("3rdparty/", 302, 302),
    "accounts/3rdparty/signup/": Row("/accounts/3rdparty/signup/", "302", "302"),
    "accounts/3rdparty/login/cancelled/": Row("/accounts/3rdparty/login/cancelled/", "200", "405"),
    "accounts/3rdparty/login/error/": personal("3rdparty/login/error/", 401, 405),
    **{
        f"accounts/social/{old}/": personal(f"social/{old}/", 301, 301)
        for old in ("login/cancelled", "login/error", "signup", "connections")
    },
}
