"""Hours of a month: claimed from memory, or counted from a calendar file of which only totals stay."""
