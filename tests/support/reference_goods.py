"""The reference pricing of lines and coupons: rules L1 to L5, R2 and C1 to C10 of `docs/conventions.md`."""

from dataclasses import dataclass
from fractions import Fraction

from exact import minor, rounded, shared_out
from figures import HeldCoupon

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.item_details import Scope
from checkout_core.model.line_item import LineItem
from checkout_core.model.store import Store

# --- lines: L1 to L5, R2 ----------------------------------------------------------------------------------------------

NOT_SHIPPABLE = {"GIFT_CARD", "DIGITAL", "SERVICE"}
PAID_ONLINE = {"FULL_PAYMENT_ONLINE", "MEMBERSHIP", "DEPOSIT_ONLINE"}
MEMBERSHIP = {"MEMBERSHIP", "MEMBERSHIP_OFFLINE", "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER"}


@dataclass(frozen=True)
class Row:
    """A found line: what is sold, at which terms, and what became of its price so far."""

    place: int
    line: LineItem
    item: CatalogItem
    price: Fraction
    full_price: Fraction
    payment_option: str
    deposit: Fraction | None
    saves_payment_method: bool
    shippable: bool
    line_price: int
    discount: int = 0

    @property
    def discounted(self) -> int:
        """What is left after the discount."""
        return self.line_price - self.discount

    @property
    def status(self) -> str:
        """Whether so many can be sold."""
        left = self.item.quantity_available
        if left is None or left >= self.line.quantity:
            return "AVAILABLE"
        return "NOT_AVAILABLE" if left == 0 else "PARTIALLY_AVAILABLE"

    @property
    def deposit_too_large(self) -> bool:
        """L5: whether the deposit is larger than the unit price."""
        return self.payment_option == "DEPOSIT_ONLINE" and self.deposit is not None and self.deposit > self.price


def item_of(line: LineItem, store: Store) -> CatalogItem | None:
    """L3: a custom line describes its item itself; the catalog is asked with the options first, then without."""
    if line.custom_item is not None or line.catalog_reference is None:
        return line.custom_item
    found = store.catalog.get(line.catalog_reference)
    plain = line.catalog_reference.without_options
    return store.catalog.get(plain) if found is None and plain is not None else found


def found_rows(checkout: Checkout, store: Store) -> list[Row]:
    """L1: the lines whose item is known; the others take part in nothing."""
    items = [(place, line, item_of(line, store)) for place, line in enumerate(checkout.line_items)]
    return [row_of(place, line, item, store) for place, line, item in items if item is not None]


def row_of(place: int, line: LineItem, item: CatalogItem, store: Store) -> Row:
    """L4, R2: what the item says, what the line overrides of it, and the line price."""
    price, full = minor(item.price), None if item.full_price is None else minor(item.full_price)
    option, deposit, saves = item.payment_option, item.deposit_amount, item.save_payment_method
    physical = item.physical_properties
    over = line.catalog_override_fields
    if over is not None:
        if over.price is not None:
            price, full = minor(over.price), None
        if over.full_price is not None:
            full = max(minor(over.full_price), price)
        option = over.payment_option or option
        deposit = over.deposit_amount or deposit
        physical = over.physical_properties or physical
        saves = saves if over.save_payment_method is None else over.save_payment_method
    preset = None if item.item_type.preset is None else item.item_type.preset.value
    return Row(
        place=place,
        line=line,
        item=item,
        price=price,
        full_price=price if full is None else full,
        payment_option=option.value,
        deposit=None if deposit is None else minor(deposit),
        saves_payment_method=saves,
        shippable=physical is not None and physical.shippable and preset not in NOT_SHIPPABLE,
        line_price=rounded(price * line.quantity, store.policy.rounding),
    )


# --- coupons: C1 to C10 -----------------------------------------------------------------------------------------------


def coupon_of(checkout: Checkout, store: Store) -> Coupon | None:
    """C1: the store's coupon of this code, whatever its case."""
    held = checkout.coupon_code
    return next((coupon for coupon in store.coupons if held and coupon.code.casefold() == held.casefold()), None)


def uses_by(coupon: Coupon, email: str) -> int:
    """C3: how often this customer has used the coupon."""
    uses = coupon.usage_by_customer.items()
    return sum(int(str(count)) for customer, count in uses if customer.casefold() == email.casefold())


def in_scope(item: CatalogItem, scope: Scope) -> bool:
    """C4: whether the item has that scope or a narrower one."""

    def within(own: Scope) -> bool:
        if own.namespace != scope.namespace or scope.group is None or own.group is None:
            return own.namespace == scope.namespace and scope.group is None
        return own.group.name == scope.group.name and scope.group.entity_id in {None, own.group.entity_id}

    return any(within(own) for own in item.coupon_scopes)


def eligible(coupon: Coupon, rows: list[Row]) -> list[Row]:
    """C4: the found lines that the coupon reaches."""
    return [row for row in rows if coupon.scope is None or in_scope(row.item, coupon.scope)]


def coupon_problem(coupon: Coupon | None, rows: list[Row], checkout: Checkout, store: Store) -> str | None:
    """C2, C3: the code of the first check that fails."""
    if coupon is None:
        return "ERROR_COUPON_DOES_NOT_EXIST"
    now = store.as_of or checkout.updated_date
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
        (eligible(coupon, rows) != [], "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
    )
    return next((code for passed, code in checks if not passed), None)


def discounts(coupon: Coupon, rows: list[Row], store: Store) -> dict[int, int]:
    """C5 to C9: what the coupon takes off each line, by the line's place."""

    def whole(exact: Fraction) -> int:
        return rounded(exact, store.policy.rounding)

    reached = eligible(coupon, rows)
    cheapest = min(reached, key=lambda row: (row.price, row.place))
    one_unit = coupon.limited_to_one_item or (coupon.scope is not None and coupon.scope.namespace == "bookings")
    line_prices = [row.line_price for row in reached]
    if coupon.percent_off_rate is not None:  # C9
        share = Fraction(coupon.percent_off_rate) / 100
        if one_unit:
            return {cheapest.place: whole(share * cheapest.price)}
        once = whole(share * sum(line_prices))
    else:
        assert coupon.money_off_amount is not None
        amount = minor(coupon.money_off_amount)
        if coupon.minimum_subtotal is None and one_unit:  # C6
            return {cheapest.place: whole(min(amount, cheapest.price))}
        if coupon.minimum_subtotal is None:  # C7
            return {row.place: whole(min(amount, row.price) * row.line.quantity) for row in reached}
        once = min(whole(amount), sum(line_prices))  # C8
    return dict(zip([row.place for row in reached], shared_out(once, line_prices), strict=True))


def coupon_figures(coupon: Coupon, rows: list[Row]) -> HeldCoupon:
    """C10: what became of the coupon."""
    specific = coupon.scope is not None and coupon.scope.group is not None
    parts = tuple((row.line.id, row.discount) for row in rows if row.discount)
    return HeldCoupon(
        amount=sum(row.discount for row in rows),
        discount_type="SPECIFIC_ITEMS" if specific else "GLOBAL",
        line_item_ids=tuple(line_id for line_id, _ in parts) if specific else (),
        parts=parts,
    )
