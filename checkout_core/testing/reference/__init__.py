"""The reference pricing: slow, obvious, in fractions; written from `docs/conventions.md` alone.

It is the specification in code, for reading as much as for running: no stage is optimised, nothing is remembered, and
each function names the rules (L1, C5, T6, ...) that it is. To read it in another language than Python, start here:

1. `exact`: minor units as fractions, the seven roundings, sharing out by largest remainder;
2. `figures`: what a price consists of, as plain records;
3. `engine.reference_price`: the stages, one after the other, as the conventions list them;
4. the stages: `line_items`, `memberships`, `discount_rules`, `coupons` (and merchant discounts), `charges` (tax,
   delivery, fees), `payment_split` (and the gift card), `subscriptions`.

`published` reads the same records off a price of the library, and `differences` compares two. Amounts are minor units:
a `Fraction` until it is rounded, a whole number from then on. Of the library it uses the nouns of `model`, the number
of decimals of a currency and the names of the roundings; `lint-imports` forbids the rest, so that a mistake of the one
is no mistake of the other.
"""
