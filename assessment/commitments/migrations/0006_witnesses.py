"""Witnesses, and mailboxes that want no mail as one.

The database refuses a witness of a closed commitment, and a mailbox that has said stop.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower

SHA256 = r"^[0-9a-f]{64}$"
WELCOME = """
create function commitments_witness_is_welcome() returns trigger language plpgsql as $$
declare
    closed timestamptz;
begin
    select closed_at into closed from commitments_commitment where id = new.commitment_id for share;
    if closed is not null then
        raise exception 'a closed commitment takes no witness' using errcode = 'restrict_violation';
    end if;
    if exists (select from commitments_stoppedmailbox where mailbox_hash = new.mailbox_hash) then
        raise exception 'a mailbox that said stop is no witness' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger witness_is_welcome before insert or update on commitments_witness
    for each row execute function commitments_witness_is_welcome();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0005_sentences_checked")]

    operations = [
        migrations.CreateModel(
            name="StoppedMailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox_hash", models.CharField(max_length=64, unique=True)),
                ("stopped_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(mailbox_hash__regex=SHA256),
                        name="commitments_stopped_mailbox_is_a_hash",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("mailbox_hash", models.CharField(db_index=True, max_length=64)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("named_at", models.DateTimeField()),
                (
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="witness",
                        to="commitments.commitment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(email=Lower("email"), email__regex="^[!-~]+$"),
                        name="commitments_witness_address_is_canonical",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(mailbox_hash__regex=SHA256),
                        name="commitments_witness_mailbox_is_a_hash",
                    ),
                ]
            },
        ),
        migrations.RunSQL(
            WELCOME,
            "drop trigger witness_is_welcome on commitments_witness;"
            "drop function commitments_witness_is_welcome();",
        ),
    ]
