"""Practice, readable by anybody: all fifteen pages, and one."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from assessment.accounts.languages import get_current_language
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.practice import context
from assessment.practice.models import FACET_ORDER


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages = context.get_published_pages(get_current_language())
    groups, first_pages = context.group_by_capability(pages), context.list_first_pages(pages)
    return render(
        request, "practice/index.html", {"current": "practice", "groups": groups, "first_pages": first_pages}
    )


@login_not_required
@require_safe
def page(request: HttpRequest, facet: str) -> HttpResponse:
    if facet not in FACET_ORDER:
        raise Http404
    practice_page = context.get_published_pages(get_current_language()).get(facet)
    if practice_page is None:
        raise Http404
    with translation.override(practice_page.language):
        words = context.describe_page(practice_page)
    has_result = Attempt.objects.held_by(Holder.from_request(request)).submitted().exists()
    return render(request, "practice/page.html", {"current": "practice", "has_result": has_result, **words})
