"""The sections of a result: each a headline that is the finding, one figure, few words, and its table."""
