"""What a caller reads who hands an operation on a checkout something that does not fit: the whole message."""

import attrs
import pytest
import samples
from opened import LATER, from_cart, opened, store
from samples import SHOE, guid

import checkout_core as cc

FULL = samples.full_checkout()
LETTERS = "abcdef00-0000-0000-0000-000000000001"
CHANGEABLE = (
    "billing_info, shipping_info, buyer_note, buyer_info, tax_exempt_group_id, custom_fields, merchant_discounts,"
    " membership_options, custom_content_reference, business_location_id, extended_fields, coupon_code, gift_card_code,"
    " gift_card_redeem_amount, override_checkout_url"
)


def updated(**changes):
    """The full checkout after an update."""
    return cc.update_checkout(FULL, store(), now=LATER, **changes)


def quantities(asked):
    """The full checkout after a change of quantities."""
    return cc.update_line_items_quantity(FULL, store(), asked, now=LATER)


def added(quantity):
    """A checkout with 99,990 shoes and so many more, on the same line."""
    checkout = opened(lines=[cc.LineRequest(SHOE, quantity=99_990)])
    return cc.add_to_checkout(
        checkout, store(), [cc.LineRequest(SHOE, quantity=quantity)], now=LATER, merge_equal_lines=True
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: from_cart("my store"),
            "create_from_cart.store: got 'my store', allowed: a Store",
        ),
        (
            lambda: cc.create_from_request(store(as_of=None), attrs.evolve(samples.full_request(), now=None)),
            "CheckoutRequest.now: got None, allowed: an instant, here or as the store's as_of",
        ),
        (
            lambda: cc.create_from_request("my store", samples.full_request()),
            "create_checkout.store: got 'my store', allowed: a Store",
        ),
        (
            lambda: cc.create_from_request(store(), "my request"),
            "create_checkout.request: got 'my request', allowed: a CheckoutRequest",
        ),
        (
            updated,
            f"update_checkout: got 'no change', allowed: one or more of {CHANGEABLE}",
        ),
        (
            lambda: updated(colour="red", buyer_note="x", coupon_code=None),
            (
                f"update_checkout: got 'colour, coupon_code', allowed: one or more of {CHANGEABLE}"
                "; colour is no field of a checkout; coupon_code is removed by remove_coupon"
            ),
        ),
        (
            lambda: updated(extended_fields={"a": {"b": 1.5}}),
            (
                "update_checkout.extended_fields: got 1.5, allowed: a JSON value: text without lone surrogates, an int"
                " or Decimal of at most 64 digits and exponent 100, true, false, null, an array or an object"
            ),
        ),
        (
            lambda: cc.mark_checkout_as_completed(FULL, now=LATER, order_id="10001"),
            f"mark_checkout_as_completed.order_id: got '10001', allowed: a GUID such as {guid(1)}",
        ),
        (
            lambda: added(11),
            "add_to_checkout.lines[0].quantity: got 11, allowed: at most 10 more of what the checkout has already",
        ),
        (
            lambda: cc.remove_line_items(FULL, [], now=LATER),
            (
                "remove_line_items.line_item_ids: got '0 entries', allowed: 1 to 300 entries,"
                f" each a GUID such as {guid(1)}"
            ),
        ),
        (
            lambda: quantities({}),
            "update_line_items_quantity.quantities: got '0 entries', allowed: 1 to 100 entries",
        ),
        (
            lambda: quantities({guid(number): 1 for number in range(101)}),
            "update_line_items_quantity.quantities: got '101 entries', allowed: 1 to 100 entries",
        ),
        (
            lambda: quantities({LETTERS: 1, LETTERS.upper(): 1}),
            (
                f"update_line_items_quantity.quantities: got '{LETTERS.upper()}',"
                " allowed: ids that differ in more than case"
            ),
        ),
        (
            lambda: cc.get_checkout_url(attrs.evolve(FULL, override_checkout_url=None), store(checkout_url=None)),
            "Store.checkout_url: got None, allowed: a URL, where the checkout has none of its own",
        ),
        (
            lambda: cc.checkout_events(opened(), opened(checkout_id=guid(8))),
            f"checkout_events.after: got '{guid(8)}', allowed: a later state of the checkout {guid(9)}",
        ),
    ],
)
def test_a_wrong_argument(call, message):
    """Its name, what was given and what would be allowed."""
    with pytest.raises(cc.InvalidField) as caught:
        call()
    assert str(caught.value) == message


def test_a_store_in_another_currency():
    """Both currencies are told."""
    with pytest.raises(cc.CurrencyMismatch) as caught:
        cc.update_checkout(FULL, cc.Store(currency="EUR"), now=LATER, buyer_note="x")
    assert str(caught.value) == "the checkout is in USD, the store in EUR"
