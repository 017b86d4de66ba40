"""Law 10: a price depends on its checkout and its store, and on nothing else. It prices anew, and compares.

So these laws speak for any figure that is not the library's, and say which.
"""

from collections.abc import Callable
from typing import Any

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import DiscountRule, RuleDiscounts, SpecificItemsInfo
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.model.triggers import DiscountTrigger, TriggerGroup
from checkout_core.pricing.engine import price
from checkout_core.testing.laws.basics import holds
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.published import published
from checkout_core.validation import OWN_VALIDATORS


def check_determinism(priced: PricedCheckout) -> None:
    """Law 10: the same checkout and a store that remembers nothing give the same price again."""
    _same("priced again", priced, priced.checkout, attrs.evolve(priced.store))


def check_order_of_input(priced: PricedCheckout) -> None:
    """Law 10: entries of the store that know nothing of each other may stand in any order.

    Coupons, gift cards, tax exempt groups, catalog entries, memberships of other members, and the scopes and triggers
    of a discount rule are turned round.
    """
    _same("with the store's lists turned round", priced, priced.checkout, turned_round(priced.checkout, priced.store))


def check_roundtrip(priced: PricedCheckout) -> None:
    """Law 10: checkout and store, dumped, loaded and priced, are the same again, and so is the price.

    Of a catalog that is a mapping of the caller's own, equal items are the same.
    """
    # not at the top: laws without JSON load without cattrs
    from checkout_core import wire

    checkout = wire.load_checkout(wire.parse(wire.dumps(wire.dump_checkout(priced.checkout))), strict=True).value
    store = wire.load_store(wire.parse(wire.dumps(wire.dump_store(priced.store))), strict=True).value
    holds(checkout == priced.checkout, "the checkout is not the same after a way through JSON")
    holds(store == _with_plain_catalog(priced.store), "the store is not the same after a way through JSON")
    _same("after a way through JSON", priced, checkout, store)


def _with_plain_catalog(store: Store) -> Store:
    return attrs.evolve(store, catalog=dict(store.catalog.items()))


def _same(when: str, priced: PricedCheckout, checkout: Checkout, store: Store) -> None:
    """Raise with every field that another price of the same differs in."""
    again = price(checkout, store, priced.validators[len(OWN_VALIDATORS) :])
    different = differences(published(again), published(priced))
    holds(not different, f"{when}, the price is another:\n" + "\n".join(different))


# --- the store in another order ---------------------------------------------------------------------------------------


def turned_round(checkout: Checkout, store: Store) -> Store:
    """The store with every list turned round whose order tells nothing to this checkout."""
    buyer = "" if checkout.buyer_info is None else str(checkout.buyer_info.member_id).lower()
    own = [entry for entry in store.memberships if entry.member_id.lower() == buyer]
    others = [entry for entry in store.memberships if entry.member_id.lower() != buyer]
    return attrs.evolve(
        store,
        coupons=store.coupons[::-1],
        gift_cards=store.gift_cards[::-1],
        tax_exempt_groups=store.tax_exempt_groups[::-1],
        catalog=dict(reversed(list(store.catalog.items()))),
        memberships=[*others[::-1], *own],
        discount_rules=[_turned_rule(rule) for rule in store.discount_rules],
    )


def _turned_rule(rule: DiscountRule) -> DiscountRule:
    """The rule with its scopes, and the triggers of its AND or OR, in another order."""
    (discount,) = rule.discounts.values
    info = SpecificItemsInfo(scopes=discount.specific_items_info.scopes[::-1])
    discounts = RuleDiscounts(values=(attrs.evolve(discount, specific_items_info=info),))
    return attrs.evolve(rule, discounts=discounts, trigger=_turned_trigger(rule.trigger))


def _turned_trigger(trigger: DiscountTrigger | None) -> DiscountTrigger | None:
    if trigger is None:
        return None
    groups = {name: getattr(trigger, name) for name in ("and_", "or_") if getattr(trigger, name) is not None}
    turned: dict[str, Any] = {
        name: TriggerGroup(triggers=tuple(filter(None, map(_turned_trigger, group.triggers[::-1]))))
        for name, group in groups.items()
    }
    return attrs.evolve(trigger, **turned)


DETERMINISM: tuple[Callable[[PricedCheckout], None], ...] = (check_determinism, check_order_of_input, check_roundtrip)
"""Law 10 in three forms."""
