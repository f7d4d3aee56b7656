"""A retired edition can be published again under a new number; it then asks exactly what it asked before."""

import django.db.models.deletion
from django.db import migrations, models

SAME = """
create function questionnaire_asks_the_same(first bigint, second bigint) returns boolean
language sql stable as $$
    with asked as (
        select q.edition_id, jsonb_build_object(
            'question', to_jsonb(q) - 'id' - 'edition_id',
            'options', (select jsonb_agg(to_jsonb(o) - 'id' - 'question_id' order by o.position)
                from questionnaire_option o where o.question_id = q.id)) as content
        from questionnaire_question q where q.edition_id in (first, second)
    )
    select not exists (
        (select content from asked where edition_id = first except all
            select content from asked where edition_id = second)
        union all
        (select content from asked where edition_id = second except all
            select content from asked where edition_id = first)
    ) and (select e.language from questionnaire_edition e where e.id = first)
        = (select e.language from questionnaire_edition e where e.id = second)
$$;

create function questionnaire_published_again_is_the_same() returns trigger language plpgsql as $$
begin
    if new.republishes_id is null or new.state <> 'published' or (tg_op = 'UPDATE' and old.state = 'published') then
        return null;
    end if;
    if not exists (select from questionnaire_edition e where e.id = new.republishes_id
            and e.questionnaire_id = new.questionnaire_id and e.state = 'retired')
        or not questionnaire_asks_the_same(new.id, new.republishes_id)
    then
        raise exception 'edition % does not ask what the edition asks that it publishes again', new.number
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger edition_published_again_is_the_same after insert or update on questionnaire_edition
    for each row execute function questionnaire_published_again_is_the_same();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0017_added_languages")]

    operations = [
        migrations.AddField(
            "edition",
            "republishes",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="questionnaire.edition",
            ),
        ),
        migrations.RunSQL(
            SAME,
            "drop trigger edition_published_again_is_the_same on questionnaire_edition;"
            "drop function questionnaire_published_again_is_the_same();"
            "drop function questionnaire_asks_the_same(bigint, bigint);",
        ),
    ]
