"""Parts of pages that need not be rendered as often as they are printed.

{% constant %}…{% endconstant %} is rendered once for each language in a process: it knows no variable of the
page. {% capture as words %}…{% endcapture %} keeps a part for what prints it twice.
"""

from typing import Any, NoReturn

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.translation import get_language

register = template.Library()


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
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str, str] = {}  # by language

    def render(self, context: template.Context) -> Any:
        language = get_language() or ""
        if language not in self.rendered:
            blank = ConstantContext()
            blank.template = context.template
            self.rendered[language] = self.nodelist.render(blank)
        return self.rendered[language]


@register.tag
def constant(parser: Parser, _token: Token) -> ConstantNode:
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A constant part holds no block: a page may fill it.")
    return ConstantNode(nodelist)


@register.simple_block_tag
def capture(content: str) -> str:
    return content
