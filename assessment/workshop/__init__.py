"""What editors do their work with: statistics, the effect of publishing, preview, checks on wording."""
