"""Organisations, their stewards, the teams that stand in them, and the rounds that are over."""

import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("teams", "0009_members_told_of_newcomers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("demo", models.BooleanField(default=False, help_text="Invented teams, for demonstration.")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="organisations_organisation_has_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts", models.DateField(help_text="The first day of the quarter.")),
                ("pinned_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("named_from", models.DateField(null=True)),
                ("tags", models.JSONField(blank=True, default=list)),
                ("accepted_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="teams.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PinnedPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("unnamed", models.BooleanField(help_text="Whether the team stood without its name.")),
                ("tags", models.JSONField(blank=True, default=list)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teams.snapshot"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="organisations.round",
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pinned",
                        to="organisations.standing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StandInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("team", "Team"), ("steward", "Steward")], default="team", max_length=7
                    ),
                ),
                ("hands_over", models.BooleanField(default=False)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "inviter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Steward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stewardships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stewards",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrganisationConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(help_text="Version and language of the words agreed to.", max_length=20),
                ),
                ("covers_name", models.BooleanField()),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisation_consents",
                        to="teams.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["membership", "organisation"], name="organisations_consents")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("membership", "organisation"),
                        name="organisations_one_consent_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="organisations_consent_has_its_text",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("organisation", "starts"), name="organisations_one_round_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts__day", 1), ("starts__month__in", [1, 4, 7, 10])),
                name="organisations_a_round_is_a_quarter",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["organisation", "team"], name="organisations_standings"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("organisation", "team"),
                name="organisations_a_team_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    models.Func(
                        models.F("tags"), function="jsonb_array_length", output_field=models.IntegerField()
                    ),
                    3,
                ),
                name="organisations_three_tags_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_at", None), ("left_at__gte", models.F("accepted_at")), _connector="OR"
                ),
                name="organisations_a_team_leaves_after_it_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="pinnedpicture",
            constraint=models.UniqueConstraint(
                fields=("round", "standing"), name="organisations_pinned_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pinnedpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("unnamed", False), ("name", ""), _connector="OR"),
                name="organisations_unnamed_has_no_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="pinnedpicture",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    models.Func(
                        models.F("tags"), function="jsonb_array_length", output_field=models.IntegerField()
                    ),
                    3,
                ),
                name="organisations_three_pinned_tags_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="standinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("created_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_at"), "+", models.Value(datetime.timedelta(days=14))
                        ),
                    ),
                ),
                name="organisations_invitation_lasts_a_fortnight",
            ),
        ),
        migrations.AddConstraint(
            model_name="standinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hands_over", False), ("role", "team")),
                    models.Q(("role", "steward"), models.Q(("email", ""), _negated=True)),
                    _connector="OR",
                ),
                name="organisations_a_steward_is_invited_by_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="standinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("token_hash__regex", "^[0-9a-f]{64}$")),
                name="organisations_invitation_keeps_a_hash_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="standinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None), _connector="OR"),
                name="organisations_invitation_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="steward",
            constraint=models.UniqueConstraint(
                fields=("organisation", "account"), name="organisations_a_steward_is_so_once"
            ),
        ),
    ]
