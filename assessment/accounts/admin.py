"""Accounts as staff see them: address, dates, state. Never a result, a secret or a message."""

from types import SimpleNamespace
from typing import Any, ClassVar, cast

from allauth.account import admin as _addresses
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _second_factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _single_sign_on
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as _sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import ManyToManyField, Q, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db import admin as _tasks
from django_tasks_db.models import DBTaskResult

from assessment import audit_log
from assessment.accounts import actions
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.switches import SHOWN_ON

ACTIONS = {
    "view": gettext_lazy("see"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
}
# What the admin refuses to this request it refuses to everybody.
REQUEST_WITH_EVERY_RIGHT: Any = SimpleNamespace(
    user=SimpleNamespace(
        pk=0,
        is_active=True,
        is_staff=True,
        is_superuser=True,
        has_perm=lambda *_: True,
        has_perms=lambda *_: True,
    )
)


def list_effective_permissions() -> QuerySet[Permission]:
    condition = Q(pk=None)
    for model, model_admin in admin.site._registry.items():  # noqa: SLF001  # Django has no other way to list them
        allowed = [
            action
            for action in ACTIONS
            if getattr(model_admin, f"has_{action}_permission")(REQUEST_WITH_EVERY_RIGHT)
        ]
        condition |= _select_permissions(model, allowed)
        for inline in model_admin.inlines:
            condition |= _select_permissions(inline.model, list(ACTIONS))
    permissions = Permission.objects.filter(condition).select_related("content_type")
    return permissions.order_by("content_type__app_label", "content_type__model", "pk")


def _select_permissions(model: Any, actions: list[str]) -> Q:
    options = model._meta  # noqa: SLF001  # its documented interface
    custom = [codename for codename, _name in options.permissions]
    return Q(
        content_type__app_label=options.app_label,
        content_type__model=options.model_name,
        codename__in=[*(f"{action}_{options.model_name}" for action in actions), *custom],
    )


class PermissionsField(forms.ModelMultipleChoiceField[Permission]):
    def label_from_instance(self, permission: Any) -> str:
        action, _separator, model = permission.codename.partition("_")
        model_class = permission.content_type.model_class()
        if model_class is None or model != permission.content_type.model or action not in ACTIONS:
            return _(permission.name)
        return f"{model_class._meta.verbose_name_plural}: {ACTIONS[action]}"  # noqa: SLF001  # documented


class GroupForm(ModelForm[Group]):
    class Meta:
        error_messages: ClassVar = {
            "name": {
                "unique": gettext_lazy(
                    "Another group has this name. Choose another name, or change that group."
                )
            }
        }


class GroupAdmin(DjangoGroupAdmin):
    form = GroupForm
    filter_horizontal = ()
    actions = None

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name != "permissions":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return PermissionsField(
            list_effective_permissions(),
            label=gettext_lazy("Is allowed to"),
            required=False,
            widget=CheckboxSelectMultiple,
            help_text=gettext_lazy("Only what has an effect here."),
        )


# Imported so that they have registered; what holds ways into an account, secrets or mail then leaves again.
REGISTERED = [_addresses, _second_factors, _single_sign_on, _sessions, _tasks]
WAYS_IN = (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession)
for model in (*WAYS_IN, DBTaskResult):
    admin.site.unregister(model)


class UserForm(ModelForm[User]):
    """Refused where another page has changed the account since: it would enter again, or be staff again."""

    @property
    def switched_on(self) -> list[str]:
        switches = [name for name in ("is_active", "is_staff") if self.initial.get(name)]
        return [*switches, *(f"group {group.pk}" for group in self.initial.get("groups", ()))]

    @property
    def shown_on(self) -> list[str]:
        posted = cast(QueryDict, self.data)
        return posted.getlist(SHOWN_ON) if SHOWN_ON in posted else ["", *self.switched_on]

    def clean(self) -> dict[str, Any]:
        if set(self.shown_on) - {""} != set(self.switched_on):
            raise forms.ValidationError(
                _("Somebody has changed this account meanwhile. Nothing was saved: load the page again.")
            )
        return super().clean() or self.cleaned_data


class UserAdmin(admin.ModelAdmin):
    """People sign up and erase themselves; staff may stop an account, a superuser names staff."""

    form = UserForm
    list_display = ["email", "joined_at", "last_login", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["email"]
    ordering = ["-joined_at"]
    fields = ["email", "uid", "joined_at", "last_login", "is_active", "is_staff", "is_superuser", "groups"]
    readonly_fields = ["email", "uid", "joined_at", "last_login", "is_superuser"]
    formfield_overrides: ClassVar = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.prefetch_related("groups") if _is_superuser(request) else people

    # Whoever names staff sees who is in which group; support names nobody.
    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display, "group_names"] if _is_superuser(request) else self.list_display

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*self.list_filter, "groups"] if _is_superuser(request) else self.list_filter

    @admin.display(description=gettext_lazy("Groups"))
    def group_names(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))

    # Django follows any lookup from the address: support would read a password's hash letter by letter, and
    # whose an attempt is.
    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        is_filter = lookup.partition("__")[0] in self.get_list_filter(request)
        # Django's own rule stops at what lies behind a filter: the people of a group, and their fields.
        return is_filter and super().lookup_allowed(lookup, value, request)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fields if _is_superuser(request) else self.fields[:5]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        is_own_account = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, "is_active", "is_staff"] if is_own_account else self.readonly_fields

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        entry: LogEntry = super().log_change(request, obj, message)
        # Django would keep the address here for ever, also after the account is erased.
        LogEntry.objects.filter(object_id=str(obj.pk), content_type_id=entry.content_type_id).update(
            object_repr=str(obj.uid)
        )
        return entry

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.end_sessions)
        return [
            path("<int:pk>/end-sessions/", view, name="accounts_user_end_sessions"),
            *super().get_urls(),
        ]

    def end_sessions(self, request: MemberRequest, pk: int) -> HttpResponse:
        # For a lost laptop, say. The person can sign in again.
        person = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, person):
            raise Http404
        session_count = actions.end_sessions(person)
        audit_log.record("session ended", actor=request.user.uid, kind="account", uid=person.uid)
        message = ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", session_count)
        self.message_user(
            request, message % {"number": session_count} if session_count else _("No session was open.")
        )
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # erasing is the person's own act, and the database refuses any other way

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_staff_account = obj is not None and (obj.is_staff or obj.is_superuser)
        return super().has_change_permission(request, obj) and (
            _is_superuser(request) or not is_staff_account
        )

    def save_related(self, request: HttpRequest, form: ModelForm[User], formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for event, fields in [
            ("account deactivated" if not form.instance.is_active else "account activated", {"is_active"}),
            ("staff role changed", {"is_staff", "groups"}),
        ]:
            if fields & set(form.changed_data):
                actor = getattr(request.user, "uid", None)
                roles = {"roles": _list_roles(form.instance)} if event == "staff role changed" else None
                audit_log.record(event, actor=actor, kind="account", uid=form.instance.uid, replay=roles)


def _list_roles(person: User) -> str:
    # For the audit log; empty for whoever is not staff.
    groups = person.groups.order_by("name").values_list("name", flat=True)
    return ",".join(["staff", *groups]) if person.is_staff else ""


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


admin.site.register(User, UserAdmin)
admin.site.unregister(Group)
admin.site.register(Group, GroupAdmin)
