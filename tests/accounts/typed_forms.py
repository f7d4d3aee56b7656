"""Other words in a form, and the switch of languages that sends them along."""

import re
from html import unescape

from django.test import Client

from tests.accounts.form_reader import Fields, FormReader

ORIGIN = {"origin": "http://testserver"}


def write_into(form: FormReader) -> Fields:
    """Other words and other choices than the form came with."""
    fields = dict(form.sent)
    for number, (name, kind) in enumerate(form.kinds.items()):
        if kind in {"text", "email", "textarea"}:
            fields[name] = [f'<"{number}"> & „typed']
        elif kind in {"radio", "select"}:
            fields[name] = form.options[name][-1:]
        elif kind == "checkbox":
            fields[name] = [] if form.sent.get(name) else form.options[name][:1]
    return {name: values for name, values in fields.items() if values}


def get_switch(page: str) -> tuple[str, str]:
    """The form that the buttons of the languages send, and the address they send it to."""
    ((form_id, address),) = set(re.findall(r'name="language"[^>]* form="([^"]*)" formaction="([^"]*)"', page))
    return form_id, unescape(address)


def switch(client: Client, page: str, fields: Fields, form_id: str = "", **headers: str) -> str:
    first, address = get_switch(page)
    address = address.replace(f"form={first}&", f"form={form_id or first}&")
    response = client.post(address, fields | {"language": ["de"]}, headers=headers or ORIGIN)
    assert response.status_code == 302
    answer = client.get(response.headers["Location"])
    assert answer.status_code == 200
    text = answer.content.decode()
    assert '<html lang="de"' in text
    return text


def post_words(client: Client, page: str, form_id: str = "account-form", **fields: str | list[str]) -> None:
    address = {"form": form_id, "page": page}
    response = client.post("/language/", {"language": "de"} | fields, query_params=address, headers=ORIGIN)
    assert response.status_code == 302
