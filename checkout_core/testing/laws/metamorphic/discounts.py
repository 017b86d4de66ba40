"""A larger discount never raises the total, but for cents that move between lines and taxes that follow them."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon, MerchantDiscount
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.testing.laws.basics import at_most
from checkout_core.testing.laws.discounts import is_one_amount
from checkout_core.testing.laws.metamorphic.pairs import held_coupon, require, steps, tax_steps
from checkout_core.testing.reference.figures import Amount
from checkout_core.testing.reference.published import published

MOST_PERCENT = Decimal(100)


def with_larger_discount(checkout: Checkout, store: Store, times: int) -> tuple[Checkout, Store]:
    """The same with so many times the last discount: the last merchant discount, or else the coupon that is held.

    A percentage becomes 100 at most; a fixed price is divided, to a twelfth decimal. What is one of X and Y, free
    shipping, or nothing at all, has no size, and is refused with `ValueError`.
    """
    if checkout.merchant_discounts:
        *others, last = checkout.merchant_discounts
        larger = attrs.evolve(last, amount=_amount(last.amount, times), percentage=_percent(last.percentage, times))
        return attrs.evolve(checkout, merchant_discounts=(*others, larger)), store
    held = checkout.coupon_code
    found = [entry for entry in store.coupons if held is not None and entry.code.casefold() == held.casefold()]
    if not found or found[0].free_shipping or found[0].buy_x_get_y is not None:
        raise ValueError(
            "checkout: got no discount, or one without a size, allowed: money or percent off, a fixed price"
        )
    coupon = attrs.evolve(
        found[0],
        money_off_amount=_amount(found[0].money_off_amount, times),
        percent_off_rate=_percent(found[0].percent_off_rate, times),
        fixed_price_amount=_divided(found[0].fixed_price_amount, times),
    )
    return checkout, attrs.evolve(store, coupons=[coupon if entry == found[0] else entry for entry in store.coupons])


def _amount(amount: Money | None, times: int) -> Money | None:
    return None if amount is None else amount * times


def _percent(rate: Decimal | None, times: int) -> Decimal | None:
    return None if rate is None else min(MOST_PERCENT, rate * times)


def _divided(amount: Money | None, times: int) -> Money | None:
    if amount is None:
        return None
    units = (Fraction(amount.amount) / times * 10**12).__floor__()
    return Money(Decimal(units).scaleb(-12).quantize(Decimal("1E-12"), ROUND_FLOOR), amount.currency)


def check_larger_discount(smaller: PricedCheckout, larger: PricedCheckout) -> None:
    """A larger last discount lowers the total by what it takes off more; at most stated cents of tax come back.

    For two prices that differ in the last discount on lines only: the last merchant discount is larger, or there is one
    more; or, where there are no merchant discounts, the coupon is larger, or there is one where there was none. Others
    are refused: a discount that follows is shared out by what this one leaves, and a discount rule changes the prices
    that coupons, deliveries and minimums look at.

    Then the discount does not fall, and each line's part falls by one minor unit at most; it falls only where one
    amount is shared out over lines (of a larger amount a line can get a cent less, R5). Where tax is added, each line
    whose part fell can cost more tax: by LINE its summed rate, rounded up; by UNIT the same for each unit; in TOTAL one
    unit for each of its taxes (while a rate is at most 1). A percentage fee of some lines follows them likewise.
    """
    is_shared = _is_shared_out(smaller, larger)
    before, after, store = published(smaller), published(larger), larger.store
    growth = after.summary.discount - before.summary.discount
    at_most("discount, larger discount", before.summary.discount, after.summary.discount)
    fallen: dict[str, int] = {}
    for index, (line, old, new) in enumerate(zip(larger.lines, before.lines, after.lines, strict=True)):
        least = old.discount - (1 if is_shared else 0)
        at_most(f"lines[{index}]: discount of the smaller, of the larger", least, new.discount)
        if new.discount < old.discount:
            fallen[line.id] = 0 if store.tax_included_in_price else tax_steps(new.cost, line.quantity, 1, store)
    back: Amount = sum(fallen.values())
    for fee, figures in zip(after.fees, larger.figures.fees, strict=True):
        moved = sum(line_id in fallen for line_id in fee.line_item_ids)
        if figures.fee.percentage is not None and moved:
            more = steps(Fraction(figures.fee.percentage) / 100, moved, store)
            back += more + (0 if store.tax_included_in_price else tax_steps(fee.cost, 1, more, store))
    allowed = before.summary.total - growth + back
    what = f"total with {growth} more off, total of the smaller less that and with {back} of tax and fees back"
    at_most(what, after.summary.total, allowed)


# --- which pairs ------------------------------------------------------------------------------------------------------


def _is_shared_out(smaller: PricedCheckout, larger: PricedCheckout) -> bool:
    """Whether one amount shared out over lines grew into a larger one; refuses what is no pair of this law."""
    first, second = smaller.checkout, larger.checkout
    old, new = first.merchant_discounts, second.merchant_discounts
    if old != new:
        require(smaller.store == larger.store, "both a merchant discount and the store differ")
        rebuilt = attrs.evolve(first, merchant_discounts=new)
        require(rebuilt == second, "the checkouts differ in more than merchant discounts")
        return _merchant_discount_grew(old, new)
    require(not new, "merchant discounts follow the coupon, and are shared out by what it leaves")
    require(attrs.evolve(first, coupon_code=second.coupon_code) == second, "the checkouts differ in more than a coupon")
    coupon, grown = held_coupon(smaller), held_coupon(larger)
    require(grown is not None, "no discount differs")
    if first.coupon_code is None:
        require(smaller.store == larger.store, "both the coupon's code and the store differ")
        return False
    require(first.coupon_code == second.coupon_code and coupon is not None, "another coupon")
    others = attrs.evolve(smaller.store, coupons=larger.store.coupons)
    require(others == larger.store, "the stores differ in more than coupons")
    return coupon is not None and grown is not None and _coupon_grew(coupon, grown)


def _merchant_discount_grew(old: Sequence[MerchantDiscount], new: Sequence[MerchantDiscount]) -> bool:
    if tuple(new[:-1]) == tuple(old):
        return False
    require(len(old) == len(new) and old[:-1] == new[:-1], "another merchant discount than the last one differs")
    was, now = old[-1], new[-1]
    rebuilt = attrs.evolve(was, amount=now.amount, percentage=now.percentage)
    require(rebuilt == now and (was.amount is None) == (now.amount is None), "a merchant discount of another kind")
    require(_ratio(now) >= _ratio(was), "the second merchant discount is not the larger one")
    return True


def _coupon_grew(coupon: Coupon, grown: Coupon) -> bool:
    names = ("money_off_amount", "percent_off_rate", "fixed_price_amount")
    rebuilt = attrs.evolve(coupon, **{name: getattr(grown, name) for name in names})
    require(rebuilt == grown and coupon.coupon_type is grown.coupon_type, "a coupon of another kind")
    require(coupon != grown, "no discount differs")
    is_fixed = coupon.fixed_price_amount is not None
    was, now = _ratio(coupon), _ratio(grown)
    require(now <= was if is_fixed else now >= was, "the second coupon is not the larger one")
    return is_one_amount(coupon)


def _ratio(discount: Coupon | MerchantDiscount) -> Fraction:
    return Fraction(*discount.ratio)
