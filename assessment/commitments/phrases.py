"""The parts of a commitment, and the sentences they make wherever one is printed."""

from dataclasses import dataclass, fields

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Phrase:
    """handover may be empty: then the act itself goes to the recipient. sign: how its owner will see that it
    worked. obstacle and response: the rehearsal, both or neither."""

    occasion: str
    act: str
    handover: str
    recipient: str
    sign: str = ""
    obstacle: str = ""
    response: str = ""

    @property
    def sentence(self) -> str:
        return get_sentence_template(self) % vars(self)

    @property
    def plan(self) -> str:
        return " ".join(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """The sentence, how its owner will see that it worked, and the rehearsal."""
        templates = (get_sentence_template(self), get_sign_template(self), get_rehearsal_template(self))
        return [template % vars(self) for template in templates if template]


@dataclass(frozen=True)
class Source:
    """The practice page, by its facet, and the experiment there that a commitment was chosen from."""

    facet: str = ""
    experiment: str = ""


NO_SOURCE = Source()
PARTS = tuple(field.name for field in fields(Phrase))


def get_sentence_template(phrase: Phrase) -> str:
    if phrase.handover:
        return _("When %(occasion)s comes round, I will %(act)s, and hand %(handover)s to %(recipient)s.")
    return _("When %(occasion)s comes round, I will %(act)s, and it goes to %(recipient)s.")


def get_sign_template(phrase: Phrase) -> str:
    return _("It worked if %(sign)s.") if phrase.sign else ""


def get_rehearsal_template(phrase: Phrase) -> str:
    return _("If %(obstacle)s gets in the way, I will %(response)s.") if phrase.obstacle else ""
