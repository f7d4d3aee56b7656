"""Slides: native shapes and text in the site's look, from the drawings and sentences of its pages.

Plain Python. Import the modules of this package only where slides are made: they bring python-pptx, which no
other page needs.
"""

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
