from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "assessment.results"

    def ready(self) -> None:
        # A result leads to a next step, which the page of a commitment begins with and cannot know.
        from assessment.commitments.presentation import PAGE_CHOOSERS  # noqa: PLC0415  # needs the models
        from assessment.results.result.minute import choose_page_of_result  # noqa: PLC0415  # as above

        PAGE_CHOOSERS.append(choose_page_of_result)
