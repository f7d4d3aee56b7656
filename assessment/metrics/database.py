"""What only the database knows of the site's work: one statement, and a second's patience."""

from django.db import DEFAULT_DB_ALIAS, Error, connections

from assessment.db.deadline import request_deadline

ALIAS = DEFAULT_DB_ALIAS
PATIENCE = 1.0  # seconds: whoever watches has to hear at once that the database is away
# By name, for the web server imports this before Django has loaded the apps.
MAIL = ["assessment.accounts.tasks.deliver", "assessment.commitments.tasks.send_reminder"]
STATEMENT = """
    with task as (
        select status, task_path = any(%(mail)s) as is_mail,
            now() - finished_at < '1 day' as is_recent,
            now() - case when run_after = '9999-01-01 00:00Z' then enqueued_at
                else greatest(run_after, enqueued_at) end as waited
        from django_tasks_database_dbtaskresult
    )
    select
        count(*) filter (where status = 'READY' and waited >= '0'),
        count(*) filter (where status = 'READY' and waited < '0'),
        count(*) filter (where status = 'RUNNING'),
        extract(epoch from coalesce(max(waited) filter (where status = 'READY' and waited >= '0'), '0')),
        count(*) filter (where status = 'FAILED' and is_recent and is_mail),
        count(*) filter (where status = 'FAILED' and is_recent and not is_mail),
        pg_database_size(current_database()),
        (select extract(epoch from coalesce(max(made_at), 'epoch')) from privacy_backup)
    from task
"""
NAMES = (
    'site_tasks{state="waiting"}',
    'site_tasks{state="later"}',
    'site_tasks{state="running"}',
    "site_oldest_task_age_seconds",
    'site_tasks_failed_last_day{kind="mail"}',
    'site_tasks_failed_last_day{kind="other"}',
    "site_database_size_bytes",
    "site_last_backup_timestamp_seconds",
)


def read_figures() -> dict[str, float]:
    """Each figure by its name; none where the database does not answer in time or lacks a table."""
    try:
        with request_deadline(PATIENCE), connections[ALIAS].cursor() as cursor:
            cursor.execute(STATEMENT, {"mail": MAIL})
            return dict(zip(NAMES, map(float, cursor.fetchone()), strict=True))
    except Error:
        return {}
