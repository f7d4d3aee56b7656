"""What is published asks as many questions of each kind as scoring can use, in three equal forms."""

from django.db import migrations

# The numbers are those of assessment.scoring.composition, fewest and most.
WITHIN_BOUNDS = """
create function questionnaire_composition_is_within_bounds() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    if not (new.state = 'published' and old.state in ('draft', 'review')) then
        return null;
    end if;
    with bound(slug, capability, kind, least, most) as (values
        ('full', '', 'hours', 1, 1),
        ('full', 'systems', 'frequency', 3, 6),
        ('full', 'systems', 'pair', 1, 3),
        ('full', 'systems', 'judgement', 2, 4),
        ('full', 'literacy', 'frequency', 3, 6),
        ('full', 'literacy', 'pair', 1, 3),
        ('full', 'literacy', 'judgement', 1, 2),
        ('full', 'literacy', 'belief', 3, 5),
        ('full', 'uncertainty', 'frequency', 3, 6),
        ('full', 'uncertainty', 'pair', 1, 3),
        ('full', 'uncertainty', 'judgement', 1, 3),
        ('full', 'uncertainty', 'range', 2, 4),
        ('pulse', '', 'hours', 1, 1),
        ('pulse', 'systems', 'frequency', 2, 3),
        ('pulse', 'systems', 'pair', 1, 2),
        ('pulse', 'literacy', 'frequency', 2, 3),
        ('pulse', 'literacy', 'pair', 1, 2),
        ('pulse', 'uncertainty', 'frequency', 2, 3),
        ('pulse', 'uncertainty', 'pair', 1, 2)
    ), needed as (
        select bound.capability, bound.kind, form, bound.least, bound.most
        from bound
        join questionnaire_questionnaire q on q.slug = bound.slug and q.id = new.questionnaire_id
        cross join unnest(case when bound.kind in ('judgement', 'belief', 'range')
            then array['A', 'B', 'C'] else array[''] end) as form
    ), asked as (
        select capability, kind, form, count(*) as n from questionnaire_question
        where edition_id = new.id group by capability, kind, form
    )
    select capability, kind, form, coalesce(asked.n, 0) as n into wrong
    from needed full join asked using (capability, kind, form)
    where coalesce(asked.n, 0) not between coalesce(needed.least, 0) and coalesce(needed.most, 0)
    order by capability, kind, form limit 1;
    if found then
        raise exception 'edition % asks % % questions in % %', new.number, wrong.n, wrong.kind,
            wrong.capability, wrong.form using errcode = 'check_violation';
    end if;
    select capability, kind into wrong from (
        select capability, kind, form, count(*) as n from questionnaire_question
        where edition_id = new.id and form <> '' group by capability, kind, form
    ) as by_form group by capability, kind having count(distinct n) > 1 limit 1;
    if found then
        raise exception 'edition % has unequal forms of % in %', new.number, wrong.kind, wrong.capability
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger edition_composition_is_within_bounds after update of state on questionnaire_edition
    for each row execute function questionnaire_composition_is_within_bounds();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0015_paying_strategies_have_a_reason_validated")]

    operations = [
        migrations.RunSQL(
            WITHIN_BOUNDS,
            "drop trigger edition_composition_is_within_bounds on questionnaire_edition;"
            "drop function questionnaire_composition_is_within_bounds();",
        ),
    ]
