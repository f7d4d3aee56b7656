"""django-survey-and-report as it is, with settings and addresses around it: what a team would use else."""
