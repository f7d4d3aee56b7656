"""An edition in each state."""

from tests.questionnaire.conftest import draft, published, retired

__all__ = ["draft", "published", "retired"]
