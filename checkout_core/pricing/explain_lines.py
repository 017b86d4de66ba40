"""The story of the lines: unit price, price, discounts, tax, what each comes to. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.discount_rules import RuleDiscount, RuleDiscountType
from checkout_core.model.explanation import Step
from checkout_core.model.figures import Ratio
from checkout_core.model.memberships import Membership
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.pricing.explain_discounts import line_discount_steps
from checkout_core.pricing.explain_tax import Taxed, tax_steps
from checkout_core.pricing.line_items import line_prices
from checkout_core.pricing.wording import Words, harmless, plain


def line_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Each line: how its unit price came about, price, discounts, tax, and what it comes to."""
    figures = priced.figures
    for index, line in enumerate(priced.lines):
        subject = subject_of(index, line)
        if line.item is None:
            formula = "the catalog does not know this item: nothing is charged"
            yield Step(stage="line", subject=subject, label="price", amount=line.price, formula=formula)
            continue
        yield from _unit_price_steps(priced, words, index, subject)
        price, discount, tax = figures.line_prices[index], figures.discounts[index], figures.taxes[index]
        exact = Fraction(*figures.unit_prices[index]) * line.quantity
        yield Step(
            stage="line",
            subject=subject,
            label="price",
            amount=words.money(price),
            formula=f"{line.quantity} x {words.given(line.price)}",
            note=words.notes(words.rounded(exact), _instead_of(line, words), _shortage(line)),
        )
        yield from line_discount_steps(priced, words, index, subject)
        parts = None if figures.tax_parts is None else figures.tax_parts[index]
        yield from tax_steps(
            priced, words, subject, Taxed(price - discount, line.quantity, tax, figures.rates[index], parts)
        )
        included = priced.store.tax_included_in_price
        formula = words.sum([price], [discount], [] if included else [tax])
        note = f"without tax {words.amount(price - discount - tax)}" if included and tax else ""
        amount = line.total_price_after_tax
        yield Step(stage="line", subject=subject, label="to pay", amount=amount, formula=formula, note=note)


def subject_of(index: int, line: PricedLine) -> str:
    """What a receipt calls the line."""
    name = None if line.item is None else line.item.product_name
    reference = line.line.catalog_reference
    reference_name = "custom item" if reference is None else reference.catalog_item_id
    called = reference_name if name is None else name.original
    return f"Line {index + 1}: {harmless(called)}"


def _instead_of(line: PricedLine, words: Words) -> str:
    """A note on the full price, if that is above the price."""
    return f"instead of {words.given(line.full_price)} each" if line.full_price > line.price else ""


def _shortage(line: PricedLine) -> str:
    """A note on stock that does not suffice."""
    left = line.availability.quantity_available
    if left is None or left >= line.quantity:
        return ""
    return f"only {left} left" if left else "out of stock"


def _unit_price_steps(priced: PricedCheckout, words: Words, index: int, subject: str) -> Iterator[Step]:
    """What modifiers add to the unit price, what a membership pays of it, and what rules take off."""
    item = priced.figures.items[index]
    assert item is not None  # noqa: S101  # the line is found
    yield from _modifier_steps(item, words, subject)
    memberships = priced.figures.memberships
    membership = None if memberships is None else memberships.paid.get(index)
    if membership is not None:
        yield _membership_step(priced, index, subject, membership)
    yield from _rule_steps(priced, words, index, subject)


def _modifier_steps(item: CatalogItem, words: Words, subject: str) -> Iterator[Step]:
    """The modifiers of a unit, and the unit price with them."""
    modifiers = [modifier for group in item.modifier_groups for modifier in group.modifiers]
    terms = [f"{m.quantity} x {words.given(m.price)}" for m in modifiers if m.price is not None and m.price.amount]
    if not terms:
        return
    added = item.modifiers_total_price
    with_them = f"{words.given(item.price)} + {words.given(added)}"
    sums = (("modifiers", added, " + ".join(terms)), ("unit price", item.unit_price, with_them))
    for label, amount, formula in sums:
        yield Step(stage="unit price", subject=subject, label=label, amount=amount, formula=formula)


def _membership_step(priced: PricedCheckout, index: int, subject: str, membership: Membership) -> Step:
    """What a unit still costs where a membership pays the line."""
    quantity = priced.checkout.quantities[index]
    left = priced.lines[index].price_before_discounts
    paid = f", {quantity} credit{'s' * (quantity > 1)}" if membership.credits is not None else ""
    remains = "the modifiers remain" if left.amount else "nothing remains"
    formula = f"paid by the membership {harmless(membership.name.original)}{paid}, {remains}"
    return Step(stage="unit price", subject=subject, label="unit price", amount=left, formula=formula)


def _rule_steps(priced: PricedCheckout, words: Words, index: int, subject: str) -> Iterator[Step]:
    """What each discount rule does to the unit price, and what it takes off the line."""
    figures, divide = priced.figures, priced.store.policy.divide
    quantities = (priced.checkout.quantities[index],)
    before = (figures.undiscounted or figures.unit_prices)[index]
    for rule in figures.rules:
        after = rule.units[index]
        if after == before:
            continue
        formula, note = _discounted(words, before, rule.rule.discount)
        label = f"rule {harmless(rule.rule.name)}"
        amount = words.money(after[0])
        yield Step(stage="unit price", subject=subject, label="unit price", amount=amount, formula=formula, note=note)
        whole, left = (line_prices(quantities, [unit], divide)[0] for unit in (before, after))
        formula = f"{words.amount(whole)} - {words.amount(left)}"
        amount = words.money(rule.parts[index])
        yield Step(stage="unit price", subject=subject, label=label, amount=amount, formula=formula)
        before = after


def _discounted(words: Words, unit: Ratio, discount: RuleDiscount) -> tuple[str, str]:
    """How a rule's discount makes a unit price of another, and a note on the rounding."""
    price = Fraction(*unit)
    if discount.discount_type is RuleDiscountType.PERCENTAGE:
        rate = plain(discount.percentage or Decimal(0))
        return f"{words.amount(price)} x (100 % - {rate} %)", words.rounded(price * Fraction(*discount.ratio))
    fixed = Fraction(*discount.ratio)
    if discount.discount_type is RuleDiscountType.FIXED_PRICE:
        return f"instead of {words.amount(price)}, the rule's own price", words.rounded(fixed)
    if fixed > price:
        return f"{words.amount(fixed)} off {words.amount(price)} leaves nothing", ""
    return f"{words.amount(price)} - {words.amount(fixed)}", words.rounded(price - fixed)
