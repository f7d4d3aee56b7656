"""Parts of pages that are rendered once: nothing of one reader's page is printed on another's."""

from collections.abc import Callable

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.utils import translation

HEAD = "{% load i18n parts %}"
LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "parts": "assessment.accounts.templatetags.parts",
}


@pytest.fixture
def compile_template() -> Callable[[str], Template]:
    templates = {
        "links.html": '{% load i18n %}<a href="/">{% translate "Sign out" %}</a>',
        "whose.html": "{{ name }}",
    }
    loaders = [("django.template.loaders.locmem.Loader", templates)]
    engine = Engine(loaders=loaders, libraries=LIBRARIES)
    return lambda source: engine.from_string(HEAD + source)


def test_a_constant_part_is_in_the_language_of_each_reader(
    compile_template: Callable[[str], Template],
) -> None:
    page = compile_template('{% constant %}{% include "links.html" %}{% endconstant %} {{ name }}')
    printed = []
    for language, name in [("en-gb", "Ada"), ("de", "Ben"), ("en-gb", "Sam"), ("de", "Cem")]:
        with translation.override(language):
            printed.append(page.render(Context({"name": name})))
    english, german = '<a href="/">Sign out</a>', '<a href="/">Abmelden</a>'
    assert printed == [f"{english} Ada", f"{german} Ben", f"{english} Sam", f"{german} Cem"]


def test_a_constant_part_may_set_variables_of_its_own(compile_template: Callable[[str], Template]) -> None:
    page = compile_template(
        '{% constant %}{% translate "Sign out" as words %}{% for n in "12" %}{{ n }} {{ words }} {% endfor %}'
        "{% endconstant %}"
    )
    with translation.override("en-gb"):
        assert page.render(Context({"words": "of the page", "n": 7})) == "1 Sign out 2 Sign out "


@pytest.mark.parametrize(
    "part",
    [
        "{{ name }}",
        "{% if name %}yes{% endif %}",
        '{% include "whose.html" %}',
        "{% blocktranslate with name=name %}Of {{ name }}{% endblocktranslate %}",
        "{% for letter in name %}{{ letter }}{% endfor %}",
    ],
)
def test_a_constant_part_that_asks_for_something_of_the_page_is_an_error(
    compile_template: Callable[[str], Template], part: str
) -> None:
    page = compile_template(f"{{% constant %}}{part}{{% endconstant %}}")
    for _reader in ("Ada", "Ben"):
        with pytest.raises(RuntimeError, match="no variable 'name'"):
            page.render(Context({"name": "Ada"}))


def test_a_constant_part_knows_the_link_of_the_header_and_no_other_variable(
    compile_template: Callable[[str], Template],
) -> None:
    page = compile_template("{% constant current %}{{ current }}{% endconstant %} {{ name }}")
    readers = [("teams", "Ada"), ("method", "Ben"), ("teams", "Sam")]
    printed = [page.render(Context({"current": current, "name": name})) for current, name in readers]
    assert [*printed, page.render(Context())] == ["teams Ada", "method Ben", "teams Sam", " "]
    with pytest.raises(TemplateSyntaxError, match="depend on current alone"):
        compile_template("{% constant name %}{{ name }}{% endconstant %}")


def test_a_constant_part_cannot_hold_a_block(compile_template: Callable[[str], Template]) -> None:
    with pytest.raises(TemplateSyntaxError, match="holds no block"):
        compile_template("{% constant %}<p>{% block lead %}{% endblock %}</p>{% endconstant %}")


def test_a_captured_part_is_printed_where_it_is_named(compile_template: Callable[[str], Template]) -> None:
    page = compile_template("{% capture as both %}<b>{{ name }}</b>{% endcapture %}{{ both }}, {{ both }}")
    assert page.render(Context({"name": "<Ada>"})) == "<b>&lt;Ada&gt;</b>, <b>&lt;Ada&gt;</b>"
    assert page.render(Context({"name": "Ben"})) == "<b>Ben</b>, <b>Ben</b>"
