"""Templates and scripts: nothing inline, nothing from elsewhere, no text that becomes HTML."""

import re

import pytest

from tests.architecture.source import read_texts

INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "script in an address": re.compile(r"javascript\s*:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off"),
    "file of another host": re.compile(
        r"(<(script|img|iframe|source|link)\b[^>]*\s(src|href)|@import)[^>]*//", re.IGNORECASE
    ),
}
# Classes that Bootstrap, crispy forms, Plotly and Django's admin put on pages.
FOREIGN = """
mini fieldset-heading delete-confirmation flex-container checkbox-row
alert-danger asteriskField bg form-check form-check-input form-check-label mb-3 text-muted was-validated
add-row addlink change-form changelink deletelink dynamic-options empty-form errorlist has_original
historylink inline-group model-practicepage model-question model-user paginator
related-widget-wrapper-link theme-toggle action-counter changelist-form-container showall sortoptions
sortpriority skip-to-content-link this-page titles-and-tools vTextField viewlink
"""
# The beginnings of classes that templates and admins end by a name or a number.
BUILT = re.compile(
    r"(bar|column|dots|field|kind|plan|plot|room|shade|state)-|(approving|designing|rest|undecided)-text$"
)
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)


def found_in(text: str) -> list[str]:
    # A ">" inside a template tag does not end the element around it.
    plain = re.sub(r"\{[{%].*?[}%]\}", lambda tag: tag[0].replace(">", ""), COMMENTS.sub("", text))
    return [kind for kind, pattern in INLINE.items() if pattern.search(plain)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('<p\n style="color:red">', "style attribute"),
        ('<rect {% if x > 1 %}a{% endif %} style = "x"/>', "style attribute"),
        ('<button class="b" onClick="go()">', "handler attribute"),
        ("<script>go()</script>", "inline script"),
        ('<script type="module">', "inline script"),
        ("<style>p {}</style>", "inline style"),
        ('<a href="JavaScript:go()">', "script in an address"),
        ("{{ text|safe }}", "unescaped text"),
        ("{{ text | safeseq }}", "unescaped text"),
        ("{% autoescape off %}", "unescaped text"),
        ('<script defer src="https://example.com/x.js">', "file of another host"),
        ('<link rel="stylesheet" href="//example.com/x.css">', "file of another host"),
    ],
)
def test_the_rule_sees(text: str, kind: str) -> None:
    assert found_in(text) == [kind]


def test_the_rule_lets_the_rest_be() -> None:
    page = '<p class="style">{{ a|json_script:"b" }}<script src="/x.js" defer></script><a href="https://a.b">'
    assert found_in(page) == []


def test_templates_hold_nothing_inline_and_nothing_unescaped() -> None:
    pages = list(read_texts(".html", ".svg", ".txt", under="templates"))
    assert pages
    # A mail has no file to link to: its one frame carries its own style element, and nothing else is let by.
    allowed = {"templates/account/email/frame.html": ["inline style"]}
    assert {name: kinds for name, text in pages if (kinds := found_in(text))} == allowed


def test_static_files_reach_no_other_host_and_run_no_text() -> None:
    pattern = re.compile(
        r"@import|url\(\s*['\"]?(https?:)?//|\beval\(|new Function\(|document\.write|https?://(?!www\.w3\.org/)"
    )
    assert [name for name, text in read_texts(".js", ".css", under="static") if pattern.search(text)] == []


def test_python_marks_nothing_safe() -> None:
    pattern = re.compile(r"\bmark_safe\b|\bSafeString\b|\bsafestring\b|html_safe|autoescape\s*=\s*False")
    assert [name for name, text in read_texts(".py", under="assessment") if pattern.search(text)] == []


def test_every_class_of_the_style_sheets_is_on_some_page() -> None:
    pages = [
        text
        for under in ("templates", "static/js", "assessment")
        for _, text in read_texts(".html", ".svg", ".js", ".py", under=under)
    ]
    words = set(re.findall(r"[\w-]+", "\n".join(pages)))
    unused = {
        name
        for _, text in read_texts(".css", under="static")
        for name in re.findall(
            r"\.([A-Za-z][\w-]*)", re.sub(r"/\*.*?\*/|\{[^{}]*\}|url\([^)]*\)", " ", text, flags=re.DOTALL)
        )
        if name not in words | set(FOREIGN.split()) and not BUILT.match(name)
    }
    assert unused == set()


def test_every_token_that_a_style_sheet_or_a_figure_uses_is_defined() -> None:
    css = "".join(text for _, text in read_texts(".css", under="static"))
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", css))
    drawings = {
        f"--{name}"
        for _, text in read_texts(".py", under="assessment/charts")
        for name in re.findall(r'css_color\("([a-z-]+)"\)', text)
    }
    assert {"--architect", "--artefact-wash"} <= drawings
    assert (set(re.findall(r"var\((--[a-z0-9-]+)\)", css)) | drawings) - defined == set()
