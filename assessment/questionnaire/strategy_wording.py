"""Strategies and their limits in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES: Mapping[str, str | Promise] = {
    "chance": gettext_lazy("Answers by chance"),
    "longest": gettext_lazy("The longest option"),
    "second_longest": gettext_lazy("The second longest option"),
    "second_shortest": gettext_lazy("The second shortest option"),
    "shortest": gettext_lazy("The shortest option"),
    "most_words": gettext_lazy("The option with the most words"),
    "fewest_words": gettext_lazy("The option with the fewest words"),
    "most_numbers": gettext_lazy("The option with the most numbers"),
    "fewest_numbers": gettext_lazy("The option with the fewest numbers"),
    "most_digits": gettext_lazy("The option with the most digits"),
    "most_commas": gettext_lazy("The option with the most commas and “and”"),
    "fewest_commas": gettext_lazy("The option with the fewest commas and “and”"),
    "most_control": gettext_lazy("The option with the most words of control"),
    "fewest_control": gettext_lazy("The option with the fewest words of control"),
    "most_scene_words": gettext_lazy("The option that shares the most words with the scene"),
    "fewest_scene_words": gettext_lazy("The option that shares the fewest words with the scene"),
    "most_alike": gettext_lazy("The option most like the others"),
    "least_alike": gettext_lazy("The option least like the others"),
    "most_hedged": gettext_lazy("The most hedged option"),
    "least_hedged": gettext_lazy("The least hedged option"),
    "longest_words": gettext_lazy("The option with the longest words"),
    "opening_alone": gettext_lazy("An option that begins like no other"),
    "opening_shared": gettext_lazy("An option that begins like the others"),
    "explains_itself": gettext_lazy("An option that explains itself"),
    "goes_furthest": gettext_lazy("The option that goes furthest"),
    "holds_back": gettext_lazy("The option that holds back most"),
    "first_option": gettext_lazy("Always the first option"),
    "second_option": gettext_lazy("Always the second option"),
    "third_option": gettext_lazy("Always the third option"),
    "last_option": gettext_lazy("Always the last option"),
    "learner_of_marks": gettext_lazy("A program that learnt the marks of best options from two forms"),
    "learner_of_words": gettext_lazy("A program that learnt the words of best options from other positions"),
    "always_true": gettext_lazy("Every statement is true"),
    "always_false": gettext_lazy("Every statement is false"),
    "doubt_true": gettext_lazy("A statement with a word of doubt is true"),
    "doubt_false": gettext_lazy("A statement with a word of doubt is false"),
    "force_true": gettext_lazy("A statement with a word of force is true"),
    "force_false": gettext_lazy("A statement with a word of force is false"),
    "doubt_over_force_true": gettext_lazy("A statement with more doubt than force is true"),
    "doubt_over_force_false": gettext_lazy("A statement with more doubt than force is false"),
    "long_true": gettext_lazy("A long statement is true"),
    "long_false": gettext_lazy("A long statement is false"),
    "number_true": gettext_lazy("A statement with a number is true"),
    "number_false": gettext_lazy("A statement with a number is false"),
    "negation_true": gettext_lazy("A statement with a negation is true"),
    "negation_false": gettext_lazy("A statement with a negation is false"),
    "machine_true": gettext_lazy("A statement that names an agent or a model is true"),
    "machine_false": gettext_lazy("A statement that names an agent or a model is false"),
    "best_constant_belief": gettext_lazy("The same belief every time"),
    "best_constant_range": gettext_lazy("The same range every time"),
    "best_constant_range_A": gettext_lazy("The same range every time in form A"),
    "best_constant_range_B": gettext_lazy("The same range every time in form B"),
    "best_constant_range_C": gettext_lazy("The same range every time in form C"),
    "middle": gettext_lazy("The middle of every scale"),
    "top": gettext_lazy("The top of every scale"),
    "knows": gettext_lazy("Somebody who knows 85 of 100 keys"),
}


def name_strategy(slug: str, detail: Mapping[str, object]) -> str:
    if not detail:
        return str(NAMES[slug])
    if slug == "best_constant_range":
        return _("The same range every time (%(low)s to %(high)s)") % detail
    if slug.startswith("best_constant_range_"):
        sentence = _("The same range every time in form %(form)s (%(low)s to %(high)s)")
        return sentence % {**detail, "form": slug[-1]}
    if slug == "best_constant_belief":
        if detail["claim"]:
            return _("The same belief every time (true, %(confidence)s %% sure)") % detail
        return _("The same belief every time (false, %(confidence)s %% sure)") % detail
    return str(NAMES[slug])


def format_excess(excess: Mapping[str, Any]) -> str:
    sentence = {
        "keys": _("%(strategy)s: hits %(percent)s %% of the keys, at most %(most)s %% should be."),
        "form": _(
            "%(strategy)s: hits %(percent)s %% of the keys of one form, at most %(most)s %% should be."
        ),
        "whole_form": _("%(strategy)s: hits all keys of one form."),
        "credit": _("%(strategy)s: earns %(percent)s %% of the credit, at most %(most)s %% should be."),
        "range": _("%(strategy)s: earns %(percent)s %% of a full score, at most %(most)s %% should be."),
    }[excess["limit"]]
    return sentence % {
        "strategy": name_strategy(excess["strategy"], excess["detail"]),
        "percent": number_format(round(100 * excess["share"], 1), 1),
        "most": number_format(round(100 * excess["most"], 1), 1),
    }
