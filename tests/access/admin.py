"""The permission matrix of the admin. Who is no member of staff is led to a sign-in that does not exist."""

from tests.access.rows import Row, staff

SUPERUSER, EDITORS, NOBODY, PUBLISHERS = staff(404, 404, 200), staff(200), staff(404), staff(404, 200, 200)
POST_REFUSED = staff(405)


def pages(model: str, key: str, *, see: str, add: str, change: str, delete: str) -> dict[str, Row]:
    """The six addresses of a model; POSTs are empty, so a form shows its errors."""
    at, one = f"admin/{model}/", f"/admin/{model}/{key}/"
    return {
        at: Row(f"/{at}", see, see),
        f"{at}add/": Row(f"/{at}add/", add, add),
        f"{at}<path:object_id>/history/": Row(f"{one}history/", see, see),
        f"{at}<path:object_id>/delete/": Row(f"{one}delete/", delete, delete),
        f"{at}<path:object_id>/change/": Row(f"{one}change/", see, change),
        f"{at}<path:object_id>/": Row(one, staff(302), staff(302)),
    }


def step(name: str, get: str, post: str, edition: str = "{draft}") -> dict[str, Row]:
    """One step in the life of an edition; an empty POST is short of the reason where one is asked for."""
    return {
        f"admin/questionnaire/edition/<int:pk>/{name}/": Row(
            f"/admin/questionnaire/edition/{edition}/{name}/", get, post
        )
    }


ADMIN = {
    "admin/": Row("/admin/", EDITORS, EDITORS),
    "admin/login/": Row("/admin/login/", "S S 404 404 302 302 302", "S S 404 404 200 200 200"),
    "admin/logout/": Row("/admin/logout/", "S S 302 302 405 405 405", "S S 302 302 200 200 200"),
    "admin/password_change/": Row("/admin/password_change/", EDITORS, EDITORS),
    "admin/password_change/done/": Row("/admin/password_change/done/", EDITORS, POST_REFUSED),
    "admin/autocomplete/": Row("/admin/autocomplete/", NOBODY, POST_REFUSED),
    "admin/jsi18n/": Row("/admin/jsi18n/", EDITORS, POST_REFUSED),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row("/admin/r/1/1/", NOBODY, NOBODY),
    "admin/^<app_label>/$": Row("/admin/questionnaire/", EDITORS, EDITORS),
    **pages(
        "questionnaire/questionnaire",
        "{questionnaire}",
        see=EDITORS,
        add=NOBODY,
        change=PUBLISHERS,
        delete=NOBODY,
    ),
    **pages("questionnaire/edition", "{draft}", see=EDITORS, add=NOBODY, change=EDITORS, delete=EDITORS),
    **pages("questionnaire/question", "{question}", see=EDITORS, add=EDITORS, change=EDITORS, delete=EDITORS),
    **step("draft", EDITORS, staff(302), "{published}"),
    **step("review", EDITORS, staff(302)),
    **step("publish", PUBLISHERS, staff(404, 422, 422)),
    **step("retire", PUBLISHERS, staff(404, 422, 422), "{published}"),
    **step("export", EDITORS, EDITORS),
    "admin/questionnaire/edition/import/": Row("/admin/questionnaire/edition/import/", EDITORS, staff(422)),
    **pages("accounts/user", "{user}", see=SUPERUSER, add=NOBODY, change=staff(404, 404, 302), delete=NOBODY),
    **pages(
        "account/emailaddress", "{address}", see=SUPERUSER, add=SUPERUSER, change=SUPERUSER, delete=SUPERUSER
    ),
    **pages("auth/group", "{group}", see=SUPERUSER, add=SUPERUSER, change=SUPERUSER, delete=SUPERUSER),
    "admin/(?P<url>.*)$": Row("/admin/nowhere/", NOBODY, NOBODY),
}
