"""Laws between two prices, each with the change that makes the second of the first; see `docs/laws.md`.

=============  ================================================================
module         law
=============  ================================================================
`quantity`     more quantity never lowers the line price
`discounts`    a larger discount never raises the total, but for stated cents
`scaling`      scaling all amounts by 10^k scales an exact price
`reordering`   another order of lines changes nothing but ties
`splitting`    splitting a line by quantity changes at most the stated rounding
=============  ================================================================

A pair that is outside of what a law speaks of is refused with `ValueError`, which says why.
"""
