"""Findings: one member and code for each thing that can be wrong, nothing where nothing is."""

from datetime import UTC, datetime

import attrs
import pytest
import samples
from quick import (
    MEMBER,
    coupon,
    delivered,
    finding,
    item,
    lesson,
    membership,
    merchant,
    pays,
    priced,
    rule,
    subscription,
    tax,
)
from samples import NOW, guid

import checkout_core as cc
from checkout_core.validation import DESCRIPTIONS

LATER = datetime(2023, 1, 1, tzinfo=UTC)


def code_of(priced_checkout, member):
    """The code that one member carries."""
    return getattr(priced_checkout.calculation_errors, member).application_error.code


def reprice(change, **checkout_changes):
    """The full checkout, opened in the full store, priced in a store that has changed since."""
    checkout = attrs.evolve(samples.full_checkout(), **checkout_changes)
    return cc.price(checkout, attrs.evolve(samples.full_store(), **change))


def summer(**changes):
    """The store's coupons with the summer coupon changed."""
    return {"coupons": [attrs.evolve(samples.full_store().coupons[0], **changes)]}


def card(**changes):
    """The store's gift cards with the only one changed."""
    return {"gift_cards": [attrs.evolve(samples.full_store().gift_cards[0], **changes)]}


TURNED_BAD = [
    ("coupon_calculation_error", "ERROR_COUPON_DOES_NOT_EXIST", {"coupons": []}),
    ("coupon_calculation_error", "ERROR_COUPON_IS_DISABLED", summer(active=False)),
    ("coupon_calculation_error", "ERROR_COUPON_IS_NOT_ACTIVE_YET", {"as_of": datetime(2022, 6, 1, tzinfo=UTC)}),
    ("coupon_calculation_error", "ERROR_COUPON_HAS_EXPIRED", {"as_of": LATER}),
    ("coupon_calculation_error", "ERROR_COUPON_USAGE_EXCEEDED", summer(usage_count=100)),
    ("coupon_calculation_error", "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
     summer(usage_by_customer={"Jane@Example.com": 2})),
    ("coupon_calculation_error", "MIN_SUBTOTAL_NOT_REACHED", summer(scope=None, minimum_subtotal=samples.usd("1000"))),
    ("coupon_calculation_error", "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS", summer(scope=cc.Scope(namespace="events"))),
    ("gift_card_calculation_error", "GIFT_CARD_NOT_FOUND", {"gift_cards": []}),
    ("gift_card_calculation_error", "GIFT_CARD_DISABLED", card(status=cc.GiftCardStatus.DISABLED)),
    ("gift_card_calculation_error", "GIFT_CARD_EXPIRED", card(status=cc.GiftCardStatus.EXPIRED)),
    ("gift_card_calculation_error", "GIFT_CARD_IS_EMPTY", card(balance=samples.usd("0"))),
    ("gift_card_calculation_error", "GIFT_CARD_CURRENCY_MISMATCH", card(balance=cc.Money("9", "EUR"))),
    ("selected_shipping_option_error", "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", {"shipping": []}),
    ("membership_error", "MEMBERSHIP_NOT_FOUND", {"memberships": []}),
    ("membership_error", "EXPIRED", {"memberships": [membership(expiration_date=NOW, member=guid(12))]}),
]  # fmt: skip


@pytest.mark.parametrize(("member", "code", "change"), TURNED_BAD)
def test_what_turned_bad_is_a_finding_and_takes_off_nothing(member, code, change):
    """What was good when given: its member carries the code in words, and it does as little as if it were not held."""
    price = reprice(change)
    assert code_of(price, member) == code
    assert getattr(price.calculation_errors, member).application_error.description == DESCRIPTIONS[code]
    zero = samples.usd("0")
    if member == "coupon_calculation_error":
        assert price.summary.discount == reprice(change, coupon_code=None).summary.discount
        coupons = [applied.coupon for applied in price.applied_discounts if applied.coupon is not None]
        assert [applied.amount for applied in coupons] == [zero] * (code != "ERROR_COUPON_DOES_NOT_EXIST")
    if member == "gift_card_calculation_error":
        assert price.total_after_gift_card == price.summary.total
        assert price.gift_card is None or price.gift_card.amount == zero
    if member == "membership_error":
        errors = price.calculation_errors.membership_error.application_error.data["errors"]
        assert (code, "gold") in [(error["code"], error.get("membershipId")) for error in errors]
        assert price.lines[4].price > zero
    if member == "selected_shipping_option_error":
        assert price.shipping is None
        assert price.summary.shipping == zero


def test_what_is_still_good_takes_off_something():
    """The same checkout in the store as it was: otherwise the test above could not fail."""
    price = reprice({})
    errors = price.calculation_errors
    assert (errors.coupon_calculation_error, errors.gift_card_calculation_error) == (None, None)
    assert errors.selected_shipping_option_error is None
    assert price.summary.discount > reprice({}, coupon_code=None).summary.discount
    assert price.total_after_gift_card < price.summary.total


DEPOSIT = {"payment_option": cc.PaymentOptionType.DEPOSIT_ONLINE, "deposit_amount": cc.Money(12, "USD")}
LESSON = {"memberships": [membership(left=0)], "member": MEMBER}

WRONG = [
    ("coupon_calculation_error", "NOT_APPLICABLE_TO_SUBSCRIPTIONS", [subscription("9")], {"coupon": coupon("1")}),
    ("coupon_calculation_error", "MIN_LINE_ITEM_QUANTITY_NOT_REACHED", [item("9")], {"coupon": coupon(groups=(1, 1))}),
    ("coupon_calculation_error", "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS", [item("9")],
     {"coupon": coupon(free_shipping=True)}),
    ("membership_error", "MEMBERSHIP_NOT_FOUND", [lesson("9")], {}),
    ("membership_error", "INSUFFICIENT_FUNDS", [lesson("9")], LESSON | {"selected": [pays("gold", 1)]}),
    ("membership_error", "NOT_APPLICABLE_TO_LINE_ITEMS", [item("9")], LESSON | {"selected": [pays("gold", 1)]}),
    ("membership_error", "LINE_ITEM_NOT_FOUND", [item("9")], LESSON | {"selected": [pays("gold", 5)]}),
    ("discounts_calculation_error", "LINE_ITEM_NOT_FOUND", [item("9")], {"merchants": [merchant("1", lines=[5])]}),
    ("order_validation_errors", "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE", [item("11.99", **DEPOSIT)], {}),
    # the unit price is what a rule left of it (L5, D5)
    ("order_validation_errors", "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE", [item("15", **DEPOSIT)],
     {"rules": [rule("40")]}),
    ("order_validation_errors", "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", [item("9"), subscription("9")], {}),
    ("order_validation_errors", "SUBSCRIPTION_WITH_ZERO_TOTAL", [subscription("0")], {}),
    ("order_validation_errors", "SUBSCRIPTION_WITH_GIFT_CARD", [subscription("9")], {"card": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("member", "code", "lines", "keywords"), WRONG)
def test_what_is_wrong_from_the_start(member, code, lines, keywords):
    """One finding, in one member, with its words."""
    errors = priced(*[(line, 1) for line in lines], **keywords).calculation_errors
    found = getattr(errors, member)
    found = found[0] if isinstance(found, tuple) else found.application_error
    assert (found.code, found.description) == (code, DESCRIPTIONS[code])
    assert errors == attrs.evolve(cc.CalculationErrors(), **{member: getattr(errors, member)})


def test_every_code_is_reached():
    """By the two tables above, and one of its own: a code with words and no way to it would be a lie."""
    reached = {code for _, code, *_ in (*TURNED_BAD, *WRONG)} | {"MISSING_BUSINESS_ADDRESS_COUNTRY"}
    assert reached == set(DESCRIPTIONS)


def everything_wrong():
    """A price that breaks whatever can be broken at once."""
    business = {"taxable_address": cc.TaxableAddress(address_type=cc.TaxableAddressType.BUSINESS)}
    return priced(
        (lesson("0"), 1),
        (subscription("0"), 1, business),
        (item("0", **DEPOSIT), 1),
        taxes=[tax("0.1")],
        coupon=coupon("1", active=False),
        merchants=[merchant("1", lines=[5])],
        info={"gift_card_code": "NOSUCHCARD", "shipping_info": delivered("std")},
    )


def test_validate_and_the_price_say_the_same():
    """``priced.calculation_errors`` is what ``validate`` returns."""
    price = reprice({"gift_cards": [], "shipping": []})
    assert price.calculation_errors == cc.validate(price, price.store)
    assert price.calculation_errors


def test_a_clean_price_has_no_findings():
    """The empty form is false and equals a fresh one."""
    errors = priced(("10", 1), shipping="1", card="5", coupon=coupon(percent="10")).calculation_errors
    assert not errors
    assert errors == cc.CalculationErrors()


def test_several_findings_stand_side_by_side():
    """Each fills its own member; of the three about delivery there is one at most."""
    errors = everything_wrong().calculation_errors
    found = [field.name for field in attrs.fields(cc.CalculationErrors) if getattr(errors, field.name)]
    assert found == [
        "selected_shipping_option_error",
        "tax_calculation_error",
        "coupon_calculation_error",
        "gift_card_calculation_error",
        "membership_error",
        "discounts_calculation_error",
        "order_validation_errors",
    ]
    assert [error.code for error in errors.order_validation_errors] == [
        "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE",
        "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
        "SUBSCRIPTION_WITH_ZERO_TOTAL",
        "SUBSCRIPTION_WITH_GIFT_CARD",
    ]


@pytest.mark.parametrize(
    ("member", "data"),
    [
        ("selected_shipping_option_error", {"code": "std"}),
        ("tax_calculation_error", {"lineItemIds": (guid(2),)}),
        ("coupon_calculation_error", {"couponCode": "C"}),
        ("gift_card_calculation_error", None),
        ("membership_error", {"errors": ({"code": "MEMBERSHIP_NOT_FOUND", "lineItemIds": (guid(1),)},)}),
        ("discounts_calculation_error", {"lineItemIds": (guid(5),)}),
    ],
)
def test_a_finding_names_what_it_is_about(member, data):
    """In data that programs read; a gift card's code is never repeated."""
    error = getattr(everything_wrong().calculation_errors, member).application_error
    assert error.data == data


@pytest.mark.parametrize(
    ("address", "taxes", "found"),
    [
        (None, [tax("0.1")], True),
        (cc.Address(city="Berlin"), [tax("0.1")], True),
        (cc.Address(country="DE"), [tax("0.1")], False),
        (None, [], False),
    ],
)
def test_a_line_taxed_at_an_unknown_business_address(address, taxes, found):
    """It matters where the store has taxes and no country."""
    choice = cc.TaxableAddress(address_type=cc.TaxableAddressType.BUSINESS)
    plain = priced(("10", 1), taxes=taxes, business_address=address)
    line = attrs.evolve(plain.checkout.line_items[0], taxable_address=choice)
    price = cc.price(attrs.evolve(plain.checkout, line_items=[line]), plain.store)
    assert bool(price.calculation_errors.tax_calculation_error) is found
    if found:
        assert code_of(price, "tax_calculation_error") == "MISSING_BUSINESS_ADDRESS_COUNTRY"


def test_the_first_option_stands_in_for_a_lost_one():
    """No finding: the flag tells, and the first option offered is charged."""
    carrier = samples.full_store().shipping[0]
    others = [attrs.evolve(carrier.options[0], code="express", cost=samples.usd("25")), carrier.options[1]]
    price = reprice({"shipping": [attrs.evolve(carrier, options=others)]})
    assert price.shipping.requested_shipping_option is False
    assert price.shipping.option.code == "express"
    assert price.summary.shipping == samples.usd("25")
    assert price.calculation_errors.selected_shipping_option_error is None


def test_nothing_selected_is_no_finding_and_charges_nothing():
    """Options are offered, none is chosen."""
    info = attrs.evolve(samples.full_info().shipping_info, selected_carrier_service_option=None)
    price = reprice({}, shipping_info=info)
    assert price.shipping is None
    assert price.summary.shipping == samples.usd("0")
    assert [offer.carrier_id for offer in price.carrier_service_options] == [samples.CARRIER]
    assert price.calculation_errors.selected_shipping_option_error is None


def test_every_check_fills_a_member_and_every_code_has_words():
    """The checks are the public tuple, nothing else is consulted, and each finds something where all is wrong."""
    price, good = everything_wrong(), priced(("10", 1))
    assert len({check.__name__ for check in cc.CHECKS}) == len(cc.CHECKS) == 8
    assert all(check(price, price.store) is not None for check in cc.CHECKS)
    assert all(check(good, good.store) is None for check in cc.CHECKS)
    assert all(DESCRIPTIONS.values())


def test_a_finding_about_a_membership_names_it():
    """By its id and app, beside the lines; programs look the membership up by both."""
    errors = priced((item("9"), 1), memberships=[membership(left=0)], member=MEMBER, selected=[pays("gold", 1)])
    [entry] = errors.calculation_errors.membership_error.application_error.data["errors"]
    assert entry == {
        "code": "NOT_APPLICABLE_TO_LINE_ITEMS",
        "membershipId": "gold",
        "appId": samples.APP,
        "lineItemIds": (guid(1),),
    }


@pytest.mark.parametrize(("deposit", "found"), [("12.00", False), ("12.01", True)])
def test_a_deposit_beside_a_price_finer_than_a_cent(deposit, found):
    """The comparison is exact: 12.005 is above 12.00 and below 12.01."""
    terms = {"payment_option": cc.PaymentOptionType.DEPOSIT_ONLINE, "deposit_amount": cc.Money(deposit, "USD")}
    assert bool(priced((item("12.005", **terms), 1)).calculation_errors.order_validation_errors) is found


@pytest.mark.parametrize(
    ("currency", "price", "least", "told", "missing"),
    [
        ("USD", "40", "50", "50", "10"),
        ("USD", "40.05", "50.10", "50.1", "10.05"),
        ("JPY", "200", "1000", "1000", "800"),
        ("KWD", "1.000", "20.120", "20.12", "19.12"),
    ],
)
def test_amounts_below_the_minimum_are_told_without_needless_zeros(currency, price, least, told, missing):
    """Zeros after the point go, those before it stay."""
    [violation] = priced((price, 1), currency=currency, minimum=least).violations
    assert violation.data == {"minimumOrderSubtotal": told, "remainingAmount": missing}
    assert violation.severity is cc.Severity.ERROR


def test_a_sound_subscription_has_no_findings():
    """Alone, at a price and without a gift card: no check says anything about it, not even nothing."""
    price = priced((subscription("9"), 1))
    assert [check(price, price.store) for check in cc.CHECKS] == [None] * 8


@pytest.mark.parametrize(
    ("limit", "used", "code"),
    [(1, {}, None), (1, {"jane@example.com": 1}, "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"),
     (2, {"jane@example.com": 1}, None), (1, {"john@example.com": 1}, None)],
)  # fmt: skip
def test_a_customer_who_has_not_used_a_coupon_may(limit, used, code):
    """Who is not listed has used it never."""
    one = coupon("1", limit_per_customer=limit, usage_by_customer=used)
    price = priced(("10", 1), coupon=one, info={"buyer_info": cc.BuyerInfo(email="Jane@Example.com")})
    assert finding(price, "coupon_calculation_error") == code
