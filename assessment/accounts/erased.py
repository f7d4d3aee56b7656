"""A request whose account, or what its form is about, was erased while it was under way."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import ForeignKeyViolation

from assessment import audit_log
from assessment.accounts.models import User


class ErasedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, IntegrityError | ObjectDoesNotExist | ObjectNotUpdated):
            return None
        user = request.user
        # The database has refused the change, so nothing is half done.
        account_is_gone = isinstance(user, User) and not User.objects.filter(pk=user.pk).exists()
        if not account_is_gone and not isinstance(exception.__cause__, ForeignKeyViolation):
            return None
        audit_log.record("request refused", outcome="refused", reason="erased_meanwhile")
        if account_is_gone:
            logout(request)
        context = {"account": account_is_gone, "here": "", "request_id": getattr(request, "id", "")}
        return render(request, "errors/erased.html", context, status=HTTPStatus.GONE)
