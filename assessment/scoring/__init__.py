"""From answers to numbers, and what may be said about them. Values in, values out: no clock, no chance."""
