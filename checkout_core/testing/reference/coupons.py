"""The reference of coupons and merchant discounts: rules C1 to C13, D7 and D8 of `docs/conventions.md`."""

from dataclasses import replace
from fractions import Fraction

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import BuyXGetY, Coupon, MerchantDiscount
from checkout_core.model.item_details import Scope
from checkout_core.model.store import Store
from checkout_core.testing.reference.exact import minor, rounded, shared_out
from checkout_core.testing.reference.figures import Discount
from checkout_core.testing.reference.line_items import Row, line_price, now_of

NONE_ELIGIBLE = "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"

# --- whether the coupon applies ---------------------------------------------------------------------------------------


def coupon_of(checkout: Checkout, store: Store) -> Coupon | None:
    """C1: the store's coupon of this code, whatever its case."""
    held = checkout.coupon_code
    return next((coupon for coupon in store.coupons if held and coupon.code.casefold() == held.casefold()), None)


def uses_by(coupon: Coupon, email: str) -> int:
    """C3: how often this customer has used the coupon."""
    uses = coupon.usage_by_customer.items()
    return sum(int(str(count)) for customer, count in uses if customer.casefold() == email.casefold())


def has_scope(item: CatalogItem, scope: Scope) -> bool:
    """C4: whether the item has that scope or a narrower one."""

    def within(own: Scope) -> bool:
        if own.namespace != scope.namespace or scope.group is None or own.group is None:
            return own.namespace == scope.namespace and scope.group is None
        return own.group.name == scope.group.name and scope.group.entity_id in {None, own.group.entity_id}

    return any(within(own) for own in item.coupon_scopes)


def reached(coupon: Coupon, rows: list[Row]) -> list[Row]:
    """C4: the found lines of the coupon's scope that cost something, subscriptions or not."""
    return [row for row in rows if row.price > 0 and (coupon.scope is None or has_scope(row.item, coupon.scope))]


def eligible(coupon: Coupon, rows: list[Row]) -> list[Row]:
    """C4: the found lines that the coupon reaches."""
    return [row for row in reached(coupon, rows) if coupon.applies_to_subscriptions or row.subscription is None]


def coupon_problem(
    coupon: Coupon | None, rows: list[Row], checkout: Checkout, store: Store, *, delivered: bool
) -> str | None:
    """C2, C3, C12, C13: the code of the first check that fails; ``delivered`` is whether an option is in force."""
    if coupon is None:
        return "ERROR_COUPON_DOES_NOT_EXIST"
    now = now_of(checkout, store)
    email = None if checkout.buyer_info is None else checkout.buyer_info.email
    limit = coupon.limit_per_customer
    subtotal = sum(row.line_price for row in rows)
    checks = (
        (coupon.active, "ERROR_COUPON_IS_DISABLED"),
        (coupon.start_time is None or coupon.start_time <= now, "ERROR_COUPON_IS_NOT_ACTIVE_YET"),
        (coupon.expiration_time is None or now < coupon.expiration_time, "ERROR_COUPON_HAS_EXPIRED"),
        (coupon.usage_limit is None or coupon.usage_count < coupon.usage_limit, "ERROR_COUPON_USAGE_EXCEEDED"),
        (
            limit is None or email is None or uses_by(coupon, email) < limit,
            "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
        ),
        (
            coupon.minimum_subtotal is None or subtotal >= minor(coupon.minimum_subtotal),
            "MIN_SUBTOTAL_NOT_REACHED",
        ),
    )
    failed = next((code for passed, code in checks if not passed), None)
    if failed is not None:
        return failed
    if coupon.free_shipping:
        return None if delivered else NONE_ELIGIBLE
    return lines_problem(coupon, rows, store)


def lines_problem(coupon: Coupon, rows: list[Row], store: Store) -> str | None:
    """C3, C12, C14: whether there are lines for the coupon, units enough, and something to take off."""
    lines = eligible(coupon, rows)
    if not lines:
        return "NOT_APPLICABLE_TO_SUBSCRIPTIONS" if reached(coupon, rows) else NONE_ELIGIBLE
    deal = coupon.buy_x_get_y
    if deal is not None and sum(row.quantity for row in lines) < deal.x + deal.y:
        return "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"
    return None if any(coupon_off(coupon, rows, store).values()) else NONE_ELIGIBLE


# --- what it takes off ------------------------------------------------------------------------------------------------


def coupon_off(coupon: Coupon, rows: list[Row], store: Store) -> dict[int, int]:
    """C5 to C12: what the coupon takes off each line, by the line's place; free shipping takes off none."""
    mode, lines = store.policy.rounding, [] if coupon.free_shipping else eligible(coupon, rows)
    total = sum(row.line_price for row in lines)
    one_unit = coupon.limited_to_one_item or (coupon.scope is not None and coupon.scope.namespace == "bookings")
    if coupon.money_off_amount is not None and coupon.minimum_subtotal is not None:  # C8
        return spread(min(rounded(minor(coupon.money_off_amount), mode), total), lines)
    if one_unit:  # C5, C6, C9, C11, C12
        cheapest = sorted(lines, key=lambda row: (row.price, row.place))[:1]
        return {row.place: rounded(off_unit(coupon, row.price), mode) for row in cheapest}
    if coupon.percent_off_rate is not None:  # C9
        return spread(rounded(off_unit(coupon, Fraction(total)), mode), lines)
    units = {row.place: row.quantity for row in lines}  # C7, C11
    if coupon.buy_x_get_y is not None:  # C12
        units = free_units(coupon.buy_x_get_y, lines)
    return {row.place: rounded(off_unit(coupon, row.price) * units[row.place], mode) for row in lines}


def off_unit(coupon: Coupon, price: Fraction) -> Fraction:
    """C6, C7, C9, C11, C12: what the coupon takes off something of this price, unrounded."""
    if coupon.money_off_amount is not None:
        return min(minor(coupon.money_off_amount), price)
    if coupon.percent_off_rate is not None:
        return Fraction(coupon.percent_off_rate) / 100 * price
    if coupon.fixed_price_amount is not None:
        return max(Fraction(0), price - minor(coupon.fixed_price_amount))
    return price


def spread(once: int, lines: list[Row]) -> dict[int, int]:
    """C8, C9: one amount, shared out in proportion to line prices."""
    parts = shared_out(once, [row.line_price for row in lines])
    return dict(zip([row.place for row in lines], parts, strict=True))


def free_units(deal: BuyXGetY, lines: list[Row]) -> dict[int, int]:
    """C12: how many units of each line are free, by its place: in a row, dearest first, the last Y of each X + Y."""
    group = deal.x + deal.y
    groups = sum(row.quantity for row in lines) // group

    def free_among(first: int) -> int:
        """C12: how many of so many units from the start of the row are free."""
        full, rest = divmod(min(first, groups * group), group)
        return full * deal.y + max(0, rest - deal.x)

    found, start = {}, 0
    for row in sorted(lines, key=lambda row: (-row.price, row.place)):
        found[row.place] = free_among(start + row.quantity) - free_among(start)
        start += row.quantity
    return found


def coupon_figures(coupon: Coupon, off: dict[int, int], off_shipping: int, rows: list[Row]) -> Discount:
    """C10, C13: what became of the coupon."""
    kind = "SPECIFIC_ITEMS" if coupon.scope is not None and coupon.scope.group is not None else "GLOBAL"
    return discount_figures(
        "coupon", coupon.id, off, rows, "SHIPPING" if coupon.free_shipping else kind, off_shipping=off_shipping
    )


def discount_figures(
    kind: str, key: str | Fraction | None, off: dict[int, int], rows: list[Row], reach: str, *, off_shipping: int = 0
) -> Discount:
    """C10, D7: what a discount took off, and the lines if it is for some of them."""
    parts = tuple((row.line.id, off[row.place]) for row in rows if off.get(row.place))
    named = tuple(line_id for line_id, _ in parts) if reach == "SPECIFIC_ITEMS" else ()
    return Discount(kind, key, sum(off.values()) + off_shipping, reach, named, parts)


def less(rows: list[Row], off: dict[int, int]) -> list[Row]:
    """R4: the lines with that much more taken off them."""
    return [replace(row, discount=row.discount + off.get(row.place, 0)) for row in rows]


# --- merchant discounts -----------------------------------------------------------------------------------------------


def with_merchant_discounts(rows: list[Row], checkout: Checkout, store: Store) -> tuple[list[Row], list[Discount]]:
    """D7: the lines after all of them, in their order, and what each took off."""
    applied = []
    for discount in checkout.merchant_discounts:
        off = merchant_off(discount, rows, store)
        rate = None if discount.percentage is None else Fraction(discount.percentage)
        reach = "SPECIFIC_ITEMS" if discount.line_item_ids else "GLOBAL"
        applied.append(discount_figures("merchant", rate, off, rows, reach))
        rows = less(rows, off)
    return rows, applied


def merchant_off(discount: MerchantDiscount, rows: list[Row], store: Store) -> dict[int, int]:
    """D7: once for the lines it names, or for all; at most what is left of them, in proportion to that."""
    named = {line_id.lower() for line_id in discount.line_item_ids}
    lines = [row for row in rows if not named or row.line.id.lower() in named]
    exact = Fraction(0) if discount.amount is None else minor(discount.amount)
    if discount.percentage is not None:
        before = sum(line_price(row.before_discounts, row.line, store) for row in lines)
        exact = Fraction(discount.percentage) / 100 * before
    left = [row.discounted for row in lines]
    parts = shared_out(min(rounded(exact, store.policy.rounding), sum(left)), left)
    return dict(zip([row.place for row in lines], parts, strict=True))


def merchant_problem(checkout: Checkout) -> str | None:
    """D8: a merchant discount names what is no line."""
    ids = {line.id.lower() for line in checkout.line_items}
    named = {line_id.lower() for discount in checkout.merchant_discounts for line_id in discount.line_item_ids}
    return "LINE_ITEM_NOT_FOUND" if named - ids else None
