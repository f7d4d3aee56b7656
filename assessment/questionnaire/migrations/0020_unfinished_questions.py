"""A question of a draft may lack its words and its key; what is published may not.

The way back stops while a draft holds a belief without its truth or a range without its quantity.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

WHOLE = r"""
create function questionnaire_published_questions_are_whole() returns trigger language plpgsql as $$
declare
    unfinished text;
begin
    if not (new.state = 'published' and old.state in ('draft', 'review')) then
        return null;
    end if;
    select q.code into unfinished from questionnaire_question q
    where q.edition_id = new.id and (
        q.text !~ '\S'
        or (q.kind in ('judgement', 'range') and q.scene !~ '\S')
        or (q.kind = 'pair' and (q."left" !~ '\S' or q."right" !~ '\S'))
        or (q.kind = 'belief' and q.is_true is null)
        or (q.kind = 'range' and q.quantity is null)
        or exists (select from questionnaire_option o where o.question_id = q.id and o.text !~ '\S')
    ) order by q.position, q.form limit 1;
    if found then
        raise exception 'edition % asks %, which lacks a part', new.number, unfinished
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger edition_questions_are_whole after update of state on questionnaire_edition
    for each row execute function questionnaire_published_questions_are_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaire", "0019_plain_words_on_credits")]

    operations = [
        migrations.RemoveConstraint("question", "questionnaire_beliefs_are_true_or_false"),
        migrations.RemoveConstraint("question", "questionnaire_ranges_have_their_quantity"),
        AddConstraintNotValid(
            "question",
            models.CheckConstraint(
                condition=models.Q(("kind", "belief"), ("is_true__isnull", True), _connector="OR"),
                name="questionnaire_beliefs_are_true_or_false",
                violation_error_message="Say only of a belief whether its statement is true.",
            ),
        ),
        AddConstraintNotValid(
            "question",
            models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", True),
                    models.Q(("kind", "range"), ("quantity__range", (0, 100))),
                    _connector="OR",
                ),
                name="questionnaire_ranges_have_their_quantity",
                violation_error_message="Give a range a quantity from 0 to 100, and the others none.",
            ),
        ),
        migrations.RunSQL(
            WHOLE,
            "drop trigger edition_questions_are_whole on questionnaire_edition;"
            "drop function questionnaire_published_questions_are_whole();",
        ),
    ]
