"""Accounts and the roles they hold; neither is a tenant's row."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from minga.kernel.ids import uuid7
from minga.kernel.sensitivity import classify
from minga.organisations.models import Organisation
from minga.territory.models import Municipality

from ..states import Duty, Role


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts the way Django's tools expect."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. What they may do is in RoleAssignment; there is no superuser."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    is_career_official = models.BooleanField(default=False)
    has_temporary_password = models.BooleanField(default=False)
    temporary_until = models.DateTimeField(null=True)
    rights_version = models.PositiveIntegerField(default=0)  # raised when its roles change: its sessions get new keys

    objects = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    sensitivity = classify(
        internal="id public_id is_active is_demo is_career_official has_temporary_password temporary_until"
        " last_login rights_version",
        personal="email name",
        protected="password",
    )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A role in one municipality, or (null) in all of the programme's, between two dates (ROL-5, ROL-19)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    delegation = models.ForeignKey(
        "access.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    duties = ArrayField(models.CharField(max_length=20, choices=Duty.choices), default=list, blank=True)
    is_deputy = models.BooleanField(default=False, help_text="Stands in for whoever holds the role first")

    sensitivity = classify(
        internal="id account role municipality organisation starts_on ends_on delegation duties is_deputy"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "municipality", "starts_on"],
                name="role_assigned_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_role_display()}"
