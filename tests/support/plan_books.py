"""The books of orders of plans, kept by conventions PP1 to PP25 alone: what comes of an operation, or why nothing does.

Amounts are whole minor units, computed with fractions; the schedule is a list of cycles that pauses shift. The books
know nothing of the library; only the second part does, which says the same thing in both languages.
"""

import calendar
import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import assume
from hypothesis import strategies as st
from samples import guid

import checkout_core as cc
from checkout_core import plans

# --- the calendar (PP2) -----------------------------------------------------------------------------------------------

DAYS = {"DAY": 1, "WEEK": 7}


def moved(instant, period, times=1):
    """So many periods later; months are walked one by one, and a day that the last one has not is its last."""
    count, unit = period
    if unit in DAYS:
        return instant + timedelta(days=DAYS[unit] * count * times)
    year, month = instant.year, instant.month
    for _ in range(count * times * (12 if unit == "YEAR" else 1)):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return instant.replace(year=year, month=month, day=min(instant.day, calendar.monthrange(year, month)[1]))


# --- money (PP10 to PP13) ---------------------------------------------------------------------------------------------

ZEROS = {"USD": 100, "JPY": 1, "KWD": 1000}


def rounded(value, how):
    """A fraction from zero on as a whole number."""
    whole = value.numerator // value.denominator
    rest = value - whole
    if how in {"UP", "CEILING"}:
        return whole + (rest > 0)
    if how in {"DOWN", "FLOOR"}:
        return whole
    if rest == Fraction(1, 2):
        return whole + {"HALF_UP": 1, "HALF_DOWN": 0, "HALF_EVEN": whole % 2}[how]
    return whole + (rest > Fraction(1, 2))


def cost(terms, cycle):
    """What a cycle costs: price, discount and tax in minor units; ``off`` is what the coupon takes off."""
    how, rate, coupon = terms["how"], terms["rate"], terms["coupon"]
    price, off = rounded(terms["price"], how), 0
    if coupon is not None and cycle <= coupon["cycles"]:
        what, much = coupon["off"]
        off = rounded(price * much / 100, how) if what == "percent" else min(price, rounded(much, how))
    if terms["included"]:
        tax = rounded((price - off) * rate / (1 + rate), how)
        subtotal = price - rounded(price * rate / (1 + rate), how)
        discount = subtotal + tax - (price - off)
    else:
        tax, subtotal, discount = rounded((price - off) * rate, how), price, off
    fees = sum(rounded(fee, how) for fee in terms["fees"]) if cycle == 1 else 0
    total = subtotal - discount + tax + fees
    return {"subtotal": subtotal, "discount": discount, "off": off, "tax": tax, "fees": fees, "total": total}


# --- ordering (PP9, PP14 to PP20) -------------------------------------------------------------------------------------

ALWAYS = 10**9
"""As many cycles as a coupon for all of them reaches."""


def tax_of(shop):
    """The rate at the shop's own address, or the code of what is missing there."""
    country, state = shop["country"], shop["state"]
    if country is None and any(row["country"] for row in shop["taxes"]):
        return "MISSING_BUSINESS_ADDRESS_COUNTRY"
    here = [row for row in shop["taxes"] if row["country"] in {None, country}]
    if state is None and any(row["state"] for row in here):
        return "MISSING_BUSINESS_ADDRESS_STATE"
    return sum((row["rate"] for row in here if row["state"] in {None, state}), Fraction())


def is_free(offer):
    """Whether nothing is ever charged."""
    return not offer["price"] and not offer["fees"]


def against_coupon(shop, ask, offer):
    """Why the coupon does not count, most important first."""
    coupon = shop["coupons"].get(ask["coupon"].lower())
    if coupon is None:
        yield "ERROR_COUPON_DOES_NOT_EXIST"
        return
    if not coupon["active"]:
        yield "ERROR_COUPON_IS_DISABLED"
    if coupon["since"] is not None and ask["now"] < coupon["since"]:
        yield "ERROR_COUPON_IS_NOT_ACTIVE_YET"
    if coupon["until"] is not None and ask["now"] >= coupon["until"]:
        yield "ERROR_COUPON_HAS_EXPIRED"
    if coupon["left"] == 0:
        yield "ERROR_COUPON_USAGE_EXCEEDED"
    if ask["email"] in coupon["exhausted"]:
        yield "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"
    fits = coupon["scope"] in {None, "pricingPlans", "pricingPlans/plan", f"pricingPlans/plan/{offer['id']}"}
    if is_free(offer) or not fits or coupon["off"][0] not in {"money", "percent"}:
        yield "ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN"
    if coupon["minimum"] is not None and offer["price"] < coupon["minimum"]:
        yield "ERROR_INVALID_SUBTOTAL"


def against(shop, ask):
    """Why there is no order, most important first."""
    offer, now, start = ask["offer"], ask["now"], ask["start"] or ask["now"]
    who = [("MEMBER_REQUIRED", ask["member"] is None), ("member_not_found", ask["member"] == "stranger")]
    if offer is None:
        return [code for code, holds in [*who, ("plan_not_found", True)] if holds]
    online, free, end = ask["type"] == "ONLINE", is_free(offer), opened(shop, ask)["end"]
    past = start < now - timedelta(minutes=1) if online else end is not None and end <= now
    found = [
        *who,
        ("archived_plan", offer["archived"]),
        ("UNKNOWN_ORDER_METHOD", online and ask["method"] == "UNKNOWN"),
        ("RECURRING_POS_UNSUPPORTED", online and ask["method"] == "POS" and offer["cycle"] and not free),
        ("purchases_limit_reached", online and offer["once"] and ask["bought"]),
        ("invalid_start_date", past),
        ("buyer_can_not_pick_future_start_date", online and start > now and not offer["later"]),
        ("accept_payment_feature_missing", online and not free and not shop["pays"]),
        *((code, True) for code in ([] if ask["coupon"] is None else against_coupon(shop, ask, offer))),
        (tax_of(shop), not free and isinstance(tax_of(shop), str)),
    ]
    return [code for code, holds in found if holds]


def ordered(shop, ask):
    """The code of the refusal, or the book of the new order."""
    reasons = against(shop, ask)
    return (reasons[0], None) if reasons else (None, opened(shop, ask))


def opened(shop, ask):
    """The book of a new order, whatever there is against it."""
    offer, now = ask["offer"], ask["now"]
    free, rate = is_free(offer), tax_of(shop)
    coupon = None if ask["coupon"] is None else shop["coupons"].get(ask["coupon"].lower())
    recurs = offer["cycle"] is not None and not free
    lasts = offer["lasts"]
    if offer["cycle"] is not None and offer["cycles"]:
        lasts = (offer["cycle"][0] * offer["cycles"], offer["cycle"][1])
    book = {
        "type": ask["type"],
        "start": ask["start"] or now,
        "trial": offer["trial"] if recurs and not ask["bought"] else None,
        "recurs": recurs,
        "cycle": offer["cycle"],
        "cycles": offer["cycles"],
        "lasts": lasts,
        "terms": {
            "price": offer["price"],
            "fees": offer["fees"],
            "coupon": coupon,
            "rate": Fraction() if free or isinstance(rate, str) else rate,
            "included": shop["included"],
            "how": shop["how"],
        },
        "pauses": [],
        "renewal canceled": False if recurs else None,
        "cancellation": None,
        "changed": now,
    }
    schedule(book)
    book["free"] = free = not any(cost(book["terms"], cycle)["total"] for cycle in different(book))
    is_paid = ask["type"] == "OFFLINE" and ask["paid"]
    book["payment"] = "NOT_APPLICABLE" if free else "PAID" if is_paid else "UNPAID"
    book["status"] = "DRAFT" if ask["type"] == "ONLINE" and not free else in_force(book, now)
    return book


def different(book):
    """Cycles that may differ in price: the first ones, those after the discounted ones, the last."""
    coupon = book["terms"]["coupon"]
    after = 2 if coupon is None else coupon["cycles"] + 1
    last = (book["cycles"] or ALWAYS) if book["recurs"] else 1
    return [cycle for cycle in (1, 2, after, last) if cycle <= last]


def in_force(book, now):
    """The status of an order that has been paid, or need not be."""
    if book["end"] is not None and book["end"] <= now:
        return "ENDED"
    return "PENDING" if book["start"] > now else "ACTIVE"


# --- the schedule (PP1 to PP6) ----------------------------------------------------------------------------------------


def schedule(book):
    """Write down the first cycles, and the ends that follow from the start."""
    start, trial = book["start"], book["trial"]
    book["lost"] = timedelta()
    if book["recurs"]:
        book["first"] = start + timedelta(days=trial or 0)
        book["spans"] = [[0, start, book["first"]]] if trial else []
        book["end"] = moved(book["first"], book["cycle"], book["cycles"]) if book["cycles"] else None
        write(book, 1)
    else:
        book["end"] = book["lasts"] and moved(start, book["lasts"])
        book["spans"] = [[1, start, book["end"]]]
    book["earliest"] = book["end"]


def write(book, cycle):
    """Write down the cycles up to this one, as far as there are so many."""
    if not book["recurs"]:
        return
    last = min(cycle, book["cycles"]) if book["cycles"] else cycle
    for number in range(book["spans"][-1][0] + 1 if book["spans"] else 1, last + 1):
        begin, end = (moved(book["first"], book["cycle"], times) + book["lost"] for times in (number - 1, number))
        book["spans"].append([number, begin, end])


def write_until(book, instant):
    """Write down every cycle that has begun at the instant."""
    while book["recurs"] and book["spans"][-1][1] <= instant:
        before = book["spans"][-1][0]
        write(book, before + 1)
        if book["spans"][-1][0] == before:
            break


def cycle_at(book, instant):
    """The cycle that an order in use is in: number, begin and end."""
    if book["status"] == "PAUSED":
        instant = book["pauses"][-1][0]
    write_until(book, instant)
    number, begin, end = [span for span in book["spans"] if span[1] <= instant][-1]
    is_last = not book["recurs"] or (number > 0 and number == book["cycles"])
    return number, begin, book["end"] if is_last else end


def next_payment(book, current):
    """The first cycle to come that costs something: number, day and amount (PP8)."""
    if book["status"] in {"PAUSED", "ENDED", "CANCELED"} or book["renewal canceled"]:
        return None
    if book["status"] == "DRAFT":
        number = 1
    elif current is None:
        number = 1 if book["trial"] else 2
    else:
        number = current[0] + 1
    coupon = book["terms"]["coupon"]
    changing = 2 + (0 if coupon is None or coupon["cycles"] == ALWAYS else coupon["cycles"])
    last = (book["cycles"] or max(number, changing)) if book["recurs"] else 1
    for cycle in range(number, last + 1):
        total = cost(book["terms"], cycle)["total"]
        if total:
            write(book, cycle)
            [begin] = [span[1] for span in book["spans"] if span[0] == cycle]
            return cycle, begin, total
    return None


# --- what happens (PP7, PP18 to PP25) ---------------------------------------------------------------------------------

ALLOWED = {
    "record_payment": {"DRAFT", "PENDING", "ACTIVE"},
    "fail_payment": {"DRAFT", "PENDING", "ACTIVE"},
    "mark_as_paid": {"PENDING", "ACTIVE"},
    "change_start_date": {"DRAFT"},
    "pause": {"ACTIVE"},
    "resume": {"PAUSED"},
    "postpone": {"ACTIVE"},
    "cancel": {"PENDING", "ACTIVE", "PAUSED"},
}
"""In which status what can be done."""
REFUSALS = (
    "INVALID_PLAN_ORDER_STATUS",
    "PLAN_ORDER_IN_TRIAL",
    "BUYER_CAN_NOT_CANCEL",
    "PLAN_ORDER_NOT_RECURRING",
    "PLAN_ORDER_ALREADY_CANCELED",
    "PLAN_ORDER_WITHOUT_END",
    "PLAN_ORDER_END_NOT_LATER",
    "PLAN_ORDER_NOT_OFFLINE",
    "PLAN_ORDER_ALREADY_PAID",
    "invalid_start_date",
    "buyer_can_not_pick_future_start_date",
)
"""Why an operation is refused, most important first."""


def passed(book, now):
    """The book after the time until now."""
    book = copy.deepcopy(book)
    if book["status"] == "PENDING" and book["start"] <= now:
        book["status"] = "ACTIVE"
    if book["status"] == "ACTIVE" and book["end"] is not None and book["end"] <= now:
        book["status"] = "CANCELED" if book["cancellation"] else "ENDED"
    return book


def is_tried(book, now):
    """Whether the order is in its free days."""
    return book["status"] in {"ACTIVE", "PAUSED"} and cycle_at(book, now)[0] == 0


def takes_effect(book, now, how):
    """When a cancellation takes effect: a buyer's in the free days when they are over."""
    return "NEXT_PAYMENT_DATE" if how["cause"] == "MEMBER_ACTION" and is_tried(book, now) else how["effect"]


def objections(book, what, now, how):
    """Why an operation on an order whose time has passed is refused, most important first."""
    if book["status"] not in ALLOWED[what]:
        return ["INVALID_PLAN_ORDER_STATUS"]
    found = {
        "record_payment": lambda: {"PLAN_ORDER_ALREADY_PAID": book["free"]},
        "fail_payment": lambda: {"PLAN_ORDER_ALREADY_PAID": book["free"]},
        "mark_as_paid": lambda: {
            "PLAN_ORDER_NOT_OFFLINE": book["type"] != "OFFLINE",
            "PLAN_ORDER_ALREADY_PAID": book["free"] or book["payment"] == "PAID",
        },
        "change_start_date": lambda: {
            "invalid_start_date": how["start"] < now - timedelta(minutes=1),
            "buyer_can_not_pick_future_start_date": how["start"] > now and not how["offer"]["later"],
        },
        "pause": lambda: {"PLAN_ORDER_IN_TRIAL": is_tried(book, now)},
        "postpone": lambda: {
            "PLAN_ORDER_ALREADY_CANCELED": book["cancellation"] is not None,
            "PLAN_ORDER_WITHOUT_END": book["end"] is None,
            "PLAN_ORDER_END_NOT_LATER": book["end"] is not None and how["end"] <= book["end"],
        },
        "cancel": lambda: against_cancellation(book, now, how),
    }.get(what, dict)()
    return [code for code in REFUSALS if found.get(code)]


def against_cancellation(book, now, how):
    """Which reasons against calling the order off hold."""
    waits = takes_effect(book, now, how) == "NEXT_PAYMENT_DATE"
    return {
        "BUYER_CAN_NOT_CANCEL": how["cause"] == "MEMBER_ACTION" and not how["offer"]["quits"],
        "PLAN_ORDER_NOT_RECURRING": waits and not book["recurs"],
        "INVALID_PLAN_ORDER_STATUS": waits and book["status"] != "ACTIVE",
        "PLAN_ORDER_ALREADY_CANCELED": waits and book["cancellation"] is not None,
    }


def done(book, what, now, how):
    """The code of the refusal, or the book after an operation."""
    book = passed(book, now)
    reasons = objections(book, what, now, how)
    if reasons:
        return reasons[0], None
    EFFECTS[what](book, now, how)
    book["changed"] = now
    return None, book


def _pay(book, now, how):
    is_first = book["status"] == "DRAFT"
    book["payment"] = "PENDING" if how["pending"] or (is_first and book["trial"]) else "PAID"
    if is_first:
        book["status"] = in_force(book, now)


def _fail(book, now, how):
    book["payment"] = "FAILED"


def _mark(book, now, how):
    book["payment"] = "PAID"


def _start(book, now, how):
    book["start"] = how["start"]
    schedule(book)


def _pause(book, now, how):
    write_until(book, now)
    book["status"] = "PAUSED"
    book["pauses"].append([now, None])


def _resume(book, now, how):
    begun, lost = book["pauses"][-1][0], now - book["pauses"][-1][0]
    book["pauses"][-1][1] = now
    for span in book["spans"]:
        for side in (1, 2):
            if span[side] is not None and span[side] > begun:
                span[side] += lost
    book["lost"] += lost
    for end in ("end", "earliest"):
        book[end] = book[end] and book[end] + lost
    book["status"] = "ACTIVE"


def _postpone(book, now, how):
    book["end"] = how["end"]


def _cancel(book, now, how):
    effect = takes_effect(book, now, how)
    book["cancellation"] = now, how["cause"], effect
    if book["recurs"]:
        book["renewal canceled"] = True
    if effect == "NEXT_PAYMENT_DATE":
        book["end"] = cycle_at(book, now)[2]
        return
    if book["status"] == "PAUSED":
        book["pauses"][-1][1] = now
    book |= {"status": "CANCELED", "end": now}


EFFECTS = {
    "record_payment": _pay,
    "fail_payment": _fail,
    "mark_as_paid": _mark,
    "change_start_date": _start,
    "pause": _pause,
    "resume": _resume,
    "postpone": _postpone,
    "cancel": _cancel,
}


def stands(book, now):
    """How the order stands at an instant."""
    book = passed(book, now)
    current = cycle_at(book, now) if book["status"] in {"ACTIVE", "PAUSED"} else None
    return {
        "status": book["status"],
        "cycle": current,
        "start": book["start"],
        "end": book["end"],
        "earliest": book["earliest"],
        "next": next_payment(book, current),
        "payment": book["payment"],
        "trial": book["trial"],
        "pauses": [tuple(pause) for pause in book["pauses"]],
        "renewal canceled": book["renewal canceled"],
        "cancellation": book["cancellation"],
    }


# --- the same in the library's words ----------------------------------------------------------------------------------

EMAIL, OTHER_EMAIL = "ann@example.com", "bob@example.com"
ORDER, MEMBER, STRANGER = guid(301), guid(302), guid(303)


def told(order, now):
    """How the library says that the order stands at an instant, in the words of `stands`."""
    state = plans.at(order, now)
    cycle, payment, cancellation = state.current_cycle, state.next_payment, order.cancellation
    return {
        "status": state.status.value,
        "cycle": cycle and (cycle.index, cycle.started_date, cycle.ended_date),
        "start": order.start_date,
        "end": state.end_date,
        "earliest": state.earliest_end_date,
        "next": payment and (payment.cycle, payment.date, payment.price.total.minor_units),
        "payment": order.last_payment_status.value,
        "trial": order.free_trial_days,
        "pauses": [(pause.pause_date, pause.resume_date) for pause in order.pause_periods],
        "renewal canceled": order.auto_renew_canceled,
        "cancellation": cancellation
        and (cancellation.requested_date, cancellation.cause.value, cancellation.effective_at.value),
    }


def price_told(price):
    """What the library says that a cycle costs, in the words of `cost`."""
    assert price.discount.currency == price.total.currency
    return {
        "subtotal": price.subtotal.minor_units,
        "discount": price.discount.minor_units,
        "off": 0 if price.coupon is None else price.coupon.amount.minor_units,
        "tax": 0 if price.tax is None else price.tax.amount.minor_units,
        "fees": sum(fee.amount.minor_units for fee in price.fees),
        "total": price.total.minor_units,
    }


def duration(period):
    """A period as the library has it."""
    return None if period is None else plans.Duration(count=period[0], unit=cc.SubscriptionFrequency[period[1]])


def money(units, code):
    """Minor units, perhaps with a fraction, as money."""
    return cc.Money(Decimal(units.numerator) / Decimal(units.denominator) / ZEROS[code], code)


def plan_of(offer, code):
    """The offer as a plan."""
    subscription = offer["cycle"] and plans.PlanSubscription(
        cycle_duration=duration(offer["cycle"]), cycle_count=offer["cycles"]
    )
    return plans.Plan(
        id=offer["id"],
        name="Plan",
        pricing=plans.PlanPricing(
            subscription=subscription,
            single_payment_for_duration=duration(offer["lasts"]),
            single_payment_unlimited=subscription is None and offer["lasts"] is None,
            price=money(offer["price"], code),
            free_trial_days=offer["trial"],
        ),
        fees=[plans.PlanFee(name="Fee", amount=money(fee, code)) for fee in offer["fees"]],
        archived=offer["archived"],
        max_purchases_per_buyer=int(offer["once"]),
        allow_future_start_date=offer["later"],
        buyer_can_cancel=offer["quits"],
    )


def coupon_of(code, coupon, currency):
    """The coupon as the library has it."""
    what, much = coupon["off"]
    scope = coupon["scope"]
    if scope is not None:
        namespace, *rest = scope.split("/")
        group = cc.ScopeGroup(name=rest[0], entity_id=rest[1] if rest[1:] else None) if rest else None
        scope = cc.Scope(namespace=namespace, group=group)
    cycles = coupon["cycles"]
    return cc.Coupon(
        id=guid(900 + len(code)),
        name="Coupon",
        code=code,
        active=coupon["active"],
        start_time=coupon["since"],
        expiration_time=coupon["until"],
        usage_limit=None if coupon["left"] is None else 5,
        usage_count=5 if coupon["left"] == 0 else 0,
        limit_per_customer=1,
        usage_by_customer=dict.fromkeys(coupon["exhausted"], 1),
        applies_to_subscriptions=cycles == ALWAYS,
        discounted_cycle_count=None if cycles in {1, ALWAYS} else cycles,
        scope=scope,
        minimum_subtotal=None if coupon["minimum"] is None else money(coupon["minimum"], currency),
        money_off_amount=money(much, currency) if what == "money" else None,
        percent_off_rate=Decimal(much.numerator) / much.denominator if what == "percent" else None,
        free_shipping=what == "shipping",
    )


def store_of(shop):
    """The shop as a store."""
    place = cc.Address(country=shop["country"], subdivision=shop["state"])
    return cc.Store(
        currency=shop["currency"],
        tax_included_in_price=shop["included"],
        accepts_payments=shop["pays"],
        business_address=None if shop["country"] is None else place,
        policy=cc.PricingPolicy(rounding=cc.Rounding[shop["how"]]),
        plans=[plan_of(offer, shop["currency"]) for offer in shop["offers"]],
        coupons=[coupon_of(code.upper(), coupon, shop["currency"]) for code, coupon in shop["coupons"].items()],
        taxes=[
            cc.Tax(
                name=f"Tax {number}",
                rate=Decimal(row["rate"].numerator) / row["rate"].denominator,
                country=row["country"],
                subdivision=row["state"],
            )
            for number, row in enumerate(shop["taxes"])
        ],
    )


def earlier(ask, currency):
    """Orders that there are: one that was never paid, another member's, another plan's; and perhaps one that counts."""
    if ask["offer"] is None:
        return []
    offer = ask["offer"] | {"price": Fraction(100), "fees": [], "archived": False}
    ann, now = plans.PlanBuyer(member_id=MEMBER), ask["now"] - timedelta(days=400)
    store = cc.Store(currency=currency)
    bought = plans.create_offline_order(plan_of(offer, currency), ann, store=store, order_id=guid(320), now=now)
    return [
        attrs.evolve(bought, status=plans.PlanOrderStatus.DRAFT, current_cycle=None),
        attrs.evolve(bought, buyer=plans.PlanBuyer(member_id=STRANGER)),
        attrs.evolve(bought, plan_id=guid(321)),
        *([bought] if ask["bought"] else []),
    ]


def place(shop, ask):
    """Order in the library what is asked for."""
    buyer = None if ask["member"] is None else plans.PlanBuyer(member_id={"ann": MEMBER}.get(ask["member"], STRANGER))
    asked = guid(666) if ask["offer"] is None else ask["offer"]["id"]
    online = ask["type"] == "ONLINE"
    own = {"order_method": ask["method"] and plans.PlanOrderMethod[ask["method"]]} if online else {"paid": ask["paid"]}
    create = plans.create_online_order if online else plans.create_offline_order
    context = plans.PlanOrderContext(
        orders=earlier(ask, shop["currency"]), members=[MEMBER, guid(304)], email=ask["email"]
    )
    start, coupon, now = ask["start"], ask["coupon"], ask["now"]
    return create(asked, buyer, start, coupon, store=store_of(shop), order_id=ORDER, now=now, context=context, **own)


def perform(order, what, now, how, currency):
    """Do in the library what the books call `what`."""
    arguments = {
        "record_payment": lambda: {"pending": how["pending"]},
        "change_start_date": lambda: {"start_date": how["start"], "plan": plan_of(how["offer"], currency)},
        "postpone": lambda: {"end_date": how["end"]},
        "cancel": lambda: {
            "effective_at": plans.CancellationEffectiveAt[how["effect"]],
            "cause": plans.CancellationCause[how["cause"]],
            "plan": plan_of(how["offer"], currency),
        },
    }.get(what, dict)()
    return getattr(plans, what)(order, now=now, **arguments)


# --- what may be drawn ------------------------------------------------------------------------------------------------

NOON = datetime(2023, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)
UNITS = ("DAY", "WEEK", "MONTH", "YEAR")

instants = st.one_of(
    st.sampled_from(
        [NOON.replace(month=month, day=day) for month, day in ((1, 30), (2, 28), (8, 31), (12, 31))]
        + [NOON, datetime(2024, 2, 29, 23, 59, 59, 999_000, tzinfo=UTC)]
    ),
    st.datetimes(datetime(1999, 12, 1), datetime(2101, 3, 1), timezones=st.just(UTC)),
)
periods = st.tuples(st.integers(1, 3), st.sampled_from(UNITS))


def amounts(code, least=0, most=4_000):
    """Whole minor units mostly; of dollars sometimes tenths of a cent."""
    wholes = st.integers(least, most).map(Fraction)
    return (
        st.one_of(wholes, st.integers(least * 10, most * 10).map(lambda n: Fraction(n, 10)))
        if code == "USD"
        else wholes
    )


@st.composite
def offers(draw, code, number=1):
    """A plan."""
    model = draw(st.sampled_from(("finite", "endless", "once", "unlimited")))
    recurs = model in {"finite", "endless"}
    price = draw(st.one_of(st.just(Fraction()), amounts(code, 1), amounts(code, 1)))
    fees = [draw(amounts(code, 1, 900)) for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2))))]
    return {
        "id": guid(310 + number),
        "price": price,
        "fees": fees,
        "cycle": draw(periods) if recurs else None,
        "cycles": draw(st.integers(1, 5)) if model == "finite" else 0,
        "lasts": draw(periods) if model == "once" else None,
        "trial": draw(st.sampled_from((None, 1, 7, 31))) if recurs else None,
        "archived": draw(st.sampled_from((False,) * 9 + (True,))),
        "once": draw(st.booleans()),
        "later": draw(st.sampled_from((True, True, False))),
        "quits": draw(st.booleans()),
    }


@st.composite
def coupons(draw, code):
    """A coupon, most of them good."""
    seldom = st.sampled_from((False,) * 11 + (True,))
    since = NOON - timedelta(days=40_000) if not draw(seldom) else NOON + timedelta(days=40_000)
    money_off = amounts(code, 1, 5_000).map(lambda much: ("money", much))
    percents = st.integers(1, 1_000).map(lambda much: ("percent", Fraction(much, 10)))
    by_minimum = draw(st.integers(0, 3)) == 0
    scopes = ("pricingPlans", "pricingPlans/plan", f"pricingPlans/plan/{guid(311)}", "pricingPlans/group", "stores")
    return {
        "active": not draw(seldom),
        "since": since,
        "until": None if not draw(seldom) else max(since, NOON - timedelta(days=300)),
        "left": 0 if draw(seldom) else draw(st.sampled_from((None, 5))),
        "exhausted": [EMAIL] if draw(seldom) else [],
        "scope": None if by_minimum else draw(st.sampled_from(scopes)),
        "minimum": draw(amounts(code)) if by_minimum else None,
        "off": draw(st.one_of(money_off, percents, st.sampled_from([("shipping", 0), ("percent", Fraction(100))]))),
        "cycles": draw(st.sampled_from((1, 1, 2, 4, ALWAYS))),
    }


@st.composite
def shops(draw, most=2):
    """A shop with so many plans and coupons, at most two, and some taxes."""
    code = draw(st.sampled_from(("USD", "USD", "JPY", "KWD")))
    places = st.sampled_from(((None, None), (None, None), ("US", None), ("US", "US-NY"), ("DE", None)))
    rates = st.sampled_from((Fraction(21, 100), Fraction(8_875, 100_000), Fraction(1), Fraction(), Fraction(1, 10**6)))
    rows = draw(st.lists(st.tuples(rates, places), max_size=3))
    country = draw(st.sampled_from((None, "US", "US", "US", "DE")))
    return {
        "currency": code,
        "included": draw(st.booleans()),
        "how": draw(st.sampled_from([mode.name for mode in cc.Rounding])),
        "pays": draw(st.sampled_from((True,) * 9 + (False,))),
        "country": country,
        "state": draw(st.sampled_from((None, "US-NY", "US-NY", "US-TX"))) if country == "US" else None,
        "taxes": [{"rate": rate, "country": at[0], "state": at[1]} for rate, at in rows],
        "offers": [draw(offers(code, number)) for number in range(1, most + 1)],
        "coupons": {name: draw(coupons(code)) for name in ("one", "second")[:most]},
    }


@st.composite
def asks(draw, shop, now):
    """Who asks for what, from when on."""
    away = st.one_of(
        st.sampled_from([timedelta(seconds=seconds) for seconds in (-61, -60, -59, -1, 0, 1)]),
        st.integers(-70, 70).map(lambda days: timedelta(days=days)),
        st.integers(1, 30).map(lambda days: timedelta(days=days)),
    )
    start = draw(st.one_of(st.none(), away.map(lambda by: now + by)))
    return {
        "type": draw(st.sampled_from(("ONLINE", "OFFLINE"))),
        "member": draw(st.sampled_from(("ann",) * 14 + (None, "stranger"))),
        "offer": draw(st.sampled_from(shop["offers"] * 7 + [None])),
        "method": draw(st.sampled_from((None, None, None, "MOTO", "POS", "UNKNOWN"))),
        "bought": draw(st.booleans()),
        "start": start,
        "now": now,
        "coupon": draw(st.sampled_from((None, None, None, "ONE", "one", "SECOND", "NONE"))),
        "email": draw(st.sampled_from((None, EMAIL, OTHER_EMAIL))),
        "paid": draw(st.booleans()),
    }


def calm(shop, ask):
    """The shop and the request without most of what there is against an order."""
    offer = (ask["offer"] or shop["offers"][0]) | {"archived": False, "once": False, "later": True}
    shop = shop | {"pays": True, "taxes": [] if isinstance(tax_of(shop), str) else shop["taxes"]}
    shop["offers"] = [offer, *(other for other in shop["offers"] if other["id"] != offer["id"])]
    ask = ask | {"member": "ann", "offer": offer, "method": None}
    if ask["start"] is not None and ask["start"] < ask["now"]:
        ask["start"] = None
    if ask["coupon"] is not None and list(against_coupon(shop, ask, offer)):
        ask["coupon"] = None
    return shop, ask


days = st.integers(1, 70).map(lambda number: timedelta(days=number))
gaps = st.one_of(
    st.sampled_from(("turn", "turn", "end", "start", "now", "now")),
    days,
    days.map(lambda by: by / 7 + timedelta.resolution),
)
"""How much time passes: until the cycle, the order or the waiting is over, or so long."""
ways = st.fixed_dictionaries(
    {
        "pending": st.booleans(),
        "by": st.one_of(st.sampled_from([timedelta(seconds=n) for n in (-61, -60, -1, 0, 1)]), days),
        "effect": st.sampled_from(("IMMEDIATELY", "NEXT_PAYMENT_DATE", "NEXT_PAYMENT_DATE")),
        "cause": st.sampled_from(("OWNER_ACTION", "OWNER_ACTION", "MEMBER_ACTION", "MEMBER_ACTION", "PAYMENT_FAILURE")),
        "quits": st.sampled_from((True, True, False)),
        "later": st.booleans(),
    }
)
"""How an operation is done."""


def when(book, now, gap):
    """The instant that comes after so much time, not before now."""
    standing = stands(book, now)
    places = {
        "turn": (standing["cycle"] or (None,))[-1],
        "end": standing["end"],
        "start": standing["start"],
        "now": now,
    }
    instant = now + gap if isinstance(gap, timedelta) else places[gap]
    return now if instant is None else max(now, instant)


def stated(way, book, now, offer):
    """The way to do an operation, with its instants."""
    offer = offer | {"quits": way["quits"], "later": way["later"]}
    return way | {"offer": offer, "start": now + way["by"], "end": (book["end"] or now) + way["by"]}


OPERATIONS = tuple(ALLOWED)


@st.composite
def lives(draw, most=6, *, used=False):
    """An order after some operations, and its book: currency, offer, order, book, now. Perhaps one that is in use."""
    shop = draw(shops(most=1))
    now = draw(instants)
    shop, ask = calm(shop, draw(asks(shop, now)))
    code, book = ordered(shop, ask)
    assume(code is None)
    order, currency, offer = place(shop, ask), shop["currency"], ask["offer"]
    steps = draw(st.lists(st.tuples(st.sampled_from(OPERATIONS), gaps, ways), max_size=most))
    plain = {"pending": False, "by": timedelta(), "quits": True, "later": True}
    if used or draw(st.integers(0, 3)):
        steps.insert(0, ("record_payment", "now", plain))
    if used:
        steps = [step for step in steps if step[0] != "cancel" and step[1] != "end"]
        steps += [("resume", "now", plain), ("pause", "start", plain), ("resume", "now", plain)]
    for what, gap, way in steps:
        now = when(book, now, gap)
        how = stated(way, book, now, offer)
        code, after = done(book, what, now, how)
        if code is None:
            order, book = perform(order, what, now, how, currency), after
    return currency, offer, order, book, now


# --- plans and orders in a few words ----------------------------------------------------------------------------------

BUYER = plans.PlanBuyer(member_id=MEMBER)
PLAN = guid(311)


def utc(*parts):
    """An instant."""
    return datetime(*parts, tzinfo=UTC)


def a_plan(price="10", every=None, cycles=0, lasts=None, trial=None, fees=(), currency="USD", **fields):
    """A plan of cycles, for a duration or for ever, as the arguments say; it can begin later."""
    pricing = plans.PlanPricing(
        subscription=every and plans.PlanSubscription(cycle_duration=duration(every), cycle_count=cycles),
        single_payment_for_duration=duration(lasts),
        single_payment_unlimited=every is None and lasts is None,
        price=cc.Money(price, currency),
        free_trial_days=trial,
    )
    fields = {"id": PLAN, "name": "Plan", "allow_future_start_date": True} | fields
    fees = [plans.PlanFee(name=f"Fee {number}", amount=cc.Money(fee, currency)) for number, fee in enumerate(fees)]
    return plans.Plan(pricing=pricing, fees=fees, **fields)


def a_coupon(percent=None, money_off=None, cycles=None, minimum=None, currency="USD", **fields):
    """A coupon SAVE for plans."""
    if minimum is None:
        fields.setdefault("scope", cc.Scope(namespace="pricingPlans"))
    return cc.Coupon(
        id=guid(330),
        name="Save",
        code="SAVE",
        percent_off_rate=None if percent is None else Decimal(percent),
        money_off_amount=None if money_off is None else cc.Money(money_off, currency),
        minimum_subtotal=None if minimum is None else cc.Money(minimum, currency),
        discounted_cycle_count=cycles,
        **fields,
    )


def online(plan, now, start=None, coupon=None, store=None, buyer=BUYER, **fields):
    """An online order of a plan."""
    store = store or cc.Store(currency="USD")
    return plans.create_online_order(plan, buyer, start, coupon, store=store, order_id=ORDER, now=now, **fields)


def offline(plan, now, start=None, coupon=None, store=None, buyer=BUYER, **fields):
    """An offline order of a plan."""
    store = store or cc.Store(currency="USD")
    return plans.create_offline_order(plan, buyer, start, coupon, store=store, order_id=ORDER, now=now, **fields)


def refusal(do, *arguments, **fields):
    """The refusal that something meets."""
    try:
        do(*arguments, **fields)
    except cc.PlanOrderRejected as error:
        return error
    raise AssertionError("not refused")
