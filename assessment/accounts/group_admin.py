"""Groups of staff, with the permissions that change something on this site and no others."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS = {"view": _("see"), "add": _("add"), "change": _("change"), "delete": _("delete")}
# Whoever asks the admin with these rights is refused only what it refuses everybody.
EVERYTHING: Any = SimpleNamespace(
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
            action for action in ACTIONS if getattr(model_admin, f"has_{action}_permission")(EVERYTHING)
        ]
        condition |= _select_permissions(model, allowed)
        for inline in model_admin.inlines:
            condition |= _select_permissions(inline.model, list(ACTIONS))
    permissions = Permission.objects.filter(condition).select_related("content_type")
    return permissions.order_by("content_type__app_label", "content_type__model", "pk")


def _select_permissions(model: Any, actions: list[str]) -> Q:
    options = model._meta  # noqa: SLF001  # its documented interface
    named = [codename for codename, _name in options.permissions]
    return Q(
        content_type__app_label=options.app_label,
        content_type__model=options.model_name,
        codename__in=[*(f"{action}_{options.model_name}" for action in actions), *named],
    )


class PermissionsField(forms.ModelMultipleChoiceField[Permission]):
    def label_from_instance(self, permission: Any) -> str:
        action, _separator, model = permission.codename.partition("_")
        model_class = permission.content_type.model_class()
        if model_class is None or model != permission.content_type.model or action not in ACTIONS:
            return gettext(permission.name)
        return f"{model_class._meta.verbose_name_plural}: {ACTIONS[action]}"  # noqa: SLF001  # documented


class GroupAdmin(DjangoGroupAdmin):
    filter_horizontal = ()
    actions = None

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name != "permissions":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return PermissionsField(
            list_effective_permissions(),
            label=_("May"),
            required=False,
            widget=CheckboxSelectMultiple,
            help_text=_("Only what has an effect here."),
        )


admin.site.unregister(Group)
admin.site.register(Group, GroupAdmin)
