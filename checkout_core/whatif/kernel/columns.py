"""What the kernel reads and writes: named tuples of NumPy columns."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

NONE: Final = -(2**63)
"""In a column of amounts: there is none."""
UNCHANGED: Final = NONE + 1
"""In a column of a scenario's amounts: what the cart has."""
NOBODY: Final = -1
"""In a column of positions: there is none."""
TOO_LARGE: Final = -1
"""Instead of an amount: a number does not fit, and `price` has to price the cart."""


class Carts(NamedTuple):
    """Carts, their lines one after the other: those of cart i from ``first[i]`` to before ``first[i + 1]``.

    Unit prices, modifiers and deposits are in ``1 / parts`` minor units, rates in parts per million. ``item``,
    ``scopes``, ``option`` and the columns of taxes are codes: positions in the tables of `Terms`.
    """

    first: Ints
    quantity: Ints
    price: Ints
    modifiers: Ints
    parts: Ints
    deposit: Ints
    later: Flags
    found: Flags
    in_stock: Flags
    item: Codes
    scopes: Codes
    ppm: Ints
    taxes: Codes

    shipping: Ints
    free_from: Ints
    option: Codes
    shipping_ppm: Ints
    shipping_taxes: Codes
    first_charge: Ints
    charge: Ints
    fee_ppm: Ints
    fee_taxes: Codes
    gift_card: Ints
    redeem: Ints


class Terms(NamedTuple):
    """What scenarios say, a row each; tables by the codes of `Carts` have a column for each code.

    ``coupon`` is each cart's coupon (a position in the ``coupon_…`` columns) if it can be used at all, else `NOBODY`.
    Of the taxes with code c stand those from ``first_tax[c]`` on in ``tax``: positions in the columns of ``tax_ppm``.
    Prices and deposits that a scenario changes to ``most`` minor units or more are left to `price`: it may refuse them.
    """

    rounding: Ints
    tax_rounding: Ints
    included: Flags
    caps_at_pay_now: Flags

    quantity_factor: Ints
    item_quantity: Ints
    change: Ints
    change_of: Ints
    item_price: Ints
    item_parts: Ints
    share: Ints
    share_of: Ints
    deposit_step: int
    most: int

    coupon: Codes
    coupon_kind: Ints
    coupon_part: Ints
    coupon_whole: Ints
    coupon_minimum: Ints
    coupon_reaches: Flags

    option_cost: Ints
    option_free_from: Ints

    fee_part: Ints
    fee_whole: Ints
    fee_is_percentage: Flags
    fee_is_taxable: Flags
    fee_is_bound: Flags
    fee_reaches: Flags
    fee_count: Ints

    first_tax: Ints
    tax: Ints
    tax_ppm: Ints
    ppm_change: Ints

    gift_card: Ints


class Rows(NamedTuple):
    """Room for the rows of one cart: lines, then delivery, then fees."""

    quantity: Ints
    unit: Ints
    parts: Ints
    price: Ints
    discount: Ints
    taxed: Ints
    ppm: Ints
    taxes: Codes
    tax: Ints
    weight: Ints
    bearer: Ints
    limit: Ints
    rest: Ints
    share: Ints
    is_bound: Flags
    is_later: Flags


T = TypeVar("T", Carts, Terms)


def unwritable(columns: T) -> T:
    """Return the columns as arrays that cannot be written to, one after the other in memory.

    What comes from Arrow mostly is so, and for every mixture of kinds of arrays Numba would compile one more kernel.
    """
    return type(columns)(*map(_unwritable, columns))


def _unwritable(column: Any) -> Any:
    if not isinstance(column, np.ndarray):
        return column
    array = np.require(column, requirements=["C_CONTIGUOUS", "ALIGNED"]).view()
    array.flags.writeable = False
    return array
