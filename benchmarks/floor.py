"""The floor: the same price by hand, on ints in tuples. What a library that checks and explains is measured against.

It does, at each call: find every item in a dict (an unknown one is a line of nothing), see which lines can be sold,
the coupon's window, limit and minimum, money off each unit in its scope or spread over the order by largest remainder,
tax by line at the rate of its group, delivery, fee, the three summaries, the deposit, the gift card.

It does not: look at options of an item or at app ids, tell why a coupon takes off nothing, know percentages, unit
prices finer than a cent, prices with tax, other roundings or other coupons, overrides, custom lines or line addresses.
It checks no currency and keeps nothing from which a price could be explained.

`digest_store` and `digest_checkout` are not timed: they put into tuples, dicts and bits what the nouns say, no results.
Tax groups are numbered, scopes are bits, rates and delivery options stand ready by place.
"""

from __future__ import annotations

from typing import Any

from checkout_core.model.payment_options import PaymentOptionType

NOW, DEPOSIT, LATER = range(3)
"""When a line is paid: at once, in part, afterwards."""

GONE = (0, 0, 0, 0, NOW, 0)
"""The item of a line that the catalog does not know: unit price, stock, tax group, scopes, payment, deposit."""

UNLIMITED = -1
NEVER = 2**63


def price(cart: tuple[Any, ...], shop: tuple[Any, ...]) -> tuple[Any, ...]:  # noqa: C901, PLR0912, PLR0915  # calls cost
    """Price the digested checkout: lines of (price, discount, tax), summary, pay now, pay later, redeemed."""
    lines, coupon_code, instant, place, selected, card = cart
    catalog, coupons, places, fees, cards = shop
    find = catalog.get
    items = [find(key, GONE) for key, _ in lines]
    prices = [item[0] * quantity for item, (_, quantity) in zip(items, lines)]  # noqa: B905  # it costs
    subtotal = sum(prices)

    discounts = None
    coupon = coupons.get(coupon_code)
    if coupon is not None:
        off, reach, minimum, start, end, uses = coupon
        if start <= instant < end and uses and subtotal >= minimum:
            if reach:
                discounts = [
                    (off if off < item[0] else item[0]) * quantity if item[3] & reach else 0  # noqa: FURB136  # min costs
                    for item, (_, quantity) in zip(items, lines)  # noqa: B905
                ]
            elif subtotal:
                discounts = spread(min(off, subtotal), prices, subtotal)
    if discounts is None:
        discounts = [0] * len(prices)
    discount = sum(discounts)

    rates, shipping_rate, fee_rate, options = places[place]
    taxes = [
        ((amount - less) * rates[item[2]] + 500_000) // 1_000_000
        for amount, less, item in zip(prices, discounts, items)  # noqa: B905
    ]
    shipping = options.get(selected, 0)
    extra_tax = (shipping * shipping_rate + 500_000) // 1_000_000
    charged = 0
    for fee, taxable in fees:
        charged += fee
        if taxable:
            extra_tax += (fee * fee_rate + 500_000) // 1_000_000
    tax = sum(taxes) + extra_tax
    total = subtotal + shipping + charged + tax - discount

    price_later = discount_later = tax_later = shipping_later = charged_later = 0
    online = sold = False
    for index, item in enumerate(items):
        _, stock, _, _, payment, deposit = item
        if stock:
            sold = True
            if payment != LATER:
                online = True
        if payment:
            amount, less, levied = prices[index], discounts[index], taxes[index]
            if payment == DEPOSIT:
                whole = amount - less + levied
                if whole:
                    paid = min(deposit * lines[index][1], whole)
                    less_now = (2 * less * paid + whole) // (2 * whole)
                    levied_now = (2 * levied * paid + whole) // (2 * whole)
                    amount -= paid + less_now - levied_now
                    less -= less_now
                    levied -= levied_now
            price_later += amount
            discount_later += less
            tax_later += levied
    if sold and not online:
        shipping_later, charged_later = shipping, charged
        tax_later += extra_tax
    total_later = price_later + shipping_later + charged_later + tax_later - discount_later

    return (
        list(zip(prices, discounts, taxes)),  # noqa: B905
        (subtotal, shipping, tax, discount, total, charged),
        (
            subtotal - price_later,
            shipping - shipping_later,
            tax - tax_later,
            discount - discount_later,
            total - total_later,
            charged - charged_later,
        ),
        (price_later, shipping_later, tax_later, discount_later, total_later, charged_later),
        min(cards.get(card, 0), total),
    )


def spread(off: int, prices: list[int], subtotal: int) -> list[int]:
    """Share the amount out in proportion to the prices, by largest remainder, ties to the earlier line."""
    shares = [off * amount // subtotal for amount in prices]
    left = off - sum(shares)
    if left:
        rests = [off * amount % subtotal for amount in prices]
        for index in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            shares[index] += 1
    return shares


def digest_store(store: Any) -> tuple[Any, ...]:
    """The store as dicts and tuples of ints."""
    groups: dict[str | None, int] = {None: 0}
    bits: dict[Any, int] = {}
    for item in store.catalog.values():
        groups.setdefault(item.tax_group_id, len(groups))
        for key in item.scope_keys:
            bits.setdefault(key, 1 << len(bits))

    def digest_item(item: Any) -> tuple[int, ...]:
        stock = UNLIMITED if item.quantity_available is None else item.quantity_available
        payment = {
            PaymentOptionType.FULL_PAYMENT_ONLINE: NOW,
            PaymentOptionType.DEPOSIT_ONLINE: NOW if item.deposit_amount is None else DEPOSIT,
            PaymentOptionType.FULL_PAYMENT_OFFLINE: LATER,
        }[item.payment_option]
        deposit = 0 if item.deposit_amount is None else item.deposit_amount.minor_units
        scopes = sum(bits[key] for key in item.scope_keys)
        return (item.price.minor_units, stock, groups[item.tax_group_id], scopes, payment, deposit)

    def digest_place(country: str | None, subdivision: str | None) -> tuple[Any, ...]:
        here = [tax for tax in store.taxes if tax.country == country and tax.subdivision in (None, subdivision)]
        return (
            tuple(
                sum(tax.ppm for tax in here if tax.tax_group_ids is None or group in tax.tax_group_ids)
                for group in groups
            ),
            sum(tax.ppm for tax in here if tax.applies_to_shipping),
            sum(tax.ppm for tax in here if tax.applies_to_fees),
            {
                (carrier.carrier_id, option.code): option.cost.minor_units
                for carrier in store.shipping
                if country in (carrier.region.countries or ())
                for option in carrier.options
            },
        )

    return (
        {reference.catalog_item_id: digest_item(item) for reference, item in store.catalog.items()},
        {
            coupon.code: (
                coupon.money_off_amount.minor_units,
                0 if coupon.scope is None else bits[coupon.scope.key],
                0 if coupon.minimum_subtotal is None else coupon.minimum_subtotal.minor_units,
                0 if coupon.start_time is None else int(coupon.start_time.timestamp()),
                NEVER if coupon.expiration_time is None else int(coupon.expiration_time.timestamp()),
                NEVER if coupon.usage_limit is None else max(0, coupon.usage_limit - coupon.usage_count),
            )
            for coupon in store.coupons
            if coupon.active
        },
        {(tax.country, tax.subdivision): digest_place(tax.country, tax.subdivision) for tax in store.taxes},
        [(fee.price.minor_units, fee.taxable) for fee in store.additional_fees],
        {card.code: card.balance.minor_units for card in store.gift_cards},
    )


def digest_checkout(checkout: Any, store: Any) -> tuple[Any, ...]:
    """The checkout as a tuple; its lines as (item id, quantity)."""
    info = checkout.shipping_info
    address, selected = info.shipping_destination.address, info.selected_carrier_service_option
    return (
        [(line.catalog_reference.catalog_item_id, line.quantity) for line in checkout.line_items],
        checkout.coupon_code,
        int((store.as_of or checkout.updated_date).timestamp()),
        (address.country, address.subdivision),
        (selected.carrier_id, selected.code),
        checkout.gift_card_code,
    )
