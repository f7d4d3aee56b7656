"""The site past one machine: two webs, a pooler, a primary and its standby, which are ended under load."""
