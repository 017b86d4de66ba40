"""Prices in a few words: lines as (unit price, quantity), everything else by keyword."""

from decimal import Decimal

import attrs
from samples import APP, CARRIER, NOW, guid

import checkout_core as cc

STORES = cc.Scope(namespace="stores")
MEMBER = guid(700)
"""The member that memberships belong to unless a test says otherwise."""


def item(price, currency="USD", **fields):
    """An item of the namespace ``stores``."""
    fields.setdefault("coupon_scopes", [STORES])
    return cc.CatalogItem(price=cc.Money(price, currency), **fields)


def extras(*prices, currency="USD"):
    """Modifiers at these prices, or at (price, quantity), as the groups of an item."""
    pairs = [price if isinstance(price, tuple) else (price, 1) for price in prices]
    modifiers = [
        cc.Modifier(id=f"extra-{number}", label="Extra", price=cc.Money(price, currency), quantity=quantity)
        for number, (price, quantity) in enumerate(pairs, 1)
    ]
    return [cc.ModifierGroup(id="extras", name="Extras", modifiers=modifiers)]


def subscription(price, frequency="MONTH", *, every=1, cycles=None, trial=None, renews=False, title=None, **fields):
    """An item that is billed every so many of a unit; ``trial`` as (unit, how many)."""
    free = trial and cc.FreeTrialPeriod(frequency=cc.SubscriptionFrequency[trial[0]], interval=trial[1])
    settings = cc.SubscriptionSettings(
        frequency=cc.SubscriptionFrequency[frequency],
        interval=every,
        billing_cycles=cycles,
        auto_renewal=renews,
        free_trial_period=free,
    )
    info = cc.SubscriptionOptionInfo(title=title, subscription_settings=settings)
    return item(price, subscription_option_info=info, **fields)


def tax(rate, name="Tax", **fields):
    """A tax that applies everywhere."""
    return cc.Tax(name=name, rate=Decimal(rate), **fields)


def coupon(money=None, percent=None, minimum=None, currency="USD", fixed=None, groups=None, **fields):
    """A coupon with code C; on the namespace ``stores`` unless it has a minimum. ``groups`` are X and Y."""
    if minimum is None:
        fields.setdefault("scope", STORES)
    else:
        fields["minimum_subtotal"] = cc.Money(minimum, currency)
    if money is not None:
        fields["money_off_amount"] = cc.Money(money, currency)
    if percent is not None:
        fields["percent_off_rate"] = Decimal(percent)
    if fixed is not None:
        fields["fixed_price_amount"] = cc.Money(fixed, currency)
    if groups is not None:
        fields["buy_x_get_y"] = cc.BuyXGetY(x=groups[0], y=groups[1])
    return cc.Coupon(id=guid(500), name="C", code="C", **fields)


def items(*ids, app=APP):
    """The scope of a rule: these items of the app, or all of them."""
    chosen = cc.CatalogItemFilter(catalog_app_id=app, catalog_item_ids=ids or None)
    return cc.RuleScope(type=cc.RuleScopeType.CATALOG_ITEM, catalog_item_filter=chosen)


def collections(*ids, app=APP):
    """The scope of a rule: the app's items in these collections."""
    chosen = cc.CustomFilter(app_id=app, params=cc.Collections(collection_ids=ids))
    return cc.RuleScope(type=cc.RuleScopeType.CUSTOM_FILTER, custom_filter=chosen)


def rule(percent=None, *, money=None, fixed=None, scopes=None, lowest=False, only=None, window=None, **fields):
    """A discount rule on everything of the app; ``only`` ONE_TIME_PURCHASE or SUBSCRIPTION, ``window`` (start, end)."""
    kind = "PERCENTAGE" if percent is not None else "FIXED_AMOUNT" if money is not None else "FIXED_PRICE"
    discount = cc.RuleDiscount(
        discount_type=cc.RuleDiscountType[kind],
        specific_items_info=cc.SpecificItemsInfo(scopes=scopes or [items()]),
        percentage=None if percent is None else Decimal(percent),
        fixed_amount=money and cc.Money(money, "USD"),
        fixed_price=fixed and cc.Money(fixed, "USD"),
    )
    subject = cc.AppliedSubjectType.LOWEST_PRICED_ITEM if lowest else cc.AppliedSubjectType.ALL_ITEMS
    purchase = cc.PurchaseType[f"ONLY_{only}"] if only else cc.PurchaseType.ALL_PURCHASE_TYPES
    start, end = window or (None, None)
    fields = {"id": guid(800), "name": "Rule"} | fields
    return cc.DiscountRule(
        discounts=cc.RuleDiscounts(values=[discount]),
        settings=cc.DiscountRuleSettings(applied_subject_type=subject, purchase_type=purchase),
        active_time_info=cc.ActiveTimeInfo(start=start, end=end),
        **fields,
    )


def subtotal_of(from_=None, to=None, *scopes):
    """A trigger: the lines in the scopes, or all of the app's, cost so much."""
    ends = {"from_": from_ and cc.Money(from_, "USD"), "to": to and cc.Money(to, "USD")}
    range_ = cc.SubtotalRange(scopes=scopes or [items()], **ends)
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.SUBTOTAL_RANGE, subtotal_range=range_)


def quantity_of(from_=None, to=None, *scopes):
    """A trigger: so many units in the scopes, or of the whole app."""
    range_ = cc.ItemQuantityRange(scopes=scopes or [items()], from_=from_, to=to)
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.ITEM_QUANTITY_RANGE, item_quantity_range=range_)


def customers(*emails, members=()):
    """A trigger: the buyer is one of these."""
    listed = cc.CustomerEligibility(emails=emails, member_ids=members)
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.CUSTOMER_ELIGIBILITY, customer_eligibility=listed)


def all_of(*triggers):
    """A trigger: every one of these."""
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.AND, and_=cc.TriggerGroup(triggers=triggers))


def any_of(*triggers):
    """A trigger: at least one of these."""
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.OR, or_=cc.TriggerGroup(triggers=triggers))


def merchant(amount=None, percent=None, lines=()):
    """A merchant discount; lines by number."""
    return cc.MerchantDiscount(
        amount=amount and cc.Money(amount, "USD"),
        percentage=percent and Decimal(percent),
        line_item_ids=[guid(number) for number in lines],
    )


def membership(name="gold", *, left=None, roots=("yoga",), member=MEMBER, **fields):
    """A membership of `MEMBER` for items of the root ``yoga``, with so many credits left; None without a bound."""
    counted = None if left is None else cc.Credits(total=1_000_000, remaining=left)
    fields = {"app_id": APP, "root_catalog_item_ids": roots, "credits": counted} | fields
    return cc.Membership(id=name, name=name, member_id=member, **fields)


def lesson(price, option="MEMBERSHIP", **fields):
    """An item of the root ``yoga`` that is paid by a membership."""
    fields = {"root_catalog_item_id": "yoga"} | fields
    return item(price, payment_option=cc.PaymentOptionType[option], **fields)


def pays(name, *lines, app=APP):
    """A selected membership; lines by number, or by id."""
    ids = [line if isinstance(line, str) else guid(line) for line in lines]
    return cc.SelectedMembership(id=name, app_id=app, line_item_ids=ids)


def delivery(cost, code="std", currency="USD", *, free_from=None, pickup=False, charges=()):
    """A delivery option; ``charges`` as (type, price)."""
    logistics = cc.DeliveryLogistics(pickup_details=cc.PickupDetails()) if pickup else None
    return cc.ShippingOption(
        code=code,
        cost=cc.Money(cost, currency),
        free_from_subtotal=free_from and cc.Money(free_from, currency),
        logistics=logistics,
        other_charges=[
            cc.OtherCharge(type=cc.ChargeType[kind], price=cc.Money(price, currency)) for kind, price in charges
        ],
    )


def carrier(*options, number=1, **region):
    """A carrier with these options; ``countries`` and ``subdivisions`` bound its region."""
    place = cc.ShippingRegion(id=guid(600 + number), name="region", **region)
    return cc.ShippingCarrier(carrier_id=CARRIER if number == 1 else guid(620 + number), region=place, options=options)


def delivered(code=None, country="US", subdivision=None, carrier_id=None):
    """The buyer's side of delivery: where to, and by which option."""
    chosen = None if code is None else cc.SelectedCarrierServiceOption(code=code, carrier_id=carrier_id)
    address = cc.Address(country=country, subdivision=subdivision)
    return cc.ShippingInfo(
        shipping_destination=cc.AddressWithContact(address=address), selected_carrier_service_option=chosen
    )


def priced(
    *lines,
    currency="USD",
    coupon=None,
    taxes=(),
    included=False,
    shipping=None,
    options=None,
    select=None,
    carriers=None,
    fees=(),
    card=None,
    rules=(),
    merchants=(),
    memberships=(),
    member=None,
    selected=(),
    minimum=None,
    validators=(),
    info=None,
    policy=None,
    **store,
):
    """Price lines given as (unit price, quantity) or (item, quantity), with fields of the line as a third where needed.

    Shipping is a price, or ``options`` of one carrier for the whole world, or ``carriers``; the first option is
    selected, or that of the code ``select``. Gift card and minimum are amounts.
    """
    catalog, asked = {}, []
    for number, (price, quantity, *more) in enumerate(lines, 1):
        reference = cc.CatalogReference(APP, f"item-{number}")
        if price is not None:
            catalog[reference] = price if isinstance(price, cc.CatalogItem) else item(price, currency)
        fields = {"id": guid(number), "catalog_reference": reference} | (more[0] if more else {})
        asked.append(cc.LineItem(quantity=quantity, **fields))
    fields = dict(info or {})
    if shipping is not None:
        options = [delivery(shipping, currency=currency)]
    if options is not None:
        carriers = [carrier(*options)]
    if carriers is not None:
        store["shipping"] = carriers
        fields.setdefault("shipping_info", delivered(select or carriers[0].options[0].code))
    if card is not None:
        store["gift_cards"] = [cc.GiftCard(code="GIFTCARD", balance=cc.Money(card, currency))]
        fields["gift_card_code"] = "GIFTCARD"
    if member is not None:
        fields["buyer_info"] = cc.BuyerInfo(member_id=member)
    if selected:
        fields["membership_options"] = cc.MembershipOptions(
            selected_memberships=cc.SelectedMemberships(memberships=selected)
        )
    shop = cc.Store(
        currency=currency,
        catalog=catalog,
        coupons=[] if coupon is None else [coupon],
        taxes=taxes,
        tax_included_in_price=included,
        additional_fees=fees,
        policy=policy or cc.PricingPolicy(),
        discount_rules=[attrs.evolve(entry, id=guid(800 + number)) for number, entry in enumerate(rules)],
        memberships=memberships,
        minimum_order_subtotal=None if minimum is None else cc.Money(minimum, currency),
        **store,
    )
    checkout = cc.Checkout(
        id=guid(9),
        currency=currency,
        channel_type=cc.ChannelType.WEB,
        created_date=NOW,
        updated_date=NOW,
        line_items=asked,
        coupon_code=None if coupon is None else coupon.code,
        merchant_discounts=merchants,
        **fields,
    )
    return cc.price(checkout, shop, validators=validators)


def numbers(moneys):
    """Amounts as text in major units."""
    return [str(amount.amount) for amount in moneys]


def column(price, name):
    """One amount of every line as text in major units."""
    return numbers(getattr(line, name) for line in price.lines)


def six(summary):
    """The fields of a summary as text: subtotal, shipping, fees, tax, discount, total."""
    names = ("subtotal", "shipping", "additional_fees", "tax", "discount", "total")
    return numbers(getattr(summary, name) for name in names)


def finding(price, member):
    """The code that one member of the findings carries; None where nothing was found."""
    details = getattr(price.calculation_errors, member)
    return None if details is None else details.application_error.code
