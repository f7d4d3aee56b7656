"""The translation of an edition into one language as a file for translators, and back."""
