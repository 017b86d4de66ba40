"""The laws that every price obeys, as functions of a priced checkout that raise AssertionError with the difference.

Each law says something of the published figures alone: it needs neither the conventions nor the store's tables. Amounts
are compared in minor units.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs
from exact import minor
from figures import Amount, Cost, Summary, published, summary_of

from checkout_core.model.priced import PricedCheckout
from checkout_core.money import Money

FIELDS = ("subtotal", "shipping", "tax", "discount", "total", "additional_fees")


def equal(what: str, left: Amount, right: Amount) -> None:
    """Raise unless both sides are the same."""
    assert left == right, f"{what}: {left} is not {right}"


def at_most(what: str, *ascending: Amount) -> None:
    """Raise unless the values ascend (equal ones may follow each other)."""
    assert sorted(ascending) == list(ascending), f"{what}: not {' <= '.join(map(str, ascending))}"


# --- 1: whole minor units, never a float ------------------------------------------------------------------------------


def minor_units_are_whole(priced: PricedCheckout) -> None:
    """Law 1: every published amount is a whole number of minor units; a unit price may be finer; nothing is a float."""
    for path, value in published_values(priced):
        assert not isinstance(value, float), f"{path}: {value!r} is a float"
        if isinstance(value, Money):
            assert isinstance(value.amount, Decimal), f"{path}: {value.amount!r} is no Decimal"
            equal(f"{path}.currency", value.currency == priced.currency, True)
            finer_allowed = path.startswith("lines[") and path.endswith((".price", ".full_price", "_before_discounts"))
            assert finer_allowed or minor(value).denominator == 1, f"{path}: {value} is finer than the minor unit"


def published_values(priced: PricedCheckout) -> Iterator[tuple[str, object]]:
    """Everything the price says, with its path; what the caller gave (checkout, store, items, options) is left out."""
    names = [name for name in dir(type(priced)) if not name.startswith("_")]
    for name in sorted({*names} - {"checkout", "store", "figures", "calculation_errors", "carrier_service_options"}):
        yield from _values(name, getattr(priced, name))


GIVEN = {"line", "item", "option", "region", "requested_amount", "checkout", "store"}


def _values(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _values(f"{path}[{index}]", entry)
    elif attrs.has(type(value)):
        for name in dir(type(value)):
            if not name.startswith("_") and name not in GIVEN and not callable(getattr(value, name)):
                yield from _values(f"{path}.{name}", getattr(value, name))
    else:
        yield path, value


# --- 2 to 4: sums -----------------------------------------------------------------------------------------------------


def totals_close(priced: PricedCheckout) -> None:
    """Law 2: total = subtotal + shipping + fees + tax - discount, without the tax where prices include it."""
    for name, entry in summaries(priced):
        tax = 0 if priced.store.tax_included_in_price else entry.tax
        parts = entry.subtotal + entry.shipping + entry.additional_fees + tax - entry.discount
        equal(f"{name}.total", entry.total, parts)


def summaries(priced: PricedCheckout) -> Iterator[tuple[str, Summary]]:
    """The whole and its payments, by name."""
    for name in ("summary", "pay_now", "pay_later", "pay_after_free_trial"):
        yield name, summary_of(getattr(priced, name))


def lines_add_up(priced: PricedCheckout) -> None:
    """Law 3: the lines add up to the summary, and before + tax = after, for lines, shipping, fees and the whole."""
    figures = published(priced)
    shipping_cost = [] if figures.shipping is None else [figures.shipping.cost]
    fee_costs = [fee.cost for fee in figures.fees]
    line_costs = [line.cost for line in figures.lines]
    whole = figures.summary
    equal("subtotal", whole.subtotal, sum(cost.price for cost in line_costs))
    equal("line_items_subtotal", figures.line_items_subtotal, whole.subtotal)
    equal("discount", whole.discount, sum(line.discount for line in figures.lines))
    equal("shipping", whole.shipping, sum(cost.price for cost in shipping_cost))
    equal("additional_fees", whole.additional_fees, sum(cost.price for cost in fee_costs))
    everything = [*line_costs, *shipping_cost, *fee_costs]
    equal("tax", whole.tax, sum(cost.levied.tax for cost in everything))
    equal("total", whole.total, sum(cost.after_tax for cost in everything))
    equal("tax_summary.total_tax", figures.line_tax, sum(cost.levied.tax for cost in line_costs))
    equal("tax_summary.taxable_amount", figures.taxable, sum(cost.levied.taxable for cost in line_costs))
    discounts = [line.discount for line in figures.lines] + [0] * (len(everything) - len(line_costs))
    for index, (cost, discount) in enumerate(zip(everything, discounts, strict=True)):
        equal(f"cost {index}: before + tax", cost.before_tax + cost.levied.tax, cost.after_tax)
        equal(f"cost {index}: taxable amount", cost.levied.taxable, cost.before_tax)
        paid = cost.after_tax if priced.store.tax_included_in_price else cost.before_tax
        equal(f"cost {index}: price - discount", cost.price - discount, paid)


def payments_add_up(priced: PricedCheckout) -> None:
    """Law 4: pay now + pay later + pay after the free trial = summary, field by field."""
    (_, whole), *payments = summaries(priced)
    for field in FIELDS:
        equal(field, getattr(whole, field), sum(getattr(payment, field) for _, payment in payments))


# --- 5: bounds --------------------------------------------------------------------------------------------------------


def bounds_hold(priced: PricedCheckout) -> None:
    """Law 5: 0 <= discount <= line price, nothing is negative, and what is 100 % off is exactly 0 in every leg."""
    figures = published(priced)
    for index, line in enumerate(figures.lines):
        at_most(f"lines[{index}].discount", 0, line.discount, line.cost.price)
        if line.discount == line.cost.price:
            _is_free(f"lines[{index}]", line.cost)
    for name, entry in summaries(priced):
        for field in FIELDS:
            at_most(f"{name}.{field}", 0, getattr(entry, field))
    costs = [line.cost for line in figures.lines] + [fee.cost for fee in figures.fees]
    for cost in costs if figures.shipping is None else [*costs, figures.shipping.cost]:
        at_most("0, before tax, after tax", 0, cost.before_tax, cost.after_tax)
    if figures.summary.discount == figures.summary.subtotal:
        for name, entry in summaries(priced):
            equal(f"{name}: everything is 100 % off, subtotal - discount", entry.subtotal, entry.discount)


def _is_free(what: str, cost: Cost) -> None:
    for name, amount in (("before", cost.before_tax), ("after", cost.after_tax), ("tax", cost.levied.tax)):
        equal(f"{what}: 100 % off, {name}", amount, 0)


# --- 6 and 7: discounts and gift card ---------------------------------------------------------------------------------


def discounts_are_explained(priced: PricedCheckout) -> None:
    """Law 6: the applied discounts add up to the discount; their parts are the lines' discounts, on the lines named."""
    whole, by_line = minor(priced.summary.discount), dict.fromkeys((line.id for line in priced.lines), Fraction(0))
    equal("sum of applied discounts", sum(minor(entry.coupon.amount) for entry in priced.applied_discounts), whole)
    for applied in priced.applied_discounts:
        parts = applied.line_item_discounts
        equal("sum of parts", sum(minor(part.total_discount_amount) for part in parts), minor(applied.coupon.amount))
        for part in parts:
            by_line[part.id] += minor(part.total_discount_amount)
        named = {part.id for part in parts} if applied.discount_type.value == "SPECIFIC_ITEMS" else set()
        assert set(applied.line_item_ids) == named, f"names {applied.line_item_ids}, discounts {sorted(named)}"
    for line in priced.lines:
        equal(f"line {line.id}: discount", minor(line.discount), by_line[line.id])


def gift_card_closes(priced: PricedCheckout) -> None:
    """Law 7: 0 <= redeemed <= balance, requested amount, cap; the fields after the gift card close."""
    total, now = minor(priced.summary.total), minor(priced.pay_now.total)
    redeemed: Amount = 0
    if priced.gift_card is not None:
        redeemed = minor(priced.gift_card.amount)
        cap = now if priced.store.policy.gift_card_cap.value == "PAY_NOW" else total
        (card,) = [card for card in priced.store.gift_cards if card.code == priced.checkout.gift_card_code]
        asked = priced.checkout.gift_card_redeem_amount
        at_most("redeemed, cap", 0, redeemed, cap)
        at_most("redeemed, requested", redeemed, redeemed if asked is None else minor(asked))
        at_most("redeemed, balance", redeemed, minor(card.balance) if card.balance.currency == priced.currency else 0)
    equal("total_after_gift_card", minor(priced.total_after_gift_card), total - redeemed)
    equal("pay_now_total_after_gift_card", minor(priced.pay_now_total_after_gift_card), max(0, now - redeemed))


# --- 8 and 9: shares and taxes ----------------------------------------------------------------------------------------


def shares_are_fair(priced: PricedCheckout) -> None:
    """Law 8, as far as a price shows it: the shares of a tax and of a discount over the whole checkout are fair."""
    if priced.store.policy.tax_rounding.value != "TOTAL":
        for what, cost in costs_of(priced):
            rates = [rate for _, rate, _ in cost.levied.parts]
            shares_fit(f"{what}: tax by rate", rates, [part for _, _, part in cost.levied.parts])
    for applied in priced.applied_discounts:
        (coupon,) = [coupon for coupon in priced.store.coupons if coupon.id == applied.coupon.id]
        one_unit = coupon.limited_to_one_item and coupon.percent_off_rate is not None
        if coupon.minimum_subtotal is not None and not one_unit:
            prices = [minor(line.line_item_price) for line in priced.lines]
            shares_fit("discount by line", prices, [minor(line.discount) for line in priced.lines])


def shares_fit(what: str, weights: Sequence[Fraction], shares: Sequence[Amount]) -> None:
    """Raise unless each share is whole, within one unit of its ideal, 0 for weight 0, and monotone in the weight."""
    whole, weight = sum(shares), sum(weights)
    if weight == 0:
        equal(f"{what}: shares of no weight", whole, 0)
        return
    for index, share in enumerate(shares):
        ideal = Fraction(whole) * weights[index] / weight
        assert abs(share - ideal) < 1, f"{what}[{index}]: {share} is a unit or more from its ideal, {ideal}"
        assert share == int(share), f"{what}[{index}]: {share} is not whole"
    in_order = sorted(range(len(shares)), key=lambda index: (weights[index], shares[index]))
    at_most(f"{what}: by weight", *(shares[index] for index in in_order))
    # ties go to the earlier part
    for first, second in zip(range(len(shares)), range(1, len(shares)), strict=False):
        if weights[first] == weights[second]:
            at_most(f"{what}: equal weights {second} and {first}", shares[second], shares[first])


def costs_of(priced: PricedCheckout) -> Iterator[tuple[str, Cost]]:
    """Everything that bears tax, by name."""
    figures = published(priced)
    yield from ((f"lines[{index}]", line.cost) for index, line in enumerate(figures.lines))
    yield from (("shipping", entry.cost) for entry in (figures.shipping,) if entry is not None)
    yield from ((f"fees[{index}]", fee.cost) for index, fee in enumerate(figures.fees))


def breakdowns_add_up(priced: PricedCheckout) -> None:
    """Law 9: the taxes of a breakdown add up to the tax, its rates to the rate."""
    for what, cost in costs_of(priced):
        equal(f"{what}: taxes", sum(part for _, _, part in cost.levied.parts), cost.levied.tax)
        equal(f"{what}: rates", sum(rate for _, rate, _ in cost.levied.parts), cost.levied.rate)


LAWS: tuple[Callable[[PricedCheckout], None], ...] = (
    minor_units_are_whole,
    totals_close,
    lines_add_up,
    payments_add_up,
    bounds_hold,
    discounts_are_explained,
    gift_card_closes,
    shares_are_fair,
    breakdowns_add_up,
)
"""Laws 1 to 9, in order."""
