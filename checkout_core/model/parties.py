"""Who buys and where they live: addresses, contact details, buyer. Source: Address, AddressWithContact, BuyerInfo."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._limits import COUNTRY, EMAIL, GUID, A, Flag, Text
from checkout_core.model._numbers import Number
from checkout_core.model._rules import OneOf, Rule, follow_rules


class VatType(StrEnum):
    """Kinds of a Brazilian tax id."""

    UNSPECIFIED = "UNSPECIFIED"
    CPF = "CPF"
    CNPJ = "CNPJ"


class _BrazilianVatType(Rule):
    """Where the id is given its type is CPF or CNPJ."""

    names = ("id", "type")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        if values.get("id") is not None and values.get("type") not in {VatType.CPF, VatType.CNPJ}:
            raise InvalidField(f"{owner}.type", values.get("type"), "CPF or CNPJ where the id is given")


@attrs.frozen(kw_only=True)
class VatId:
    """A Brazilian tax id; where the id is given its type must be CPF or CNPJ."""

    id: str | None = attrs.field(default=None, validator=Text(0, 50))
    type: VatType | None = attrs.field(default=None, validator=A(VatType))

    RULES: ClassVar[tuple[Rule, ...]] = (_BrazilianVatType(),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class StreetAddress:
    """A street split into number and name."""

    number: str | None = attrs.field(default=None, validator=Text(0, 100))
    name: str | None = attrs.field(default=None, validator=Text(0, 250))


@attrs.frozen(kw_only=True)
class AddressLocation:
    """A point on the map, in degrees."""

    latitude: Decimal | None = attrs.field(default=None, validator=Number(Decimal(-90), Decimal(90), 15))
    longitude: Decimal | None = attrs.field(default=None, validator=Number(Decimal(-180), Decimal(180), 15))


@attrs.frozen(kw_only=True)
class Address:
    """A postal address. ``country`` (ISO 3166-1) and ``subdivision`` (ISO 3166-2) decide tax and delivery."""

    address_line1: str | None = attrs.field(default=None, validator=Text(0, 150))
    address_line2: str | None = attrs.field(default=None, validator=Text(0, 100))
    street_address: StreetAddress | None = attrs.field(default=None, validator=A(StreetAddress))
    city: str | None = attrs.field(default=None, validator=Text(0, 50))
    subdivision: str | None = attrs.field(default=None, validator=Text(0, 50))
    country: str | None = attrs.field(default=None, validator=COUNTRY)
    postal_code: str | None = attrs.field(default=None, validator=Text(0, 50))
    location: AddressLocation | None = attrs.field(default=None, validator=A(AddressLocation))
    country_fullname: str | None = attrs.field(default=None, validator=Text(0, 100))
    subdivision_fullname: str | None = attrs.field(default=None, validator=Text(0, 100))

    place: tuple[str | None, str | None] = attrs.field(init=False, eq=False, repr=False)
    """Country and subdivision. Derived."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "place", (self.country, self.subdivision))


@attrs.frozen(kw_only=True)
class ContactDetails:
    """The person at an address."""

    first_name: str | None = attrs.field(default=None, validator=Text(0, 100))
    last_name: str | None = attrs.field(default=None, validator=Text(0, 100))
    phone: str | None = attrs.field(default=None, validator=Text(0, 50))
    company: str | None = attrs.field(default=None, validator=Text(0, 1_000))
    vat_id: VatId | None = attrs.field(default=None, validator=A(VatId))


@attrs.frozen(kw_only=True)
class AddressWithContact:
    """An address and the person there: billing and shipping destination."""

    address: Address | None = attrs.field(default=None, validator=A(Address))
    contact_details: ContactDetails | None = attrs.field(default=None, validator=A(ContactDetails))


@attrs.frozen(kw_only=True)
class BuyerInfo:
    """The buyer: a visitor or a member, and the email that per-customer limits are counted by."""

    contact_id: str | None = attrs.field(default=None, validator=GUID)
    email: str | None = attrs.field(default=None, validator=EMAIL)
    visitor_id: str | None = attrs.field(default=None, validator=GUID)
    member_id: str | None = attrs.field(default=None, validator=GUID)
    open_access: bool | None = attrs.field(default=None, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("visitor_id", "member_id"), none_may=True),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class CreatedBy:
    """Who opened the checkout: one of the four."""

    user_id: str | None = attrs.field(default=None, validator=GUID)
    member_id: str | None = attrs.field(default=None, validator=GUID)
    visitor_id: str | None = attrs.field(default=None, validator=GUID)
    app_id: str | None = attrs.field(default=None, validator=GUID)

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("user_id", "member_id", "visitor_id", "app_id"), none_may=True),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
