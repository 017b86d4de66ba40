"""Modifiers: what a buyer adds to an item, such as a topping, at its own price. Source: LineItem.modifierGroups."""

from __future__ import annotations

import attrs

from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import A, Many, Text
from checkout_core.model._numbers import MAX_AMOUNT, Amount, Whole
from checkout_core.model.item_details import TranslatableString, as_translatable, name_of
from checkout_core.money import Money

MAX_MODIFIER_QUANTITY = 100_000
"""Largest quantity of a modifier."""


@attrs.frozen(kw_only=True)
class Modifier:
    """One thing added to a unit of the item: ``price`` (major units) x ``quantity`` comes on top of the unit price."""

    id: str = attrs.field(validator=Text(1, 36))
    quantity: int = attrs.field(default=1, validator=Whole(1, MAX_MODIFIER_QUANTITY))
    label: TranslatableString = attrs.field(converter=as_translatable, validator=name_of(200, 400))
    details: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(1_000, 1_000)
    )
    price: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_AMOUNT, 3)
    )


@attrs.frozen(kw_only=True)
class ModifierGroup:
    """Modifiers that belong together, such as the toppings."""

    id: str = attrs.field(validator=Text(1, 36))
    name: TranslatableString = attrs.field(converter=as_translatable, validator=name_of(200, 400))
    modifiers: tuple[Modifier, ...] = attrs.field(converter=as_tuple, validator=Many(A(Modifier), 1, 25))
