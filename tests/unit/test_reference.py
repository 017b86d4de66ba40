"""The reference pricing itself, against figures from published orders and figures worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

import checkout_core as cc
from checkout_core.currencies import exponent
from checkout_core.model.catalog import CatalogOverrideFields
from checkout_core.model.checkout import CustomSettings
from checkout_core.model.discount_rules import (
    ActiveTimeInfo,
    AppliedSubjectType,
    DiscountRule,
    DiscountRuleSettings,
    PurchaseType,
    RuleDiscount,
    RuleDiscounts,
    RuleDiscountType,
    SpecificItemsInfo,
)
from checkout_core.model.discounts import BuyXGetY, Coupon, MerchantDiscount
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.item_details import Scope, ScopeGroup
from checkout_core.model.memberships import (
    Credits,
    Membership,
    MembershipOptions,
    SelectedMembership,
    SelectedMemberships,
)
from checkout_core.model.modifiers import Modifier, ModifierGroup
from checkout_core.model.shipping import (
    ChargeType,
    OtherCharge,
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.subscriptions import (
    FreeTrialPeriod,
    SubscriptionFrequency,
    SubscriptionOptionInfo,
    SubscriptionSettings,
)
from checkout_core.model.triggers import (
    CatalogItemFilter,
    Collections,
    CustomerEligibility,
    CustomFilter,
    DiscountTrigger,
    ItemQuantityRange,
    RuleScope,
    RuleScopeType,
    SubtotalRange,
    TriggerGroup,
    TriggerType,
)
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.engine import reference_price
from checkout_core.testing.reference.exact import minor, rounded, shared_out
from checkout_core.testing.reference.figures import (
    Breach,
    Discount,
    Fitting,
    Line,
    MembershipProblem,
    Offer,
    ReferencePrice,
    Summary,
)
from checkout_core.testing.reference.subscriptions import later

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GUID = "00000000-0000-0000-0000-000000000001"
STORES = Scope(namespace="stores")


def usd(amount: str) -> cc.Money:
    """Dollars."""
    return cc.Money(amount, "USD")


def item(price: str, **fields) -> cc.CatalogItem:
    """An item of any shop, reached by coupons for the scope ``stores``."""
    return cc.CatalogItem(price=usd(price), **{"coupon_scopes": (STORES,), **fields})


def line_id(number: int) -> str:
    """The id of the n-th line; the hexadecimal end tells upper case from lower case."""
    return f"00000000-0000-0000-0000-{number:010d}ab"


def checkout(*items: tuple[cc.CatalogItem | None, int] | tuple[cc.CatalogItem, int, str], **fields) -> cc.Checkout:
    """A checkout of custom items with their quantities, and the ids under which a shop ``app`` would know them.

    None is an item that no catalog knows.
    """
    lines = tuple(
        cc.LineItem(
            id=line_id(number),
            quantity=quantity,
            custom_item=entry,
            catalog_reference=cc.CatalogReference("app", *(name or ["gone"])) if name or entry is None else None,
        )
        for number, (entry, quantity, *name) in enumerate(items, 1)
    )
    return cc.Checkout(
        id=GUID,
        currency="USD",
        channel_type=cc.ChannelType.WEB,
        line_items=lines,
        created_date=NOW,
        updated_date=NOW,
        **fields,
    )


def coupon(**fields) -> Coupon:
    """A coupon ``SAVE`` for the scope ``stores``, unless told otherwise."""
    reach = {} if fields.keys() & {"minimum_subtotal", "scope", "free_shipping"} else {"scope": STORES}
    return Coupon(id=GUID, name="save", code="SAVE", **reach, **fields)


def store(**fields) -> cc.Store:
    """A store that sells in dollars."""
    return cc.Store(currency="USD", **fields)


def tax(rate: str, **fields) -> cc.Tax:
    """A tax that applies everywhere."""
    return cc.Tax(name=f"{rate} tax", rate=Decimal(rate), **fields)


def delivery(cost: str, **fields) -> dict[str, object]:
    """One carrier with one option at this cost, as fields of a store."""
    region = ShippingRegion(id=GUID, name="everywhere")
    options = (ShippingOption(code="standard", cost=usd(cost), **fields),)
    return {"shipping": (ShippingCarrier(carrier_id=GUID, region=region, options=options),)}


def to_new_york() -> ShippingInfo:
    """Deliver to New York by the option ``standard``."""
    return ShippingInfo(
        shipping_destination=cc.AddressWithContact(address=cc.Address(country="US", subdivision="US-NY")),
        selected_carrier_service_option=SelectedCarrierServiceOption(code="standard"),
    )


def discounts(coupon: Coupon, *items: tuple[cc.CatalogItem | None, int]) -> list[Fraction | int]:
    """What the coupon takes off each line, in cents."""
    priced = reference_price(checkout(*items, coupon_code="SAVE"), store(coupons=(coupon,)))
    return [line.discount for line in priced.lines]


# --- published orders -------------------------------------------------------------------------------------------------


def test_published_order_with_percent_coupon_and_tax():
    """Order 10108 of the documentation: 5 % off 70.00 and 146.25, tax 4 %, shipping 2.00, total 215.66."""
    priced = reference_price(
        checkout((item("70.00"), 1), (item("146.25"), 1), coupon_code="SAVE", shipping_info=to_new_york()),
        store(
            coupons=(coupon(minimum_subtotal=usd("0"), percent_off_rate=Decimal(5)),),
            taxes=(tax("0.04", applies_to_shipping=False),),
            **delivery("2.00"),
        ),
    )
    assert [line.discount for line in priced.lines] == [350, 731]
    assert [line.cost.levied.taxable for line in priced.lines] == [6650, 13894]
    assert [line.cost.levied.tax for line in priced.lines] == [266, 556]
    assert [line.cost.after_tax for line in priced.lines] == [6916, 14450]
    assert priced.coupon is not None
    assert priced.coupon.amount == 1081
    assert priced.summary == Summary(21625, 200, 822, 1081, 21566, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(10, 3), (85, 1)], [1000, 0]),
        ([(85, 1), (10, 1)], [0, 1000]),
        ([(30, 1), (10, 2)], [0, 1000]),
        ([(10, 3)], [1000]),
    ],
    ids=["createCheckout", "getCheckout", "webhook", "removeLineItems"],
)
def test_published_money_off_coupons(lines, expected):
    """The published checkouts with one MoneyOff 10 take it all off one unit of the cheapest line."""
    held = coupon(money_off_amount=usd("10"), limited_to_one_item=True)
    assert discounts(held, *((item(str(price)), quantity) for price, quantity in lines)) == expected


def test_published_checkout_with_an_unknown_item():
    """30 + 85, an item that is gone, shipping 10, coupon 10: total 115, and the third line is zero throughout."""
    priced = reference_price(
        checkout((item("10"), 3), (item("85"), 1), (None, 1), coupon_code="SAVE", shipping_info=to_new_york()),
        store(coupons=(coupon(money_off_amount=usd("10"), limited_to_one_item=True),), **delivery("10")),
    )
    assert priced.summary == Summary(11500, 1000, 0, 1000, 11500, 0)
    gone = priced.lines[2]
    assert (gone.status, gone.price, gone.discount, gone.cost.after_tax) == ("NOT_FOUND", 0, 0, 0)
    assert priced.findings == ()


def test_published_plan_with_included_tax():
    """330.00 including 21 % is 272.73 and 57.27, and the tax does not raise the total."""
    priced = reference_price(checkout((item("330.00"), 1)), store(taxes=(tax("0.21"),), tax_included_in_price=True))
    (line,) = priced.lines
    assert (line.cost.before_tax, line.cost.levied.tax, line.cost.after_tax) == (27273, 5727, 33000)
    assert line.cost.levied.taxable == 27273
    assert priced.summary == Summary(33000, 0, 5727, 0, 33000, 0)


# --- coupons by hand --------------------------------------------------------------------------------------------------


def test_money_off_a_scope_is_off_each_unit():
    """10 off makes items of 8 free, each unit of them, and takes 10 off each of the dearer ones."""
    assert discounts(coupon(money_off_amount=usd("10")), (item("8"), 2), (item("25"), 3)) == [1600, 3000]


def test_money_off_one_item_stops_at_its_price():
    """10 off one item takes 8 off an item of 8."""
    held = coupon(money_off_amount=usd("10"), limited_to_one_item=True)
    assert discounts(held, (item("8"), 2), (item("25"), 1)) == [800, 0]


def test_money_off_the_order_is_shared_by_line_price():
    """10 off 30 and 85 is 2.61 and 7.39; off an order of 6 it is 6."""
    held = coupon(money_off_amount=usd("10"), minimum_subtotal=usd("0"))
    assert discounts(held, (item("10"), 3), (item("85"), 1)) == [261, 739]
    assert discounts(held, (item("2"), 1), (item("4"), 1)) == [200, 400]


def test_percent_off_one_item_is_off_one_unit():
    """20 % off one item is 20 % of one unit of the cheapest line."""
    held = coupon(percent_off_rate=Decimal(20), limited_to_one_item=True)
    assert discounts(held, (item("10"), 3), (item("85"), 1)) == [200, 0]


def test_bookings_are_always_limited_to_one_item():
    """A coupon for bookings takes its amount off one unit only."""
    scope = Scope(namespace="bookings")
    held = coupon(money_off_amount=usd("3"), scope=scope)
    assert discounts(held, (item("10", coupon_scopes=(scope,)), 4)) == [300]


@pytest.mark.parametrize(
    ("own", "reached"),
    [
        ([Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="a"))], True),
        ([Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="b"))], False),
        ([Scope(namespace="stores", group=ScopeGroup(name="product"))], False),
        ([Scope(namespace="stores", group=ScopeGroup(name="collection", entity_id="a"))], False),
        ([Scope(namespace="events", group=ScopeGroup(name="product", entity_id="a"))], False),
        ([STORES], False),
    ],
)
def test_scope_reaches_itself_and_narrower_ones(own, reached):
    """A coupon for one product reaches lines of that product only."""
    scope = Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="a"))
    held = coupon(money_off_amount=usd("1"), scope=scope)
    assert discounts(held, (item("10", coupon_scopes=own), 1)) == [100 if reached else 0]


def test_minimum_subtotal_is_inclusive():
    """A minimum of 30.00 is reached by 30.00 and not by 29.99."""
    held = coupon(money_off_amount=usd("1"), minimum_subtotal=usd("30"))
    assert discounts(held, (item("10"), 3)) == [100]
    assert discounts(held, (item("29.99"), 1)) == [0]


# --- tax and payments by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "expected"), [("LINE", [1, 1]), ("UNIT", [0, 1]), ("TOTAL", [1, 0])], ids=["LINE", "UNIT", "TOTAL"]
)
def test_tax_is_rounded_at_the_level_of_the_policy(level, expected):
    """Ten percent of 3 x 0.02 and of 1 x 0.05: 0.6 + 0.5 cents, 3 x 0.2 + 0.5 cents, 1.1 cents."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding(level))
    priced = reference_price(checkout((item("0.02"), 3), (item("0.05"), 1)), store(taxes=(tax("0.1"),), policy=policy))
    assert [line.cost.levied.tax for line in priced.lines] == expected


def test_a_tax_without_room_goes_elsewhere():
    """Four taxes of 100 % inside 2 cents and 3 cents: 0.4 + 0.6 cents each, so 1 each, until the room is used."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
    taxes = tuple(tax("1") for _ in range(4))
    priced = reference_price(
        checkout((item("0.02"), 1), (item("0.03"), 1)), store(taxes=taxes, tax_included_in_price=True, policy=policy)
    )
    assert [[part for *_, part in line.cost.levied.parts] for line in priced.lines] == [[0, 0, 0, 1], [1, 1, 1, 0]]


def test_tax_is_allocated_to_its_rates():
    """8.875 % of 10.00 is 0.89: 0.40 for 4 %, 0.45 for 4.5 % and 0.04 for 0.375 %."""
    priced = reference_price(checkout((item("10"), 1)), store(taxes=(tax("0.04"), tax("0.045"), tax("0.00375"))))
    assert [part for *_, part in priced.lines[0].cost.levied.parts] == [40, 45, 4]


def test_a_deposit_splits_subtotal_discount_and_tax():
    """2 x 50.00 less 10.00 plus 20 % is 108.00; a deposit of 2 x 18.00 is a third of it: 1/3 of each part."""
    deposit = item("50", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("18"))
    priced = reference_price(
        checkout((deposit, 2), coupon_code="SAVE"),
        store(taxes=(tax("0.2"),), coupons=(coupon(money_off_amount=usd("10"), minimum_subtotal=usd("0")),)),
    )
    assert priced.summary == Summary(10000, 0, 1800, 1000, 10800, 0)
    assert priced.pay_now == Summary(3333, 0, 600, 333, 3600, 0)
    assert priced.pay_later == Summary(6667, 0, 1200, 667, 7200, 0)


def test_a_deposit_above_the_price_is_a_finding_and_due_as_it_stands():
    """5.00 plus 20 % with a deposit of 5.50: just that is due now, of it tax 5.50 x 1.00 / 6.00 = 0.92."""
    deposit = item("5", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("5.50"))
    priced = reference_price(checkout((deposit, 1)), store(taxes=(tax("0.2"),)))
    assert priced.summary == Summary(500, 0, 100, 0, 600, 0)
    assert priced.pay_now == Summary(458, 0, 92, 0, 550, 0)
    assert priced.findings == (("order_validation_errors", ("DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE",)),)


def test_a_gift_card_pays_beyond_what_is_due_now():
    """A card of 80.00 pays an order of 100.00 of which 30.00 is due now: nothing remains now, 20.00 in all."""
    deposit = item("100", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("30"))
    held = checkout((deposit, 1), gift_card_code="CARD-0001")
    cards = (cc.GiftCard(code="CARD-0001", balance=usd("80")),)
    priced = reference_price(held, store(gift_cards=cards))
    assert (priced.redeemed, priced.pay_now_total_after_gift_card, priced.total_after_gift_card) == (8000, 0, 2000)
    policy = cc.PricingPolicy(gift_card_cap=cc.GiftCardCap.PAY_NOW)
    priced = reference_price(held, store(gift_cards=cards, policy=policy))
    assert (priced.redeemed, priced.pay_now_total_after_gift_card, priced.total_after_gift_card) == (3000, 0, 7000)


# --- modifiers by hand ------------------------------------------------------------------------------------------------


def modified(price: str, *modifiers: tuple[str | None, int], **fields) -> cc.CatalogItem:
    """An item with modifiers of these prices and quantities."""
    entries = [
        Modifier(id=f"m{place}", label="more", price=None if cost is None else usd(cost), quantity=quantity)
        for place, (cost, quantity) in enumerate(modifiers)
    ]
    return item(price, modifier_groups=(ModifierGroup(id="g", name="extras", modifiers=entries),), **fields)


def unit_prices(line: Line) -> tuple[Fraction | int, ...]:
    """Price, price before discounts and full price, in cents."""
    return line.price, line.before_discounts, line.full_price


def test_modifiers_are_on_top_of_what_the_item_states():
    """10.00 (full 12.00) with 2 x 1.50 and 0.125 is 13.125 and 15.125; two of them cost 26.25."""
    held = modified("10", ("1.50", 2), (None, 3), ("0.125", 1), full_price=usd("12"))
    (line,) = reference_price(checkout((held, 2)), store()).lines
    assert unit_prices(line) == (Fraction("1312.5"), Fraction("1312.5"), Fraction("1512.5"))
    assert line.cost.price == 2625


def test_an_overriding_price_is_without_modifiers_too():
    """8.00 instead of 10.00, and 3.00 of modifiers: 11.00."""
    reference = cc.CatalogReference("app", "hat")
    line = cc.LineItem(
        id=GUID, catalog_reference=reference, catalog_override_fields=CatalogOverrideFields(price=usd("8"))
    )
    held = cc.Checkout(
        id=GUID, currency="USD", channel_type=cc.ChannelType.WEB, line_items=(line,), created_date=NOW, updated_date=NOW
    )
    catalog = {reference: modified("10", ("3", 1), full_price=usd("12"))}
    assert unit_prices(reference_price(held, store(catalog=catalog)).lines[0]) == (1100, 1100, 1100)


@pytest.mark.parametrize(("deposit", "wrong"), [("7", False), ("7.01", True)])
def test_a_deposit_is_part_of_the_price_with_modifiers(deposit, wrong):
    """5.00 and 2.00 of modifiers take a deposit of up to 7.00."""
    option = cc.PaymentOptionType.DEPOSIT_ONLINE
    held = modified("5", ("2", 1), payment_option=option, deposit_amount=usd(deposit))
    assert (reference_price(checkout((held, 1)), store()).findings != ()) == wrong


# --- memberships by hand ----------------------------------------------------------------------------------------------

MEMBER = "00000000-0000-0000-0000-0000000000aa"
OTHER_MEMBER = "00000000-0000-0000-0000-0000000000bb"


def by_membership(price: str = "10", option: str = "MEMBERSHIP", **fields) -> cc.CatalogItem:
    """An item that a membership for ``yoga`` pays."""
    return item(price, payment_option=cc.PaymentOptionType(option), **{"root_catalog_item_id": "yoga", **fields})


def membership(name: str = "card", left: int | None = None, **fields) -> Membership:
    """A membership of `MEMBER`'s for ``yoga`` with so many credits left."""
    granted = None if left is None else Credits(total=100, remaining=left)
    usual = {"app_id": GUID, "name": name, "member_id": MEMBER, "root_catalog_item_ids": ("yoga",), "credits": granted}
    return Membership(id=name, **{**usual, **fields})


def selected(name: str, *line_ids: str) -> SelectedMembership:
    """A selection of the membership for these lines."""
    return SelectedMembership(id=name, app_id=GUID, line_item_ids=line_ids)


def member_price(lines, memberships=(), selection=(), member=MEMBER, **fields) -> ReferencePrice:
    """Price what the member buys."""
    options = MembershipOptions(selected_memberships=SelectedMemberships(memberships=selection))
    buyer = cc.BuyerInfo(member_id=member)
    held = checkout(*lines, buyer_info=buyer, membership_options=options)
    return reference_price(held, store(memberships=memberships, **fields))


@pytest.mark.parametrize(
    ("option", "unit", "now"),
    [("MEMBERSHIP", 300, 600), ("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER", 300, 0), ("MEMBERSHIP_OFFLINE", 0, 0)],
)
def test_a_paid_line_costs_its_modifiers(option, unit, now):
    """2 x (10.00 and 3.00 of modifiers): 6.00 are left of MEMBERSHIP and due at once, nothing of OFFLINE."""
    held = modified(
        "10", ("3", 1), payment_option=cc.PaymentOptionType(option), full_price=usd("11"), root_catalog_item_id="yoga"
    )
    priced = member_price([(held, 2)], (membership(left=2),), (selected("card", line_id(1)),))
    assert unit_prices(priced.lines[0]) == (unit, unit, 1400)
    assert (priced.summary.total, priced.pay_now.total) == (2 * unit, now)
    assert (priced.findings, priced.membership_problems) == ((), ())


def test_a_line_is_paid_in_full_or_not_at_all():
    """3 credits pay 2 units, then not 2 more, then 1 more; the unpaid line keeps its price."""
    lines = [(by_membership(), 2), (by_membership(), 2), (by_membership(), 1)]
    ids = [line_id(1), line_id(2), line_id(1).upper(), line_id(3).upper()]
    priced = member_price(lines, (membership(left=3),), (selected("card", *ids),))
    assert [line.cost.price for line in priced.lines] == [0, 2000, 0]
    assert priced.membership_problems == (MembershipProblem("INSUFFICIENT_FUNDS", "card", (line_id(2),)),)
    assert priced.findings == (("membership_error", ("INSUFFICIENT_FUNDS",)),)


def test_a_line_without_root_is_known_by_its_reference():
    """The reference's item stands in for the root, not beside it; without both nothing fits."""
    lines = [
        (by_membership(root_catalog_item_id=None), 1, "yoga"),
        (by_membership(root_catalog_item_id="gym"), 1, "yoga"),
        (by_membership(root_catalog_item_id=None), 1),
    ]
    priced = member_price(lines, (membership(),), (selected("card", line_id(1), line_id(2), line_id(3)),))
    assert [line.cost.price for line in priced.lines] == [0, 1000, 1000]
    assert priced.membership_problems == tuple(
        MembershipProblem("NOT_APPLICABLE_TO_LINE_ITEMS", "card", (line_id(number),)) for number in (2, 3)
    )
    assert priced.eligible_memberships == (Fitting("card", (line_id(1),), None),)


@pytest.mark.parametrize(
    ("memberships", "selection", "problems"),
    [
        ([], ["card"], [("MEMBERSHIP_NOT_FOUND", "card", "12")]),
        ([membership(member_id=OTHER_MEMBER)], ["card"], [("MEMBERSHIP_NOT_FOUND", "card", "12")]),
        ([membership(expiration_date=NOW)], ["card"], [("EXPIRED", "card", "12")]),
        ([membership()], ["card"], [("NOT_APPLICABLE_TO_LINE_ITEMS", "card", "2")]),
        (
            [membership()],
            ["card", "card"],
            [("NOT_APPLICABLE_TO_LINE_ITEMS", "card", entry) for entry in "212"],
        ),
        ([membership(root_catalog_item_ids=())], [], [("MEMBERSHIP_NOT_FOUND", None, "1")]),
    ],
    ids=["unknown", "another's", "expired", "other line", "twice", "unselected"],
)
def test_why_a_membership_does_not_pay(memberships, selection, problems):
    """The first line asks for a membership, the second does not."""
    chosen = tuple(selected(name, line_id(1), line_id(2), line_id(1)) for name in selection)
    priced = member_price([(by_membership(), 1), (item("10"), 1)], memberships, chosen)
    found = [
        MembershipProblem(code, name, tuple(line_id(int(number)) for number in numbers))
        for code, name, numbers in problems
    ]
    assert list(priced.membership_problems) == found
    assert priced.findings == (("membership_error", (found[0].code,)),)


def test_a_missing_and_a_gone_line_are_named_each_and_the_unnamed_together():
    """Lines 1 and 4 ask and nobody names them; line 2 is gone; line 9 never was."""
    lines = [(by_membership(), 1), (None, 1), (by_membership(), 1), (by_membership(), 1)]
    chosen = (selected("card", line_id(9), line_id(2), line_id(3)),)
    priced = member_price(lines, (membership(),), chosen)
    assert priced.membership_problems == (
        MembershipProblem("LINE_ITEM_NOT_FOUND", "card", (line_id(9),)),
        MembershipProblem("NOT_APPLICABLE_TO_LINE_ITEMS", "card", (line_id(2),)),
        MembershipProblem("MEMBERSHIP_NOT_FOUND", None, (line_id(1), line_id(4))),
    )
    assert priced.findings == (("membership_error", ("LINE_ITEM_NOT_FOUND",)),)


def test_memberships_that_fit_are_published_with_what_keeps_them():
    """2 and 3 units: 2 credits pay one of the lines, 1 credit pays none; another's and another item's do not count."""
    held = (
        membership("unbounded", member_id=MEMBER.upper()),
        membership("one", 1),
        membership("two", 2),
        membership("old", expiration_date=NOW),
        membership("valid", expiration_date=NOW.replace(second=1)),
        membership("other item", root_catalog_item_ids=("gym",)),
        membership("another's", member_id=OTHER_MEMBER),
    )
    priced = member_price(
        [(by_membership(), 2), (item("1", root_catalog_item_id="yoga"), 1), (by_membership(), 3)], held
    )
    fitted = (line_id(1), line_id(3))
    assert priced.eligible_memberships == tuple(Fitting(name, fitted, None) for name in ("unbounded", "two", "valid"))
    assert priced.invalid_memberships == (
        Fitting("one", fitted, "INSUFFICIENT_FUNDS"),
        Fitting("old", fitted, "EXPIRED"),
    )


# --- discount rules by hand -------------------------------------------------------------------------------------------


def items_of(*names: str, app: str = "app") -> RuleScope:
    """The scope of these items of the app, of all of them where none is named."""
    listed = CatalogItemFilter(catalog_app_id=app, catalog_item_ids=names or None)
    return RuleScope(type=RuleScopeType.CATALOG_ITEM, catalog_item_filter=listed)


def collection(name: str, app: str = "app") -> RuleScope:
    """The scope of a collection of the app."""
    wanted = CustomFilter(app_id=app, params=Collections(collection_ids=(name,)))
    return RuleScope(type=RuleScopeType.CUSTOM_FILTER, custom_filter=wanted)


def rule(number: int = 1, scope: RuleScope | None = None, **fields) -> DiscountRule:
    """A rule on all items of ``app``: ten percent, or the percentage, fixed_amount or fixed_price that is given."""
    names = ("percentage", "fixed_amount", "fixed_price")
    value = {name: fields.pop(name) for name in names if name in fields} or {"percentage": Decimal(10)}
    (kind,) = value
    discount = RuleDiscount(
        discount_type=RuleDiscountType[kind.upper()],
        specific_items_info=SpecificItemsInfo(scopes=(scope or items_of(),)),
        **value,
    )
    return DiscountRule(
        id=line_id(number), name=f"rule {number}", discounts=RuleDiscounts(values=(discount,)), **fields
    )


def line_prices(rules, *items, **fields) -> list[Fraction | int]:
    """What the lines cost under the rules, in cents."""
    return [line.cost.price for line in reference_price(checkout(*items, **fields), store(discount_rules=rules)).lines]


def test_rules_follow_each_other_on_the_unit_price():
    """9.99 less 10 % is 8.991, so 8.99; less 1.00 is 7.99; a fixed price of 8.00 does not raise it. Three of them."""
    rules = (rule(1), rule(2, fixed_amount=usd("1")), rule(3, fixed_price=usd("8")))
    priced = reference_price(checkout((item("9.99"), 3, "hat")), store(discount_rules=rules))
    assert unit_prices(priced.lines[0]) == (799, 999, 999)
    assert priced.lines[0].discount == 0
    assert priced.summary == Summary(2397, 0, 0, 0, 2397, 0)
    assert priced.discounts == tuple(
        Discount("rule", line_id(number), 300, "SPECIFIC_ITEMS", (line_id(1),), ((line_id(1), 300),))
        for number in (1, 2)
    )


@pytest.mark.parametrize(
    ("price", "change", "mode", "expected"),
    [
        ("5", {"fixed_amount": usd("6")}, "HALF_UP", (0, 500)),
        ("5", {"fixed_price": usd("0")}, "HALF_UP", (0, 500)),
        ("5", {"fixed_price": usd("5")}, "HALF_UP", (500, None)),
        ("0.004", {"percentage": Decimal(50)}, "HALF_UP", (0, None)),
        ("0.004", {"percentage": Decimal(50)}, "UP", (Fraction(2, 5), None)),
        ("0.104", {"percentage": Decimal(1)}, "HALF_UP", (10, None)),
        ("0.25", {"percentage": Decimal(50)}, "HALF_UP", (13, 12)),
        ("0.25", {"percentage": Decimal(50)}, "DOWN", (12, 13)),
    ],
)
def test_a_new_unit_price_is_rounded_and_never_higher(price, change, mode, expected):
    """Half of 0.4 cents is 0, or 1 rounded up, which is no less than 0.4; 10.4 cents less 1 % is 10, which costs 10."""
    policy = cc.PricingPolicy(rounding=cc.Rounding(mode))
    priced = reference_price(checkout((item(price), 1, "hat")), store(discount_rules=(rule(**change),), policy=policy))
    off = priced.discounts[0].amount if priced.discounts else None
    assert (priced.lines[0].price, off) == expected


@pytest.mark.parametrize(
    ("fields", "applies"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"active_time_info": ActiveTimeInfo(start=NOW)}, True),
        ({"active_time_info": ActiveTimeInfo(start=NOW.replace(second=1))}, False),
        ({"active_time_info": ActiveTimeInfo(end=NOW)}, False),
        ({"active_time_info": ActiveTimeInfo(end=NOW.replace(second=1))}, True),
    ],
)
def test_a_rule_applies_while_active_and_live(fields, applies):
    """The start belongs to its time, the end does not."""
    assert line_prices([rule(**fields)], (item("10"), 1, "hat")) == [900 if applies else 1000]


def test_a_checkout_can_switch_rules_off():
    """No rule applies, whatever it says."""
    settings = CustomSettings(disabled_discount_rules_calculation=True)
    assert line_prices([rule()], (item("10"), 1, "hat"), custom_settings=settings) == [1000]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (items_of(), [900, 900, 1000]),
        (items_of("cap", "hat"), [900, 900, 1000]),
        (items_of("cap"), [1000, 900, 1000]),
        (items_of(app="other"), [1000, 1000, 1000]),
        (collection("summer"), [900, 1000, 1000]),
        (collection("summer", app="other"), [1000, 1000, 1000]),
    ],
)
def test_scopes_are_of_an_app_and_its_items_or_collections(scope, expected):
    """A hat of the collection, a cap that is in none, and a line of the collection without reference."""
    summer = item("10", collection_ids=("winter", "summer"))
    assert line_prices([rule(scope=scope)], (summer, 1, "hat"), (item("10"), 1, "cap"), (summer, 1)) == expected


def test_the_lowest_priced_item_is_that_of_the_moment_in_all_its_quantity():
    """12, 2 x 10, 10: 1.00 is off each unit of the second line; then the first is 5.00, so 1.00 is off that."""
    lowest = DiscountRuleSettings(applied_subject_type=AppliedSubjectType.LOWEST_PRICED_ITEM)
    rules = (
        rule(1, fixed_amount=usd("1"), settings=lowest),
        rule(2, items_of("hat"), fixed_price=usd("5")),
        rule(3, fixed_amount=usd("1"), settings=lowest),
    )
    lines = ((item("12"), 1, "hat"), (item("10"), 2, "cap"), (item("10"), 1, "tie"))
    assert line_prices(rules, *lines) == [400, 1800, 1000]


@pytest.mark.parametrize(
    ("purchase", "expected"),
    [("ALL_PURCHASE_TYPES", [900, 900]), ("ONLY_SUBSCRIPTION", [1000, 900]), ("ONLY_ONE_TIME_PURCHASE", [900, 1000])],
)
def test_a_rule_may_be_for_subscriptions_or_for_the_rest(purchase, expected):
    """The second of two lines is a subscription."""
    settings = DiscountRuleSettings(purchase_type=PurchaseType(purchase))
    lines = ((item("10"), 1, "hat"), (subscription("10"), 1, "box"))
    assert line_prices([rule(settings=settings)], *lines) == expected


def subtotal(least: str | None, most: str | None, *scopes: RuleScope) -> DiscountTrigger:
    """A trigger on what the lines cost."""
    bounds = [None if bound is None else usd(bound) for bound in (least, most)]
    inner = SubtotalRange(scopes=scopes or (items_of(),), from_=bounds[0], to=bounds[1])
    return DiscountTrigger(trigger_type=TriggerType.SUBTOTAL_RANGE, subtotal_range=inner)


def units(least: int | None, most: int | None, *scopes: RuleScope) -> DiscountTrigger:
    """A trigger on how many units there are."""
    inner = ItemQuantityRange(scopes=scopes or (items_of(),), from_=least, to=most)
    return DiscountTrigger(trigger_type=TriggerType.ITEM_QUANTITY_RANGE, item_quantity_range=inner)


def customer(**listed) -> DiscountTrigger:
    """A trigger on who buys."""
    inner = CustomerEligibility(**listed)
    return DiscountTrigger(trigger_type=TriggerType.CUSTOMER_ELIGIBILITY, customer_eligibility=inner)


def both(*triggers: DiscountTrigger) -> DiscountTrigger:
    """All of them."""
    return DiscountTrigger(trigger_type=TriggerType.AND, and_=TriggerGroup(triggers=triggers))


def one_of(*triggers: DiscountTrigger) -> DiscountTrigger:
    """At least one of them."""
    return DiscountTrigger(trigger_type=TriggerType.OR, or_=TriggerGroup(triggers=triggers))


YES, NO = units(4, 4), units(5, None)


@pytest.mark.parametrize(
    ("trigger", "applies"),
    [
        (subtotal("50", None), True),
        (subtotal("50.01", None), False),
        (subtotal(None, "50"), True),
        (subtotal(None, "49.99"), False),
        (subtotal("30", "30", items_of("hat")), True),
        (subtotal("50", "50", items_of(), items_of("hat")), True),
        (subtotal(None, "0", items_of("none")), True),
        (units(4, 4), True),
        (units(5, None), False),
        (units(None, 3), False),
        (units(1, 1, collection("summer")), True),
        (both(YES, YES), True),
        (both(YES, NO), False),
        (one_of(NO, YES), True),
        (one_of(NO, both(YES, NO)), False),
        (customer(member_ids=(OTHER_MEMBER, MEMBER.upper())), True),
        (customer(member_ids=(OTHER_MEMBER,)), False),
        (customer(emails=("ANN@example.com",)), True),
        (customer(emails=("ann@example.org",)), False),
    ],
)
def test_triggers(trigger, applies):
    """Three hats of 10.00 and one cap of 20.00 that is in a collection; the custom line counts for nothing."""
    first = rule(1, items_of("tie"), fixed_amount=usd("1"))
    lines = ((item("10"), 3, "hat"), (item("20", collection_ids=("summer",)), 1, "cap"), (item("99"), 9))
    buyer = cc.BuyerInfo(member_id=MEMBER, email="Ann@Example.com")
    prices = line_prices([first, rule(2, trigger=trigger)], *lines, buyer_info=buyer)
    assert prices == [2700 if applies else 3000, 1800 if applies else 2000, 89100]


def test_triggers_measure_before_any_rule():
    """The first rule halves 10.00, and still the second finds 10.00; a buyer who is not known is not listed."""
    rules = (rule(1, percentage=Decimal(50)), rule(2, trigger=subtotal("10", None)), rule(3, trigger=customer()))
    assert line_prices(rules, (item("10"), 1, "hat")) == [450]


# --- merchant discounts by hand ---------------------------------------------------------------------------------------


def test_merchant_discounts_take_what_rule_and_coupon_left():
    """20.00, halved by a rule, and 3 x 10.00, less a coupon of 5.00: 8.75 and 26.25 are left.

    10 % of the 50.00 before discounts is 5.00: 1.25 and 3.75. Of 100.00 there are 7.50 and 22.50 to take; then nothing.
    """
    given = (
        MerchantDiscount(percentage=Decimal(10)),
        MerchantDiscount(amount=usd("100")),
        MerchantDiscount(amount=usd("1"), line_item_ids=(line_id(2),)),
    )
    held = checkout((item("20"), 1, "hat"), (item("10"), 3), merchant_discounts=given, coupon_code="save")
    coupons = (coupon(minimum_subtotal=usd("40"), money_off_amount=usd("5")),)
    priced = reference_price(held, store(discount_rules=(rule(percentage=Decimal(50)),), coupons=coupons))

    def parts(first: int, second: int) -> tuple[tuple[str, int], ...]:
        return ((line_id(1), first), (line_id(2), second))

    assert priced.discounts == (
        Discount("rule", line_id(1), 1000, "SPECIFIC_ITEMS", (line_id(1),), ((line_id(1), 1000),)),
        Discount("coupon", GUID, 500, "GLOBAL", (), parts(125, 375)),
        Discount("merchant", Fraction(10), 500, "GLOBAL", (), parts(125, 375)),
        Discount("merchant", None, 3000, "GLOBAL", (), parts(750, 2250)),
        Discount("merchant", None, 0, "SPECIFIC_ITEMS", (), ()),
    )
    assert [line.discount for line in priced.lines] == [1000, 3000]
    assert priced.summary == Summary(4000, 0, 0, 4000, 0, 0)


def test_a_merchant_discount_names_lines():
    """10 % of 20.00 + 30.00 in proportion, whatever the case of ids; a line that is not there is a finding."""
    named = (line_id(3).upper(), line_id(2), line_id(9))
    given = (MerchantDiscount(percentage=Decimal(10), line_item_ids=named),)
    priced = reference_price(
        checkout((item("10"), 1), (item("20"), 1), (item("30"), 1), merchant_discounts=given), store()
    )
    assert [line.discount for line in priced.lines] == [0, 200, 300]
    assert priced.discounts[0].line_item_ids == (line_id(2), line_id(3))
    assert priced.findings == (("discounts_calculation_error", ("LINE_ITEM_NOT_FOUND",)),)


# --- new coupons by hand ----------------------------------------------------------------------------------------------


def test_a_coupon_comes_after_rules():
    """15.00 is 8.00 by a rule, so it is the cheapest, and 50 % of one unit are 4.00; 18.00 is the subtotal."""
    held = coupon(percent_off_rate=Decimal(50), limited_to_one_item=True)
    of_subtotal = coupon(minimum_subtotal=usd("18.01"), money_off_amount=usd("1"))
    lines = ((item("10"), 1), (item("15"), 1, "hat"))
    for entry, expected in ((held, [0, 400]), (of_subtotal, [0, 0])):
        priced = reference_price(
            checkout(*lines, coupon_code="SAVE"),
            store(coupons=(entry,), discount_rules=(rule(fixed_price=usd("8")),)),
        )
        assert [line.discount for line in priced.lines] == expected


def finding(held: Coupon, *items, **fields) -> str | None:
    """What is wrong with the coupon."""
    found = dict(reference_price(checkout(*items, coupon_code="SAVE"), store(coupons=(held,), **fields)).findings)
    return found.get("coupon_calculation_error", (None,))[0]


def test_subscriptions_are_reached_only_where_the_coupon_says_so():
    """Ten percent: of the other line alone, of nothing, of the subscription too."""
    ten = {"percent_off_rate": Decimal(10)}
    lines = ((subscription("10"), 1), (item("20"), 1))
    assert discounts(coupon(**ten), *lines) == [0, 200]
    assert discounts(coupon(**ten, applies_to_subscriptions=True), *lines) == [100, 200]
    assert finding(coupon(**ten), lines[0]) == "NOT_APPLICABLE_TO_SUBSCRIPTIONS"
    assert finding(coupon(**ten, scope=Scope(namespace="events")), lines[0]) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"
    assert finding(coupon(**ten, minimum_subtotal=usd("11")), lines[0]) == "MIN_SUBTOTAL_NOT_REACHED"


def test_a_fixed_price_takes_off_what_is_above_it():
    """At 8.00 each, 3 x 10.00 save 6.00 and 2 x 5.00 nothing; one unit of the cheapest, 10.00, saves 2.00."""
    fixed = {"fixed_price_amount": usd("8")}
    assert discounts(coupon(**fixed), (item("10"), 3), (item("5"), 2)) == [600, 0]
    assert discounts(coupon(**fixed, limited_to_one_item=True), (item("12"), 1), (item("10"), 3)) == [0, 200]
    assert discounts(coupon(**fixed, limited_to_one_item=True), (item("10"), 3), (item("5"), 2)) == [0, 0]
    assert discounts(coupon(**fixed, minimum_subtotal=usd("0")), (item("8.125"), 3)) == [38]


@pytest.mark.parametrize(
    ("deal", "lines", "expected"),
    [
        ((2, 1), [("10", 2), ("30", 3), ("20", 1)], [1000, 3000, 0]),  # 30 30 [30] 20 10 [10]
        ((2, 1), [("10", 1), ("30", 3), ("20", 1)], [0, 3000, 0]),  # 30 30 [30] 20 10
        ((1, 1), [("10", 1), ("10", 1)], [0, 1000]),
        ((1, 2), [("10", 1), ("20", 1), ("30", 2)], [0, 2000, 3000]),  # 30 [30 20] 10
        ((1, 2), [("0.125", 5)], [25]),  # one full group, two of it free
        ((2, 1), [("10", 100_000)], [33_333_000]),
    ],
)
def test_buy_x_get_y(deal, lines, expected):
    """Dearest first, the last Y of each full group free (in brackets)."""
    held = coupon(buy_x_get_y=BuyXGetY(x=deal[0], y=deal[1]))
    assert discounts(held, *((item(price), quantity) for price, quantity in lines)) == expected


def test_buy_x_get_y_needs_a_full_group():
    """Two units are no group of 2 + 1; with three, a limited coupon takes one unit off the cheapest line."""
    held = coupon(buy_x_get_y=BuyXGetY(x=2, y=1), limited_to_one_item=True)
    assert finding(held, (item("10"), 1), (item("20"), 1)) == "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"
    assert discounts(held, (item("10"), 1), (item("20"), 1)) == [0, 0]
    assert discounts(held, (item("20"), 5), (item("10"), 4)) == [0, 1000]


def test_free_shipping_takes_off_the_delivery_and_its_tax():
    """5.00 and delivery for 10.00, 10 % tax on both: 0.50 of tax are left, and 5.50 in all."""
    priced = reference_price(
        checkout((subscription("5"), 1), coupon_code="SAVE", shipping_info=to_new_york()),
        store(coupons=(coupon(free_shipping=True),), taxes=(tax("0.1"),), **delivery("10")),
    )
    assert priced.discounts == (Discount("coupon", GUID, 1000, "SHIPPING", (), ()),)
    assert priced.shipping is not None
    assert (priced.shipping.discount, priced.shipping.cost.price, priced.shipping.cost.after_tax) == (1000, 1000, 0)
    assert priced.lines[0].discount == 0
    assert priced.summary == Summary(500, 1000, 50, 1000, 550, 0)
    assert priced.pay_now == priced.summary


def test_free_shipping_needs_a_delivery():
    """Without an option it is a finding, and so is a minimum that is not reached."""
    assert finding(coupon(free_shipping=True), (item("5"), 1)) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"
    held = coupon(free_shipping=True, minimum_subtotal=usd("6"))
    assert finding(held, (item("5"), 1)) == "MIN_SUBTOTAL_NOT_REACHED"


# --- delivery, fees and exempt amounts by hand ------------------------------------------------------------------------


@pytest.mark.parametrize(("price", "cost"), [("19.99", 500), ("20", 0)])
def test_delivery_is_free_from_a_subtotal_on(price, cost):
    """5.00 below 20.00, nothing from there on; the merchant discount does not matter."""
    given = (MerchantDiscount(amount=usd("1")),)
    priced = reference_price(
        checkout((item(price), 1), shipping_info=to_new_york(), merchant_discounts=given),
        store(**delivery("5", free_from_subtotal=usd("20"))),
    )
    assert priced.summary.shipping == cost
    assert priced.offers == (Offer(GUID, "standard", cost),)


def test_other_charges_of_the_option_are_fees():
    """Insurance of 3.00 comes after the store's fee of 1.00, is taxed, and stays when the delivery is free."""
    charges = (OtherCharge(type=ChargeType.INSURANCE, price=usd("3")),)
    held = checkout((item("5"), 1), coupon_code="SAVE", shipping_info=to_new_york())
    fees = (AdditionalFee(code="bag", name="Bag", price=usd("1")),)
    coupons = (coupon(free_shipping=True),)
    priced = reference_price(
        held,
        store(additional_fees=fees, coupons=coupons, taxes=(tax("0.1"),), **delivery("10", other_charges=charges)),
    )
    assert [(fee.code, fee.source, fee.cost.price, fee.cost.levied.tax) for fee in priced.fees] == [
        ("bag", "SERVICE_PLUGIN", 100, 0),
        ("INSURANCE", "SHIPPING", 300, 30),
    ]
    assert [(fee.cost.levied.taxable, fee.cost.levied.exempt) for fee in priced.fees] == [(0, 100), (300, 0)]
    assert priced.summary == Summary(500, 1000, 80, 1000, 980, 400)


def test_exempt_amounts_are_not_taxable():
    """A checkout of an exempt group, whatever its case: every amount is exempt, of the lines 20.00 less 1.00."""
    group = "00000000-0000-0000-0000-0000000000ab"
    held = checkout(
        (item("10"), 2),
        (None, 1),
        shipping_info=to_new_york(),
        tax_exempt_group_id=group.upper(),
        merchant_discounts=(MerchantDiscount(amount=usd("1")),),
    )
    fees = (AdditionalFee(code="bag", name="Bag", price=usd("3"), taxable=True),)
    merchant = store(taxes=(tax("0.1"),), tax_exempt_groups=(group,), additional_fees=fees, **delivery("5"))
    priced = reference_price(held, merchant)
    assert priced.shipping is not None
    costs = [line.cost for line in priced.lines] + [priced.shipping.cost, priced.fees[0].cost]
    assert [(cost.levied.taxable, cost.levied.exempt, cost.levied.tax) for cost in costs] == [
        (0, 1900, 0),
        (0, 0, 0),
        (0, 500, 0),
        (0, 300, 0),
    ]
    assert (priced.taxable, priced.exempt, priced.line_tax, priced.summary.tax) == (0, 1900, 0, 0)


# --- subscriptions by hand --------------------------------------------------------------------------------------------


def subscription(price: str, trial: tuple[str, int] | None = None, **fields) -> cc.CatalogItem:
    """A monthly subscription, perhaps with a trial of so many of a unit."""
    names = ("frequency", "interval", "billing_cycles", "auto_renewal")
    settings = {name: fields.pop(name) for name in names if name in fields}
    period = None if trial is None else FreeTrialPeriod(frequency=SubscriptionFrequency(trial[0]), interval=trial[1])
    given = SubscriptionSettings(**{"frequency": SubscriptionFrequency.MONTH, **settings}, free_trial_period=period)
    return item(price, subscription_option_info=SubscriptionOptionInfo(subscription_settings=given), **fields)


@pytest.mark.parametrize("option", ["FULL_PAYMENT_ONLINE", "FULL_PAYMENT_OFFLINE", "DEPOSIT_ONLINE"])
def test_a_trial_puts_off_the_whole_line(option):
    """10.00 and 20 % after the trial, deposit or not; a payment is required all the same."""
    held = subscription("10", ("WEEK", 1), payment_option=cc.PaymentOptionType(option), deposit_amount=usd("4"))
    priced = reference_price(checkout((held, 1)), store(taxes=(tax("0.2"),)))
    nothing = Summary(0, 0, 0, 0, 0, 0)
    whole = Summary(1000, 0, 200, 0, 1200, 0)
    assert (priced.pay_now, priced.pay_later, priced.pay_after_free_trial) == (nothing, nothing, whole)
    assert priced.payment_required


@pytest.mark.parametrize(
    ("kinds", "when"),
    [
        (["online", "trial", "offline"], "pay_now"),
        (["offline", "trial"], "pay_after_free_trial"),
        (["offline"], "pay_later"),
        (["sold out", "trial"], "pay_after_free_trial"),
        (["sold out", "offline"], "pay_later"),
        (["sold out", "trial out"], "pay_after_free_trial"),
        (["offline", "trial out"], "pay_later"),
        (["sold out"], "pay_now"),
    ],
)
def test_delivery_goes_with_what_can_be_sold(kinds, when):
    """5.00 of delivery and a fee of 1.00: now if something is paid online, else after a trial, else later."""
    offline = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
    known = {
        "online": item("10"),
        "offline": item("10", payment_option=offline),
        "trial": subscription("10", ("DAY", 9)),
        "sold out": item("10", quantity_available=0),
        "trial out": subscription("10", ("DAY", 9), quantity_available=0),
    }
    fees = (AdditionalFee(code="bag", name="Bag", price=usd("1")),)
    held = checkout(*((known[kind], 1) for kind in kinds), shipping_info=to_new_york())
    priced = reference_price(held, store(additional_fees=fees, **delivery("5")))
    names = ("pay_now", "pay_later", "pay_after_free_trial")
    due = {name: (getattr(priced, name).shipping, getattr(priced, name).additional_fees) for name in names}
    assert due == {name: (500, 100) if name == when else (0, 0) for name in names}


def test_a_bound_fee_goes_with_its_first_line():
    """The box has a trial and comes first; the online hat comes second."""
    fees = (AdditionalFee(code="bag", name="Bag", price=usd("1"), catalog_item_ids=("hat", "box")),)
    held = checkout((subscription("10", ("DAY", 9)), 1, "box"), (item("10"), 1, "hat"))
    priced = reference_price(held, store(additional_fees=fees))
    assert (priced.pay_now.additional_fees, priced.pay_after_free_trial.additional_fees) == (0, 100)


@pytest.mark.parametrize(
    ("entry", "required"),
    [
        (item("1"), True),
        (item("0"), False),
        (item("1", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE), False),
        (item("0", save_payment_method=True), True),
        (subscription("1", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE), True),
        (subscription("0"), False),
        (None, False),
    ],
)
def test_payment_required(entry, required):
    """Something due now, a method to save, a subscription that costs something."""
    assert reference_price(checkout((entry, 1)), store()).payment_required == required


def test_what_does_not_go_with_a_subscription():
    """Another line, even one that is gone; a total of 0; a gift card. In this order, each once."""
    several, zero, card = (f"SUBSCRIPTION_WITH_{what}" for what in ("SEVERAL_LINE_ITEMS", "ZERO_TOTAL", "GIFT_CARD"))

    def wrong(held: cc.Checkout) -> tuple[str, ...]:
        cards = (cc.GiftCard(code="CARD-0001", balance=usd("80")),)
        return dict(reference_price(held, store(gift_cards=cards)).findings).get("order_validation_errors", ())

    assert wrong(checkout((subscription("1"), 1))) == ()
    assert wrong(checkout((subscription("1"), 1), (None, 1))) == (several,)
    held = checkout((subscription("0"), 1), (subscription("0"), 1), gift_card_code="CARD-0001")
    assert wrong(held) == (several, zero, card)
    assert wrong(checkout((item("0"), 1), (item("0"), 1), gift_card_code="CARD-0001")) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (2, None)),
        ({"billing_cycles": 3}, (2, 2)),
        ({"billing_cycles": 3, "auto_renewal": True}, (2, None)),
        ({"billing_cycles": 1}, None),
        ({"billing_cycles": 1, "trial": ("DAY", 1)}, (1, 1)),
        ({"billing_cycles": 3, "trial": ("DAY", 1)}, (1, 3)),
        ({"trial": ("DAY", 1)}, (1, None)),
    ],
)
def test_cycles_after_the_order(fields, expected):
    """The order pays the first cycle unless a trial comes first."""
    charges = reference_price(checkout((subscription("10", **fields), 1)), store()).subscription_charges
    assert [(charge.cycle_from, charge.cycle_count) for charge in charges] == ([] if expected is None else [expected])


def test_each_cycle_charges_the_line_as_it_is_priced_now():
    """2 x 10.00 less 5.00, plus 10 %: 16.50 in each cycle, a month after the order; delivery and fees not again."""
    held = checkout(
        (item("1"), 1),
        (subscription("10"), 2),
        shipping_info=to_new_york(),
        merchant_discounts=(MerchantDiscount(amount=usd("5"), line_item_ids=(line_id(2),)),),
    )
    fees = (AdditionalFee(code="bag", name="Bag", price=usd("1")),)
    merchant = store(
        additional_fees=fees, taxes=(tax("0.1"),), as_of=datetime(2026, 1, 31, 12, tzinfo=UTC), **delivery("5")
    )
    (charge,) = reference_price(held, merchant).subscription_charges
    assert charge.line_item_ids == (line_id(2),)
    assert charge.summary == Summary(2000, 0, 150, 500, 1650, 0)
    assert charge.billing_date == datetime(2026, 2, 28, 12, tzinfo=UTC)


def test_a_trial_decides_the_first_billing():
    """A trial of 3 weeks from the checkout's last change, 1 March 2026: 22 March, whatever the cycle."""
    held = checkout((subscription("10", ("WEEK", 3), frequency=SubscriptionFrequency.YEAR), 1))
    (charge,) = reference_price(held, store()).subscription_charges
    assert charge.billing_date == datetime(2026, 3, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "frequency", "interval", "expected"),
    [
        ((2026, 12, 31), "DAY", 7, (2027, 1, 7)),
        ((2028, 2, 23), "WEEK", 1, (2028, 3, 1)),
        ((2026, 1, 31), "MONTH", 1, (2026, 2, 28)),
        ((2028, 1, 31), "MONTH", 1, (2028, 2, 29)),
        ((2026, 10, 31), "MONTH", 1, (2026, 11, 30)),
        ((2026, 11, 30), "MONTH", 13, (2027, 12, 30)),
        ((2026, 12, 5), "MONTH", 12, (2027, 12, 5)),
        ((2028, 2, 29), "YEAR", 1, (2029, 2, 28)),
        ((2028, 2, 29), "YEAR", 72, (2100, 2, 28)),
        ((2000, 2, 29), "YEAR", 400, (2400, 2, 29)),
        ((9999, 12, 24), "DAY", 7, (9999, 12, 31)),
        ((9999, 12, 25), "DAY", 7, None),
        ((9999, 12, 1), "MONTH", 1, None),
        ((9998, 6, 1), "YEAR", 1, (9999, 6, 1)),
        ((9998, 6, 1), "YEAR", 2, None),
    ],
)
def test_the_calendar(start, frequency, interval, expected):
    """Months and years end at the end of the month, the time of day stays; the calendar ends with 9999."""
    hour = {"hour": 23, "minute": 59, "tzinfo": UTC}
    then = later(datetime(*start, **hour), frequency, interval)
    assert then == (None if expected is None else datetime(*expected, **hour))


# --- violations by hand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "price", "told", "missing"),
    [
        ("30", "20.5", "30", "9.5"),
        ("30.5", "20", "30.5", "10.5"),
        ("30.125", "30", "30.125", "0.125"),
        ("30", "30", None, None),
        ("30", "31", None, None),
    ],
)
def test_an_order_is_worth_at_least_the_minimum(least, price, told, missing):
    """Measured on the subtotal, so that a merchant discount does not matter."""
    given = (MerchantDiscount(amount=usd("20")),)
    priced = reference_price(
        checkout((item(price), 1), merchant_discounts=given), store(minimum_order_subtotal=usd(least))
    )
    data = {"minimumOrderSubtotal": told, "remainingAmount": missing}
    assert priced.violations == (() if missing is None else (Breach("ERROR", None, data),))


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("HALF_UP", [1, 2, 3, 1, 2, -1, -2, -3, 1]),
        ("HALF_EVEN", [0, 2, 2, 1, 2, 0, -2, -2, 1]),
        ("HALF_DOWN", [0, 1, 2, 1, 2, 0, -1, -2, 1]),
        ("UP", [1, 2, 3, 1, 2, -1, -2, -3, 1]),
        ("DOWN", [0, 1, 2, 0, 1, 0, -1, -2, 1]),
        ("CEILING", [1, 2, 3, 1, 2, 0, -1, -2, 1]),
        ("FLOOR", [0, 1, 2, 0, 1, -1, -2, -3, 1]),
    ],
)
def test_rounding(mode, expected):
    """Each mode's answers to 0.5, 1.5, 2.5, 0.7, 1.7, their negatives and 1."""
    tenths = [5, 15, 25, 7, 17, -5, -15, -25, 10]
    assert [rounded(Fraction(tenth, 10), cc.Rounding(mode)) for tenth in tenths] == expected


@pytest.mark.parametrize(
    ("total", "weights", "room", "expected"),
    [
        (100, [1, 1, 1], None, [34, 33, 33]),
        (5, [3, 7], None, [2, 3]),
        (0, [0, 0], None, [0, 0]),
        (3, [0, 1], None, [0, 3]),
        (3, [1, 1, 1], [0, 2, 2], [0, 2, 1]),
        (3, [1, 1], [1, 1], [1, 1]),
        (2, [0, 1], [9, 1], [0, 1]),
    ],
)
def test_shares(total, weights, room, expected):
    """Whole units first, then the largest remainders, ties to the earlier; never more than the room."""
    assert shared_out(total, weights, room) == expected


def test_minor_units():
    """Amounts in minor units are exact, by each currency's own number of decimals."""
    assert [exponent(code) for code in ("JPY", "USD", "KWD", "CLF", "XAU")] == [0, 2, 3, 4, 0]
    assert minor(usd("0.125")) == Fraction(25, 2)
    assert minor(cc.Money("1.5", "KWD")) == 1500


def test_differences_name_the_field():
    """The comparison names each differing field with both values."""
    one = Summary(1, 2, 3, 4, 5, 6)
    assert differences((one,), (one,)) == []
    assert differences((one,), (Summary(1, 2, 3, 9, 5, 6),)) == ["[0].discount: expected 4, got 9"]
    assert differences((), (one,)) == [f": expected (), got {(one,)!r}"]
