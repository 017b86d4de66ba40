"""What if: a named set of changes to what buyers ask for and to what the merchant decides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import A, ByName, Either, Flag, Limit, Many, Text
from checkout_core.model._numbers import Amount, Number, Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.gift_card import MAX_BALANCE
from checkout_core.model.store import MAX_FEES, MAX_RULES, PricingPolicy, unique
from checkout_core.model.tax import RATE
from checkout_core.money import AnyMoney, Money

BASELINE: Final = "baseline"
"""The name of the price without any change."""

RESERVED: Final = (BASELINE, "cart", "id", "scalar", "error")
"""Names of columns that stand beside those of the scenarios."""

CHANGE = Number(Decimal(-1), Decimal(1_000), 6)
"""A change of price as a fraction: ``-0.1`` is 10 % less."""
SHARE = Number(Decimal(0), Decimal(1), 6, above=True)
"""A part of something as a fraction."""

_MAX_ITEMS = 100_000
_ITEM_ID = Text(1, 36)


@attrs.frozen
class Nothing(Limit):
    """Nothing at all, where that means something."""

    def fits(self, value: Any) -> bool:
        return value is None

    @property
    def allowed(self) -> str:
        return "None"

    @property
    def in_json(self) -> str:
        return "null"


def _by_name(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Converter: any mapping, frozen; anything else stays for the validator to refuse."""
    given: object = values
    return FrozenDict(values) if isinstance(given, Mapping) else values


def _amounts_by_name(values: Mapping[str, AnyMoney]) -> Mapping[str, Money]:
    """Converter: a mapping of amounts, each through the strict door; anything else stays for the validator."""
    given: object = values
    named: Any = (
        FrozenDict({name: as_money(amount) for name, amount in given.items()}) if isinstance(given, Mapping) else given
    )
    return named  # type: ignore[no-any-return]  # the validator refuses what is no mapping


def _amounts_or_none_by_name(values: Mapping[str, AnyMoney | None]) -> Mapping[str, Money | None]:
    """The same, where there may be none."""
    named: Any = values
    return _amounts_by_name(named)


@attrs.frozen(kw_only=True)
class Scenario:
    """A named set of changes; what is left out stays as it is. No amount of it is computed by `price` in another way.

    Of a checkout:

    - ``quantity_factor``: every line's quantity times this; ``quantities``: the quantity of each line of a catalog
      item, by its id, instead.
    - ``coupon``: the code that the checkout holds, ``""`` for none, or the definition of a coupon that it holds (and
      that the store has, in place of one with the same code).

    Of unit prices, wherever a line has its own from (catalog, override, custom line), without modifiers. A custom line
    with a catalog reference is of that item, too:

    - ``price_change``: a fraction, ``Decimal("-0.1")`` is 10 % less. The new price is rounded by the policy, to minor
      units, or to the decimals that the unit price has if these are more.
    - ``prices``: the price of a catalog item, by its id, instead.
    - ``deposit_share``: what an item with a deposit asks of its new unit price at once, a fraction, rounded by the
      policy to minor units, but not to nothing.

    Of the store:

    - ``discount_rules``, ``fees`` (`Store.additional_fees`), ``policy``, ``tax_included``: instead of its own.
    - ``tax``: the rate, a fraction, of every tax of this name.
    - ``shipping``: the cost of every delivery option with this code; ``free_shipping_from``: the subtotal from which it
      costs nothing, None for never.
    - ``gift_card_balance``: the balance of every gift card in the store's currency.

    All amounts are in the store's currency, major units.
    """

    name: str = attrs.field(validator=Text(1, 2_000))
    quantity_factor: int | None = attrs.field(default=None, validator=Whole(1, MAX_QUANTITY))
    quantities: Mapping[str, int] = attrs.field(
        default=FrozenDict(), converter=_by_name, validator=ByName(_ITEM_ID, Whole(1, MAX_QUANTITY), _MAX_ITEMS)
    )
    coupon: str | Coupon | None = attrs.field(default=None, validator=Either(Text(0, 20), A(Coupon)))
    price_change: Decimal | None = attrs.field(default=None, validator=CHANGE)
    prices: Mapping[str, Money] = attrs.field(
        default=FrozenDict(), converter=_amounts_by_name, validator=ByName(_ITEM_ID, Amount(), _MAX_ITEMS)
    )
    deposit_share: Decimal | None = attrs.field(default=None, validator=SHARE)
    discount_rules: tuple[DiscountRule, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(A(DiscountRule), most=MAX_RULES)
    )
    tax: Mapping[str, Decimal] = attrs.field(
        default=FrozenDict(), converter=_by_name, validator=ByName(Text(1, 100), RATE)
    )
    tax_included: bool | None = attrs.field(default=None, validator=Flag())
    shipping: Mapping[str, Money] = attrs.field(
        default=FrozenDict(), converter=_amounts_by_name, validator=ByName(Text(1, 100), Amount())
    )
    free_shipping_from: Mapping[str, Money | None] = attrs.field(
        default=FrozenDict(),
        converter=_amounts_or_none_by_name,
        validator=ByName(Text(1, 100), Either(Amount(), Nothing())),
    )
    fees: tuple[AdditionalFee, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(A(AdditionalFee), most=MAX_FEES)
    )
    gift_card_balance: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_BALANCE)
    )
    policy: PricingPolicy | None = attrs.field(default=None, validator=A(PricingPolicy))

    def __attrs_post_init__(self) -> None:
        unique("Scenario.discount_rules", (rule.id.lower() for rule in self.discount_rules or ()), "id")

    @property
    def changes(self) -> dict[str, Any]:
        """What the scenario changes: field and value, without those left out."""
        given = attrs.asdict(self, recurse=False)
        return {field: value for field, value in given.items() if field != "name" and value not in (None, {})}

    @property
    def changes_items(self) -> bool:
        """Whether items have other prices or deposits than in the catalog."""
        return self.price_change is not None or bool(self.prices) or self.deposit_share is not None


def check_names(scenarios: tuple[Scenario, ...], name: str) -> None:
    """Raise `InvalidField` unless these are scenarios, each with a name of its own that is not `RESERVED`."""
    seen = set(RESERVED)
    for index, scenario in enumerate(scenarios):
        A(Scenario).check(f"{name}[{index}]", scenario)
        if scenario.name in seen:
            raise InvalidField(
                f"{name}[{index}].name", scenario.name, f"a name of its own, other than {', '.join(RESERVED)}"
            )
        seen.add(scenario.name)
