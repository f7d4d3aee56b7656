"""The permission matrix of the admin. To who is no member of staff nothing is there."""

from tests.access.rows import Row, staff

SUPERUSER, EDITORS, NOBODY, PUBLISHERS = staff(404, 404, 200), staff(200), staff(404), staff(404, 200, 200)
POST_REFUSED = staff(405)


def pages(
    model: str, key: str, *, see: str, add: str, change: str, delete: str, added: str = ""
) -> dict[str, Row]:
    """The six addresses of a model; POSTs are empty, so a form shows its errors."""
    at, address = f"admin/{model}/", f"/admin/{model}/{key}/"
    return {
        at: Row(f"/{at}", see, see),
        f"{at}add/": Row(f"/{at}add/", add, added or add),
        f"{at}<path:object_id>/history/": Row(f"{address}history/", see, see),
        f"{at}<path:object_id>/delete/": Row(f"{address}delete/", delete, delete),
        f"{at}<path:object_id>/change/": Row(f"{address}change/", see, change),
        f"{at}<path:object_id>/": Row(address, staff(302), staff(302)),
    }


def edition_step_row(name: str, get: str, post: str, edition: str = "{draft}") -> dict[str, Row]:
    """One step in the life of an edition; an empty POST is short of the reason where one is asked for."""
    return {
        f"admin/questionnaire/edition/<int:pk>/{name}/": Row(
            f"/admin/questionnaire/edition/{edition}/{name}/", get, post
        )
    }


def bench(address: str, route: str, get: str, post: str) -> dict[str, Row]:
    """What stands beside a question."""
    return {
        f"admin/questionnaire/question/{route}": Row(f"/admin/questionnaire/question/{address}", get, post)
    }


ADMIN = {
    "admin/": Row("/admin/", EDITORS, EDITORS),
    "admin/login/": Row("/admin/login/", staff(302), staff(302)),
    "admin/logout/": Row("/admin/logout/", staff(307), staff(307)),
    "admin/password_change/": Row("/admin/password_change/", staff(302), staff(302)),
    "admin/password_change/done/": Row("/admin/password_change/done/", staff(302), staff(302)),
    "admin/autocomplete/": Row("/admin/autocomplete/", NOBODY, POST_REFUSED),
    "admin/jsi18n/": Row("/admin/jsi18n/", EDITORS, POST_REFUSED),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row("/admin/r/1/1/", NOBODY, NOBODY),
    "admin/^<app_label>/$": Row("/admin/questionnaire/", EDITORS, EDITORS),
    **pages(
        "questionnaire/questionnaire",
        "{questionnaire}",
        see=EDITORS,
        add=NOBODY,
        change=staff(404, 422, 422),
        delete=NOBODY,
    ),
    **pages("questionnaire/edition", "{draft}", see=EDITORS, add=NOBODY, change=staff(422), delete=EDITORS),
    **pages(
        "questionnaire/question",
        "{question}",
        see=EDITORS,
        add=EDITORS,
        added=staff(422),
        change=staff(422),
        delete=EDITORS,
    ),
    **pages(
        "practice/practicepage",
        "{practice}",
        see=EDITORS,
        add=EDITORS,
        added=staff(422),
        change=staff(302),
        delete=EDITORS,
    ),
    "admin/practice/practicepage/<int:object_id>/preview/": Row(
        "/admin/practice/practicepage/{practice}/preview/", EDITORS, EDITORS
    ),
    "admin/practice/practicepage/<int:object_id>/draft/": Row(
        "/admin/practice/practicepage/{practice}/draft/", staff(302), staff(302)
    ),
    "admin/practice/practicepage/<int:object_id>/publish/": Row(
        "/admin/practice/practicepage/{practice}/publish/", staff(302), staff(404, 302, 302)
    ),
    **edition_step_row("draft", EDITORS, staff(302), "{published}"),
    **edition_step_row("review", EDITORS, staff(302)),
    **edition_step_row("publish", PUBLISHERS, staff(404, 422, 422)),
    **edition_step_row("reviewed", EDITORS, staff(302)),
    **edition_step_row("back", EDITORS, staff(422)),
    **edition_step_row("dry-run", EDITORS, staff(302)),
    **edition_step_row("phone", EDITORS, staff(302)),
    **edition_step_row("trial", EDITORS, staff(302)),
    **edition_step_row("trial/link", NOBODY, staff(200)),
    "admin/questionnaire/edition/<int:pk>/trial/link/<uuid:uid>/end/": Row(
        "/admin/questionnaire/edition/{draft}/trial/link/{preview_link}/end/", NOBODY, staff(302)
    ),
    **edition_step_row("compare", EDITORS, EDITORS),
    **edition_step_row("discarded", EDITORS, staff(302), "{discarded}"),
    **edition_step_row("statistics", EDITORS, staff(302), "{published}"),
    "admin/questionnaire/edition/<int:pk>/statistics.csv": Row(
        "/admin/questionnaire/edition/{published}/statistics.csv", EDITORS, staff(405)
    ),
    **edition_step_row("sample", EDITORS, EDITORS),
    **bench("{question}/preview/", "<int:pk>/preview/", EDITORS, EDITORS),
    **bench("{question}/wording/", "<int:pk>/wording/", EDITORS, EDITORS),
    "admin/questionnaire/mails/": Row("/admin/questionnaire/mails/", staff(405), staff(302)),
    **bench("preview/", "preview/", EDITORS, EDITORS),
    **bench("wording/", "wording/", EDITORS, EDITORS),
    **bench("{question}/clone/", "<int:pk>/clone/", NOBODY, staff(302)),
    **edition_step_row("retire", PUBLISHERS, staff(404, 422, 422), "{published}"),
    **edition_step_row("again", PUBLISHERS, staff(404, 422, 422)),
    **edition_step_row("export", EDITORS, EDITORS),
    **edition_step_row("translate", EDITORS, POST_REFUSED),
    "admin/questionnaire/edition/<int:pk>/translate/<slug:language>/<int:question>/": Row(
        "/admin/questionnaire/edition/{draft}/translate/de/{question}/", EDITORS, staff(302)
    ),
    "admin/questionnaire/edition/<int:pk>/translate/<slug:language>/same/": Row(
        "/admin/questionnaire/edition/{draft}/translate/de/same/", PUBLISHERS, staff(404, 302, 302)
    ),
    "admin/questionnaire/edition/<int:pk>/questions.xlsx": Row(
        "/admin/questionnaire/edition/{published}/questions.xlsx", EDITORS, POST_REFUSED
    ),
    **edition_step_row("spreadsheet", EDITORS, staff(422)),
    "admin/questionnaire/edition/<int:pk>/translate/add/": Row(
        "/admin/questionnaire/edition/{draft}/translate/add/", POST_REFUSED, staff(422)
    ),
    **{
        f"admin/questionnaire/edition/<int:pk>/translate/<slug:language>/{name}": Row(
            f"/admin/questionnaire/edition/{{draft}}/translate/de/{name}", get, post
        )
        for name, get, post in [
            ("remove/", POST_REFUSED, staff(302)),
            ("file.csv", EDITORS, POST_REFUSED),
            ("file.xlf", EDITORS, POST_REFUSED),
            ("file/", EDITORS, staff(422)),
        ]
    },
    "admin/questionnaire/edition/<int:pk>/history/<uuid:change>/": Row(
        "/admin/questionnaire/edition/{draft}/history/{change}/", EDITORS, EDITORS
    ),
    "admin/questionnaire/edition/<int:pk>/restore/<uuid:change>/": Row(
        "/admin/questionnaire/edition/{draft}/restore/{later_change}/", EDITORS, staff(302)
    ),
    "admin/questionnaire/edition/<int:pk>/restore/<uuid:change>/<int:question>/": Row(
        "/admin/questionnaire/edition/{draft}/restore/{later_change}/{question}/", EDITORS, staff(302)
    ),
    "admin/questionnaire/edition/import/": Row("/admin/questionnaire/edition/import/", EDITORS, staff(422)),
    "admin/accounts/user/<int:pk>/end-sessions/": Row(
        "/admin/accounts/user/{user}/end-sessions/", NOBODY, staff(404, 404, 302)
    ),
    "admin/accounts/user/<int:pk>/revoke-invitations/": Row(
        "/admin/accounts/user/{user}/revoke-invitations/", NOBODY, staff(404, 404, 302)
    ),
    **pages("accounts/user", "{user}", see=SUPERUSER, add=NOBODY, change=staff(404, 404, 302), delete=NOBODY),
    **pages("auth/group", "{group}", see=SUPERUSER, add=SUPERUSER, change=SUPERUSER, delete=SUPERUSER),
    "admin/(?P<url>.*)$": Row("/admin/nowhere/", NOBODY, NOBODY),
}
