"""What belongs to a person: the account page, taking everything away, erasing everything. No table."""
