"""The engine's arithmetic for many carts at once: plain loops over int64 columns, compiled by Numba.

Each file is the namesake of a stage in `checkout_core.pricing` and says the same on columns; the only place that knows
Numba is `compiled`. Amounts are minor units. What carts may hold is checked by `checks`, before the others run.
"""
