"""One mailbox has one spelling here, however somebody writes it, and one owner, whatever its +tag.

Addresses are stored and compared as `canonical_address` gives them. Limits and the rules of a team count by
`get_receiving_mailbox`.
"""

import re
import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessment.accounts.texts import remove_invisible

QUOTED = re.compile(r'"([-!#$%&\'*+/=?^_`{|}~.0-9a-z]+)"')
LONGEST_ADDRESS = 254  # as mail has it, and the tables; Django's field takes more
PRINTABLE_ASCII = "^[!-~]+$"
GOOGLE = {"gmail.com", "googlemail.com"}  # two names of one domain, which ignores dots


class UnknownDomain(ValueError):
    # The part after the @ cannot be a domain name.
    pass


def canonical_address(address: str) -> str:
    """The one spelling of an address: small letters, ASCII, the domain as the domain system writes it."""
    visible = remove_invisible(unicodedata.normalize("NFKC", address)).strip().lower()
    name, sign, domain = visible.rpartition("@")
    if quoted := QUOTED.fullmatch(name):
        name = quoted[1]
    return f"{name}{sign}{_encode_domain(domain)}"


def get_receiving_mailbox(address: str) -> str:
    """Where mail to an address arrives: without its +tag and, at Google, without dots."""
    local, at, domain = canonical_address(address).rpartition("@")
    name = local.partition("+")[0] or local
    if domain in GOOGLE:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}{at}{domain}"


def mask_address(address: str) -> str:
    """Enough of an address to tell people apart who know it: "a…+3@example.org"."""
    local, at, domain = address.rpartition("@")
    name, plus, tag = local.partition("+")
    return f"{name[:1]}…{plus}{tag}{at}{domain}"


def _encode_domain(domain: str) -> str:
    domain = domain.replace("。", ".").rstrip(".")
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        pass
    try:
        return domain.encode("idna").decode()  # the older rules let symbols in, as registries once did
    except UnicodeError:
        raise UnknownDomain(domain) from None


class AddressField(forms.EmailField):
    default_error_messages = {"invalid": _("Give an e-mail address such as ada@example.org.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **options)

    def to_python(self, value: Any) -> str:
        value_text = super().to_python(value) or ""
        try:
            address = self.get_stored_spelling(value_text)
        except UnknownDomain:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if address.startswith('"'):  # quoted, because of signs that no mailbox here needs
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address

    def get_stored_spelling(self, address: str) -> str:
        return canonical_address(address)


class InvitedAddressField(AddressField):
    """The address of somebody else, who is to be invited."""

    default_error_messages = {
        "required": _("Type the address the invitation should go to."),
        "invalid": _("That is not an address. It looks like name@example.org."),
        "own": _("That is your own address. Type the address of somebody else."),
    }
    own_address = ""  # of whoever invites

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.own_address and get_receiving_mailbox(value) == get_receiving_mailbox(self.own_address):
            raise ValidationError(self.error_messages["own"], code="own")
