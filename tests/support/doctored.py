"""A price of nearly everything, and the tools to change one figure of it."""

import attrs
from quick import MEMBER, coupon, delivery, extras, items, lesson, membership, merchant, pays, priced, rule, tax
from quick import subscription as subscribed

import checkout_core as cc


def rich(**changes):
    """A price of everything: a line that a rule lowers, a subscription with a trial, a line that a membership pays."""
    given = {
        "rules": [rule("10", scopes=[items("item-1")])],
        "coupon": coupon(percent="5", minimum="0", applies_to_subscriptions=True),
        "merchants": [merchant("2.00")],
        "options": [delivery("5.00", charges=[("INSURANCE", "1.00")])],
        "fees": [cc.AdditionalFee(code="packing", name="Packing", price=cc.Money("0.50", "USD"))],
        "card": "3.00",
        "memberships": [membership(left=5)],
        "member": MEMBER,
        "selected": [pays("gold", 3)],
        "taxes": [tax("0.08"), tax("0.02", "City")],
        "minimum": "100",
    }
    return priced(
        ("10.00", 2),
        (subscribed("20.00", cycles=12, trial=("WEEK", 1)), 1),
        (lesson("30.00", modifier_groups=extras("1.50")), 1),
        **given | changes,
    )


PRICED = rich()
"""Total 46.17: lines 18.00, 20.00 and 1.50, delivery 5.00, fees 1.50, tax 4.15, discount 3.98."""
FIGURES = PRICED.figures
SUMMARY, SHIPPING, RULE, COUPON = FIGURES.summary, FIGURES.shipping, FIGURES.rules[0], FIGURES.coupon
MERCHANT, CHARGED, MEMBERS, CARD = FIGURES.merchant[0], FIGURES.subscriptions[0], FIGURES.memberships, FIGURES.gift_card
APPLIED, BREACH = PRICED.applied_discounts, PRICED.violations[0]


def doctored(of=PRICED, **columns):
    """The price with other figures than the engine's."""
    return attrs.evolve(of, figures=of.figures._replace(**columns))


def swapped(column, place, value):
    """The column with another value at one place."""
    return (*column[:place], value, *column[place + 1 :])


def moved(first, second, **amounts):
    """The price with so much taken from one payment and added to another."""
    sums = {name: getattr(FIGURES, name) for name in (first, second)}
    for field, units in amounts.items():
        sums[first] = sums[first]._replace(**{field: getattr(sums[first], field) - units})
        sums[second] = sums[second]._replace(**{field: getattr(sums[second], field) + units})
    return doctored(**sums)


def lying(noun, **values):
    """The noun with fields changed, and with properties that say something else."""
    fields = {field.name: field for field in attrs.fields(type(noun)) if field.init}
    held = attrs.evolve(noun, **{name: value for name, value in values.items() if name in fields})
    said = {name: property(lambda _, value=value: value) for name, value in values.items() if name not in fields}
    liar = type(type(noun).__name__, (type(noun),), said)
    return liar(**{field.alias: getattr(held, name) for name, field in fields.items()}) if said else held


def saying(of=PRICED, **values):
    """The price with properties that say something else."""
    return lying(of, **values)


def with_line(place, **values):
    """The price with a line that says something else."""
    return saying(lines=swapped(PRICED.lines, place, lying(PRICED.lines[place], **values)))


def with_discount(place, source, **values):
    """The price with an applied discount that says something else: of it all, or of its ``source`` by that name."""
    held = APPLIED[place]
    if source is not None:
        values = {source: attrs.evolve(getattr(held, source), **values)}
    return saying(applied_discounts=swapped(APPLIED, place, attrs.evolve(held, **values)))


def with_tax(**values):
    """The price whose first line tells its tax differently."""
    return with_line(0, tax_details=lying(PRICED.lines[0].tax_details, **values))


def with_summary(**amounts):
    """The price with other amounts in its summary."""
    return doctored(summary=SUMMARY._replace(**amounts))


def with_tax_summary(**amounts):
    """The price with a tax summary that says something else."""
    return saying(tax_summary=attrs.evolve(PRICED.tax_summary, **amounts))


def at_another_store(**changes):
    """The price, taken for that of a store with other terms."""
    return attrs.evolve(PRICED, store=attrs.evolve(PRICED.store, **changes))


def of_another_checkout(of=PRICED, **changes):
    """The price, taken for that of a checkout with other terms."""
    return attrs.evolve(of, checkout=attrs.evolve(of.checkout, **changes))


def usd(amount):
    """Dollars."""
    return cc.Money(amount, "USD")
