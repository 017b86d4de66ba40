"""What discount rules ask for and reach: scopes of items, and triggers. Source: DiscountRule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import EMAIL, GUID, A, Many, Text
from checkout_core.model._numbers import MAX_AMOUNT, Amount, Whole
from checkout_core.model._rules import NotBelow, Rule, SameCurrency, Tagged, follow_rules
from checkout_core.model.catalog import CatalogReference
from checkout_core.money import Money

MAX_TRIGGER_DEPTH = 5
"""How deep AND and OR may stand inside one another."""


class RuleScopeType(StrEnum):
    """Whether a scope names items or filters them."""

    CATALOG_ITEM = "CATALOG_ITEM"
    CUSTOM_FILTER = "CUSTOM_FILTER"


class TriggerType(StrEnum):
    """What makes a rule apply."""

    AND = "AND"
    OR = "OR"
    SUBTOTAL_RANGE = "SUBTOTAL_RANGE"
    ITEM_QUANTITY_RANGE = "ITEM_QUANTITY_RANGE"
    CUSTOMER_ELIGIBILITY = "CUSTOMER_ELIGIBILITY"


ScopeKey = tuple[str, str, str | None]
"""App, ``item`` or ``collection``, and which one; no item means all of the app's."""


@attrs.frozen(kw_only=True)
class CatalogItemFilter:
    """Items of one app; all of them where no ids are given."""

    catalog_app_id: str = attrs.field(validator=Text(1, 1_000))
    catalog_item_ids: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(Text(1, 36), 1, 50)
    )


@attrs.frozen(kw_only=True)
class Collections:
    """Items that are in one of these collections."""

    collection_ids: tuple[str, ...] = attrs.field(converter=as_tuple, validator=Many(Text(1, 100), 1, 1_000))


@attrs.frozen(kw_only=True)
class CustomFilter:
    """Items of one app in some of its collections."""

    app_id: str = attrs.field(validator=Text(1, 1_000))
    params: Collections = attrs.field(validator=A(Collections))


@attrs.frozen(kw_only=True)
class RuleScope:
    """Which items a trigger measures or a discount reaches: those of one filter."""

    id: str | None = attrs.field(default=None, validator=Text(1, 100))
    type: RuleScopeType = attrs.field(validator=A(RuleScopeType))
    catalog_item_filter: CatalogItemFilter | None = attrs.field(default=None, validator=A(CatalogItemFilter))
    custom_filter: CustomFilter | None = attrs.field(default=None, validator=A(CustomFilter))

    RULES: ClassVar[tuple[Rule, ...]] = (
        Tagged("type", {"CATALOG_ITEM": "catalog_item_filter", "CUSTOM_FILTER": "custom_filter"}),
    )

    keys: frozenset[ScopeKey] = attrs.field(init=False, eq=False, repr=False)
    """What lines are looked up by: see `keys_of`. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        object.__setattr__(self, "keys", frozenset(self._keys()))

    def _keys(self) -> Iterator[ScopeKey]:
        if self.catalog_item_filter is not None:
            app, ids = self.catalog_item_filter.catalog_app_id, self.catalog_item_filter.catalog_item_ids
            yield from ((app, "item", item) for item in ((None,) if ids is None else ids))
        elif self.custom_filter is not None:
            app = self.custom_filter.app_id
            yield from ((app, "collection", collection) for collection in self.custom_filter.params.collection_ids)


def keys_of(reference: CatalogReference, collection_ids: Iterable[str]) -> Iterator[ScopeKey]:
    """Every key of a scope that reaches the item of this reference, which is in these collections."""
    app = reference.app_id
    yield app, "item", None
    yield app, "item", reference.catalog_item_id
    yield from ((app, "collection", collection) for collection in collection_ids)


SCOPES = Many(A(RuleScope), 1, 50)
"""The scopes of a trigger or a discount."""


@attrs.frozen(kw_only=True)
class SubtotalRange:
    """The lines in the scopes cost ``from_`` to ``to`` together (major units, both included; absent: open)."""

    scopes: tuple[RuleScope, ...] = attrs.field(converter=as_tuple, validator=SCOPES)
    from_: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_AMOUNT, 4)
    )
    to: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_AMOUNT, 4)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (SameCurrency(("from_", "to")), NotBelow(("to", "from_"), "at least"))

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class ItemQuantityRange:
    """So many units in the scopes, ``from_`` to ``to`` (both included; absent: open)."""

    scopes: tuple[RuleScope, ...] = attrs.field(converter=as_tuple, validator=SCOPES)
    from_: int | None = attrs.field(default=None, validator=Whole(1, 10**9))
    to: int | None = attrs.field(default=None, validator=Whole(1, 10**9))

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("to", "from_"), "at least"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class CustomerEligibility:
    """The buyer is one of these members, or has one of these emails."""

    member_ids: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(GUID, most=100_000))
    emails: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(EMAIL, most=100_000))

    keys: frozenset[str] = attrs.field(init=False, eq=False, repr=False)
    """Every id and email in lower case. Derived."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(key.casefold() for key in (*self.member_ids, *self.emails)))


@attrs.frozen(kw_only=True)
class TriggerGroup:
    """Triggers that stand together under AND or OR."""

    triggers: tuple[DiscountTrigger, ...] = attrs.field(converter=as_tuple)

    def __attrs_post_init__(self) -> None:
        TRIGGERS.check("TriggerGroup.triggers", self.triggers)


@attrs.frozen(kw_only=True)
class DiscountTrigger:
    """What makes a rule apply; the member that ``trigger_type`` names says which exactly."""

    trigger_type: TriggerType = attrs.field(validator=A(TriggerType))
    and_: TriggerGroup | None = attrs.field(default=None, validator=A(TriggerGroup))
    or_: TriggerGroup | None = attrs.field(default=None, validator=A(TriggerGroup))
    subtotal_range: SubtotalRange | None = attrs.field(default=None, validator=A(SubtotalRange))
    item_quantity_range: ItemQuantityRange | None = attrs.field(default=None, validator=A(ItemQuantityRange))
    customer_eligibility: CustomerEligibility | None = attrs.field(default=None, validator=A(CustomerEligibility))

    RULES: ClassVar[tuple[Rule, ...]] = (
        Tagged(
            "trigger_type",
            {
                "AND": "and_",
                "OR": "or_",
                "SUBTOTAL_RANGE": "subtotal_range",
                "ITEM_QUANTITY_RANGE": "item_quantity_range",
                "CUSTOMER_ELIGIBILITY": "customer_eligibility",
            },
        ),
    )

    depth: int = attrs.field(init=False, eq=False, repr=False)
    """How many triggers stand inside one another here, at most `MAX_TRIGGER_DEPTH`. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        group = self.and_ or self.or_
        inside = () if group is None else group.triggers
        depth = 1 + max((trigger.depth for trigger in inside), default=0)
        if depth > MAX_TRIGGER_DEPTH:
            raise InvalidField("DiscountTrigger", f"{depth} levels", f"at most {MAX_TRIGGER_DEPTH} levels of triggers")
        object.__setattr__(self, "depth", depth)

    def amounts(self) -> Iterator[tuple[str, Money | None]]:
        """Every amount in the trigger, with its place."""
        if self.subtotal_range is not None:
            yield "subtotal_range.from_", self.subtotal_range.from_
            yield "subtotal_range.to", self.subtotal_range.to
        for name, group in (("and_", self.and_), ("or_", self.or_)):
            for index, trigger in enumerate(() if group is None else group.triggers):
                for place, amount in trigger.amounts():
                    yield f"{name}.triggers[{index}].{place}", amount


TRIGGERS = Many(A(DiscountTrigger), 2, 5)
"""How many triggers a group holds. Its class stands before there are triggers and cannot say so itself."""
