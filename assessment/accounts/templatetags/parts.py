"""Parts of pages that need not be rendered as often as they are printed.

{% constant %}…{% endconstant %} is rendered once for each language in a process. It knows no variable of the
page but the site's languages, and which link of the header stands for it: {% constant current %}.
{% capture as words %}…{% endcapture %} keeps a part for what prints it twice. {% url_of name uid %} is
{% url %} for addresses of uids and facets, which need no quoting. <form {% typed_form "id" %}> is the form
that goes along when the language of its page is changed; in_place=True: to its own address, which shows it
again.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn
from urllib.parse import quote
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from assessment.charts.figure import write_script
from assessment.charts.svg import write_dots, write_plan

register = template.Library()
ALLOWED_VARIABLES = {"current"}  # what views and templates name, never people


class ConstantContext(template.Context):
    # What one person's page put there would be printed on everybody's: it is an error, never empty.
    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            self._refuse(key)

    def _refuse(self, key: Any) -> NoReturn:
        raise RuntimeError(f"A constant part of a page knows no variable {key!r}.")


class ConstantNode(Node):
    child_nodelists = ()  # it holds no block: whoever looks for blocks on each rendering need not look here

    def __init__(self, nodelist: NodeList, names: Sequence[str]) -> None:
        self.nodelist, self.names = nodelist, names
        self.rendered: dict[tuple[str | None, ...], str] = {}  # by language, then by the values of names

    def render(self, context: template.Context) -> Any:
        values = tuple([str(context.get(name, "")) for name in self.names]) if self.names else ()
        key = (get_language(), *values)
        if (rendered := self.rendered.get(key)) is None:
            names = {"languages": settings.LANGUAGES, **dict(zip(self.names, values, strict=True))}
            blank = ConstantContext(names)
            blank.template = context.template
            rendered = self.rendered[key] = self.nodelist.render(blank)
        return rendered


@register.tag
def constant(parser: Parser, token: Token) -> ConstantNode:
    names = token.split_contents()[1:]
    if not ALLOWED_VARIABLES.issuperset(names):
        raise template.TemplateSyntaxError(
            f"A constant part may depend on {', '.join(ALLOWED_VARIABLES)} alone."
        )
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A constant part holds no block: a page may fill it.")
    return ConstantNode(nodelist, names)


register.filter(write_script)
register.filter(write_plan)
register.filter(write_dots)


@cache
def _reverse_with_blanks(name: str, count: int) -> str:
    # To reverse an address anew for each uid takes ten times as long.
    blanks = [str(UUID(int=number)) for number in range(count)]
    address = reverse(name, args=blanks)
    for blank in blanks:
        address = address.replace(blank, "{}")
    return address


@register.simple_tag
def url_of(name: str, *arguments: UUID | str) -> str:
    return _reverse_with_blanks(name, len(arguments)).format(*arguments)


@register.simple_tag(takes_context=True)
def typed_form(context: template.Context, form_id: str, *, in_place: bool = False) -> str:
    if request := context.get("request"):
        switched = {"id": form_id, "in_place": in_place}
        # The first on a page is the one; languages.js turns to whichever somebody types into.
        request.typed_form = getattr(request, "typed_form", switched)
    return format_html('id="{}"', form_id)


@register.simple_tag(takes_context=True)
def language_buttons(context: template.Context) -> str:
    # Of a page with a typed form.
    switched = context["request"].typed_form
    buttons = _draw_language_buttons(get_language(), in_place=switched["in_place"])
    return format_html(buttons, form=switched["id"], page=quote(context["here"], safe=""))


@cache
def _draw_language_buttons(language: str | None, *, in_place: bool) -> str:
    # Drawn once for each language, with blanks for what differs from page to page.
    blanks = {"form": "{form}", "page": "{page}", "address": "" if in_place else reverse("set_language")}
    return render_to_string("parts/language_buttons.html", {"languages": settings.LANGUAGES, **blanks})


@register.simple_block_tag
def capture(content: str) -> str:
    return content
