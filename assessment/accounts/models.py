"""Who signs in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from assessment.accounts.mailboxes import PRINTABLE_ASCII, canonical_address
from assessment.accounts.texts import remove_invisible


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=canonical_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        # Whoever runs the command answers for the address.
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]  # allauth carries no types
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.get_stored_spelling(username or ""))

    def get_stored_spelling(self, address: str) -> str:
        """How an address is stored: canonically, except for a few accounts older than that rule."""
        canonical, lowered = canonical_address(address), remove_invisible(address).strip().lower()
        if lowered != canonical and self.filter(email=lowered, other_spelling=True).exists():
            return lowered
        return canonical

    def find_by_address(self, address: str) -> "User | None":
        # Always two statements, so that the time does not tell whether there is an account.
        by_confirmed_address = self.filter(emailaddress__email=address, emailaddress__verified=True).first()
        by_login_address = self.filter(email=address).first()
        return by_confirmed_address or by_login_address


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by an e-mail address."""

    uid = models.UUIDField(
        gettext_lazy("number in the audit log"), unique=True, default=uuid.uuid4, editable=False
    )
    email = models.EmailField(gettext_lazy("e-mail address"), max_length=254, unique=True)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    is_staff = models.BooleanField(gettext_lazy("staff"), default=False)
    is_active = models.BooleanField(gettext_lazy("may sign in"), default=True)
    joined_at = models.DateTimeField(gettext_lazy("joined"), default=timezone.now, editable=False)
    other_spelling = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Made when spellings of one mailbox made two accounts; opens by its own spelling.",
    )
    notices = models.PositiveSmallIntegerField(default=0, editable=False, db_default=0)
    noticed_at = models.DateTimeField(null=True, editable=False)  # that nobody has signed in for long

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("account"), gettext_lazy("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_one_user_per_address"),
            models.CheckConstraint(
                condition=Q(other_spelling=True) | Q(email=Lower("email"), email__regex=PRINTABLE_ASCII),
                name="accounts_address_is_canonical",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class WaitingAddress(models.Model):
    """Where an address lies in the session of a browser that waits for a code, so that it can be erased."""

    session_key = models.CharField(max_length=40)
    address_hash = models.CharField(max_length=64, db_index=True)
    noted_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_key", "address_hash"], name="accounts_one_note_of_an_address_in_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address_hash[:8]} {self.noted_at}"
