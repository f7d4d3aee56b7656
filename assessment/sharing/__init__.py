"""One result, shown to one other person until a date, with its owner's list of openings."""
