from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "assessment.organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        # A member's consents stand on one page, and teams know nothing of organisations.
        from assessment.organisations.switches import OrganisationSwitches  # noqa: PLC0415  # needs the models
        from assessment.teams.added_switches import REGISTERED  # noqa: PLC0415  # needs the models

        REGISTERED.append(OrganisationSwitches)
