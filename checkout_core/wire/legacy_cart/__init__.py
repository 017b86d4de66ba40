"""A Stores cart, the predecessor of the eCommerce cart, becomes a checkout; `rows` is the table that it follows.

`reader` reads a cart by the rows (`members`), `parts` puts every member where its row leads, `lines` and `store` make
the checkout and a store of that, `terms` finds the coupon, tax and conversion that the cart's amounts came of, `report`
looks up what became of each member, and `convert` is all of it.
"""

from checkout_core.wire.legacy_cart.convert import NO_DATE, Converted, convert_cart
from checkout_core.wire.legacy_cart.parts import Assumed
from checkout_core.wire.legacy_cart.report import Difference, Dropped
from checkout_core.wire.legacy_cart.rows import ADDRESS_ROWS, CART_ROWS, CartRow, Change

__all__ = [
    "ADDRESS_ROWS",
    "CART_ROWS",
    "NO_DATE",
    "Assumed",
    "CartRow",
    "Change",
    "Converted",
    "Difference",
    "Dropped",
    "convert_cart",
]
