"""Mail that leaves after the reply."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.tasks import task
from django.template.loader import render_to_string


@task
def mail_resume_link(address: str, link: str) -> None:
    """The private link that opens an attempt, to the address somebody typed."""
    context = {"link": link, "public_url": settings.PUBLIC_URL}
    message = EmailMultiAlternatives(
        "Your way back to question and answers",
        render_to_string("attempts/email/resume_link.txt", context),
        settings.MAIL_FROM,
        [address],
    )
    message.attach_alternative(render_to_string("attempts/email/resume_link.html", context), "text/html")
    message.send()
