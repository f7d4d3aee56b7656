"""What somebody gave in reply to a question, and from which page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessment.attempts.models import Answer
from assessment.questionnaire.models import Option


@dataclass(frozen=True)
class Reply:
    option: Option | None = None
    value: Mapping[str, Any] | None = None

    def is_same_as(self, answer: Answer) -> bool:
        return (self.option.pk if self.option else None) == answer.option_id and self.value == answer.value


PASSED = Reply(value={"none": "passed"})


@dataclass(frozen=True)
class Origin:
    """Which page load a reply comes from, and which saves of this answer that page knows of."""

    page: UUID | None
    revision: int
    seconds: float | None = None
    automatic: bool = False

    def is_overtaken_by(self, answer: Answer) -> bool:
        if not self.automatic or self.page != answer.page or self.seconds is None:
            return False
        if self.revision >= answer.revision:
            return False  # It knows of the stored answer, so it comes after it.
        # A later save of the same page was quicker on its way.
        return answer.seconds is not None and self.seconds < answer.seconds
