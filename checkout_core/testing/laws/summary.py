"""Laws 2, 3, 4 and 7: what adds up to what. Amounts are compared in minor units."""

from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.basics import FIELDS, PAYMENTS, at_most, costs_of, equal, summaries
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount
from checkout_core.testing.reference.published import published


def check_totals(priced: PricedCheckout) -> None:
    """Law 2 (P1): total = subtotal + shipping + fees + tax - discount, without the tax where prices include it.

    Of the whole, of each payment, and of each cycle of a subscription.
    """
    figures = published(priced)
    cycles = [(f"each cycle of {charge.line_item_ids[0]}", charge.summary) for charge in figures.subscription_charges]
    for name, entry in (*summaries(figures), *cycles):
        tax = 0 if priced.store.tax_included_in_price else entry.tax
        parts = entry.subtotal + entry.shipping + entry.additional_fees + tax - entry.discount
        equal(f"{name}.total", entry.total, parts)


def check_addition(priced: PricedCheckout) -> None:
    """Law 3: the lines add up to the summary, and price - discount + tax = after, for lines, shipping and fees.

    Shipping is the price of the delivery, fees are the sum of the fees; discount and tax are those of all of them.
    """
    figures = published(priced)
    whole, line_costs = figures.summary, [line.cost for line in figures.lines]
    equal("subtotal", whole.subtotal, sum(cost.price for cost in line_costs))
    equal("line_items_subtotal", figures.line_items_subtotal, whole.subtotal)
    equal("shipping", whole.shipping, 0 if figures.shipping is None else figures.shipping.cost.price)
    equal("additional_fees", whole.additional_fees, sum(fee.cost.price for fee in figures.fees))
    everything = list(costs_of(figures))
    equal("discount", whole.discount, sum(discount for _, _, discount in everything))
    equal("tax", whole.tax, sum(cost.levied.tax for _, cost, _ in everything))
    equal("total", whole.total, sum(cost.after_tax for _, cost, _ in everything))
    equal("tax_summary.total_tax", figures.line_tax, sum(cost.levied.tax for cost in line_costs))
    equal("tax_summary.taxable_amount", figures.taxable, sum(cost.levied.taxable for cost in line_costs))
    equal("tax_summary.total_exempt", figures.exempt, sum(cost.levied.exempt for cost in line_costs))
    for name, cost, discount in everything:
        equal(f"{name}: before + tax", cost.before_tax + cost.levied.tax, cost.after_tax)
        paid = cost.after_tax if priced.store.tax_included_in_price else cost.before_tax
        equal(f"{name}: price - discount", cost.price - discount, paid)


def check_payment_split(priced: PricedCheckout) -> None:
    """Law 4 (P5): pay now + pay later + pay after the free trial = summary, field by field."""
    figures = published(priced)
    payments = [getattr(figures, name) for name in PAYMENTS]
    for field in FIELDS:
        equal(
            f"sum of payments: {field}",
            sum(getattr(entry, field) for entry in payments),
            getattr(figures.summary, field),
        )


def check_gift_card(priced: PricedCheckout) -> None:
    """Law 7 (G1, G2): 0 <= redeemed <= balance, requested amount, cap; the fields after the gift card close."""
    total, now = minor(priced.summary.total), minor(priced.pay_now.total)
    redeemed: Amount = 0
    if priced.gift_card is not None:
        redeemed = minor(priced.gift_card.amount)
        cap = now if priced.store.policy.gift_card_cap.value == "PAY_NOW" else total
        (card,) = [card for card in priced.store.gift_cards if card.code == priced.checkout.gift_card_code]
        asked = priced.checkout.gift_card_redeem_amount
        at_most("redeemed, cap", 0, redeemed, cap)
        at_most("redeemed, requested", redeemed, redeemed if asked is None else minor(asked))
        at_most("redeemed, balance", redeemed, minor(card.balance) if card.balance.currency == priced.currency else 0)
    equal("total_after_gift_card", minor(priced.total_after_gift_card), total - redeemed)
    equal("pay_now_total_after_gift_card", minor(priced.pay_now_total_after_gift_card), max(0, now - redeemed))
