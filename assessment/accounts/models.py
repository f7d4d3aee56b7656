"""Who signs in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def known_by(self, address: str) -> "User | None":
        """The account of an address, closed or not; two statements, whether there is one or none."""
        address = address.lower()
        confirmed = self.filter(emailaddress__email=address, emailaddress__verified=True).first()
        named = self.alias(lower=Lower("email")).filter(lower=address).first()
        return confirmed or named


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
    notices = models.PositiveSmallIntegerField(default=0, editable=False, db_default=0)
    noticed_at = models.DateTimeField(null=True, editable=False)  # that nobody has signed in for long

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("account"), gettext_lazy("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_one_user_per_address")]

    def __str__(self) -> str:
        return self.email
