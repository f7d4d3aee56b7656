"""A draft taken as people would, by its editors and by whoever they send a link; nothing of it counts."""
