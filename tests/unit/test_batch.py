"""Batches of carts: what is refused in which words, what only `price` can price, and what a result says."""

from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from batches import priced_alike
from quick import carrier, coupon, delivered, delivery, extras, item, merchant, quantity_of, rule, subscription, tax
from samples import APP, NOW, guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.batch import SCALAR_KEY, price_batch, sweep
from checkout_core.whatif.carts import CONTRACT, FINE, LARGE, MERCHANT, OVERRIDE, carts_to_arrow
from checkout_core.whatif.kernel.checks import MAX_PPM, PROBLEMS
from checkout_core.whatif.schema import CARTS, LINE, PRICED_LINE, PRICES, STORE_KEY, store_of, with_store
from checkout_core.whatif.what_if import FIGURES

ITEM = cc.CatalogReference(APP, "item")
DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
STORE = cc.Store(currency="USD")
SIMPLE = {"quantity": 2, "price": 1_000}


def shop(*items, **fields):
    """A store with these items: ``item``, ``item-2`` and so on."""
    names = ["item", *(f"item-{number}" for number in range(2, len(items) + 1))][: len(items)]
    currency = fields.pop("currency", "USD")
    catalog = {cc.CatalogReference(APP, name): entry for name, entry in zip(names, items, strict=True)}
    return cc.Store(currency=currency, catalog=catalog, **fields)


def line(number=1, quantity=1, reference=ITEM, **fields):
    """A line of the checkout."""
    return cc.LineItem(id=guid(number), quantity=quantity, catalog_reference=reference, **fields)


def buys(*lines, currency="USD", **fields):
    """A checkout of these lines, or of one."""
    fields = {"id": guid(9), "updated_date": NOW} | fields
    return cc.Checkout(
        currency=currency,
        channel_type=cc.ChannelType.WEB,
        created_date=NOW - timedelta(days=99),
        line_items=lines or [line()],
        **fields,
    )


def carts(*rows, store=STORE, **line_fields):
    """A batch written by hand: rows are fields of carts, by default with one line."""
    rows = [{"lines": [SIMPLE | line_fields]} | row for row in rows or [{}]]
    return pa.RecordBatch.from_pylist(rows, with_store(CARTS, store))


def column(result, name):
    """A column as a list."""
    return result.column(name).to_pylist()


def refused(call):
    """The words of the refusal."""
    with pytest.raises(cc.CheckoutCoreError) as caught:
        call()
    return str(caught.value)


# --- what a result says -----------------------------------------------------------------------------------------------


def test_a_worked_example():
    """The prices of the front page, reckoned by hand: 59.97 less 25 %, and 8.25 % of that."""
    store = shop(item("19.99"), coupons=[coupon(percent="25")], taxes=[tax("0.0825")])
    batch = carts_to_arrow([buys(line(quantity=3), coupon_code="c")], store, documents=False)
    result = price_batch(batch, lines=True)
    named = {"subtotal": 5997, "discount": 1499, "tax": 371, "total": 4869}
    row = dict.fromkeys(FIGURES, 0) | named | {f"pay_now_{name}": cents for name, cents in named.items()}
    lines = [{"price": 5997, "discount": 1499, "tax": 371}]
    assert result.to_pylist() == [{"id": guid(9), **row, "scalar": False, "error": None, "lines": lines}]
    assert result.schema.equals(PRICES.append(pa.field("lines", pa.list_(PRICED_LINE))))
    assert price_batch(batch).schema.equals(PRICES)
    assert price_batch(batch).schema.metadata == result.schema.metadata == {SCALAR_KEY: b"0"}


def test_a_worked_scenario():
    """10 % less of 19.99 is 17.99 each; twice as many; without the coupon; with VAT at 20 %."""
    store = shop(item("19.99"), coupons=[coupon(percent="25")], taxes=[tax("0.0825", "VAT")])
    batch = carts_to_arrow([buys(line(quantity=3), coupon_code="C", id=guid(number)) for number in (5, 4)], store)
    scenarios = [
        Scenario(name="cheap", price_change=Decimal("-0.1")),
        Scenario(name="twice", quantity_factor=2),
        Scenario(name="no coupon", coupon=""),
        Scenario(name="VAT", tax={"VAT": Decimal("0.2")}),
    ]
    swept = sweep(batch, iter(scenarios))
    totals = {"baseline": 4869, "cheap": 4382, "twice": 9737, "no coupon": 6492, "VAT": 5398}
    assert swept.to_pylist() == [{"id": guid(number), **totals, "scalar": False, "error": None} for number in (5, 4)]
    assert swept.schema.metadata == {SCALAR_KEY: b"0"}
    for scenario in scenarios:
        assert column(price_batch(batch, scenario), "total") == [totals[scenario.name]] * 2


def test_carts_keep_their_order_and_counts():
    """Rows come as they went; those that `price` has priced say so, and the metadata counts them."""
    store = shop(item("10"), subscription("30"), coupons=[coupon(groups=(1, 1))])
    contract = line(1, 1, cc.CatalogReference(APP, "item-2"))
    drawn = [
        buys(contract, id=guid(3)),
        buys(line(quantity=2), id=guid(1)),
        buys(line(quantity=2), coupon_code="C", id=guid(4)),
        buys(line(), id=guid(2)),
    ]
    batch, result = priced_alike(drawn, store)
    assert column(result, "id") == [guid(number) for number in (3, 1, 4, 2)]
    assert column(result, "total") == [3_000, 2_000, 1_000, 1_000]
    assert column(result, "scalar") == [True, False, True, False]
    assert result.schema.metadata == {SCALAR_KEY: b"2"}
    swept = sweep(batch, [Scenario(name="rules", discount_rules=[rule("10", trigger=quantity_of(2))])])
    assert column(swept, "rules") == [3_000, 1_800, 900, 1_000]
    assert column(swept, "scalar") == [True] * 4
    assert swept.schema.metadata == {SCALAR_KEY: b"4"}
    assert column(sweep(batch, []), "scalar") == [True, False, True, False]


def test_the_store_is_cut_down_to_what_is_bought():
    """Items of no cart are left out; one that serves every option stays."""
    store = shop(item("10"), item("20"), item("30"))
    large = cc.CatalogReference(APP, "item-2", {"size": "L"})
    batch = carts_to_arrow([buys(line(1, 1, large), line(2, 1, cc.CatalogReference(APP, "gone")))], store)
    assert set(store_of(batch.schema).catalog) == {cc.CatalogReference(APP, "item-2")}
    assert column(price_batch(batch), "total") == [2_000]
    assert batch.schema.equals(CARTS)


def test_documents_are_kept_or_not():
    """With documents a row holds its checkout; without them it holds what the kernel needs."""
    checkout = buys(line(quantity=3), coupon_code="C")
    [text] = column(carts_to_arrow([checkout], shop(item("10"))), "checkout")
    assert wire.load_checkout(wire.parse(text)).value == checkout
    assert column(carts_to_arrow([checkout], shop(item("10")), documents=False), "checkout") == [None]


# --- why only `price` can price a cart --------------------------------------------------------------------------------

FAR = {"shipping_info": delivered("std")}


def sends(*options):
    """Fields of a store that delivers everywhere."""
    return {"shipping": [carrier(*options)]}


def overriding(**fields):
    """A line that overrides these amounts of its item."""
    return line(
        catalog_override_fields=cc.CatalogOverrideFields(**{name: cc.Money(*what) for name, what in fields.items()})
    )


LESSON = item("10", payment_option=cc.PaymentOptionType.MEMBERSHIP)
OWED = {"payment_option": DEPOSIT, "deposit_amount": cc.Money("0.5", "USD")}
REASONS = [
    (None, buys(line()), shop(item("10"))),
    (CONTRACT, buys(line()), shop(subscription("10"))),
    (CONTRACT, buys(line()), shop(LESSON)),
    (MERCHANT, buys(line(), merchant_discounts=[merchant(percent="5")]), shop(item("10"))),
    (None, buys(line()), shop(item("10.125", modifier_groups=extras("0.125")))),
    (FINE, buys(line()), shop(item("10", modifier_groups=extras("0.125")))),
    (None, buys(line()), shop(item("10", **OWED))),
    (FINE, buys(line()), shop(item("10", **OWED | {"deposit_amount": cc.Money("0.125", "USD")}))),
    (None, buys(line()), shop(item("10", deposit_amount=cc.Money("0.125", "USD")))),
    (
        None,
        buys(**FAR),
        shop(item("10"), **sends(delivery("3.25", charges=[("INSURANCE", "0.25")], free_from="9.999"))),
    ),
    (FINE, buys(**FAR), shop(item("10"), **sends(delivery("3.255")))),
    (FINE, buys(**FAR), shop(item("10"), **sends(delivery("3", charges=[("INSURANCE", "0.255")])))),
    (None, buys(), shop(item("10"), **sends(delivery("3.255")))),
    (LARGE, buys(line(), currency="CLF"), shop(item("461168601842738.7904", "CLF"), currency="CLF")),
    (None, buys(line(), currency="CLF"), shop(item("461168601842738.7903", "CLF"), currency="CLF")),
    (None, buys(overriding(price=("8", "USD"))), shop(item("10"))),
    (None, buys(overriding(price=("8", "USD"))), shop(item("999000", **OWED))),
    (OVERRIDE, buys(overriding(price=("8", "USD"))), shop(item("999001", **OWED))),
    (OVERRIDE, buys(overriding(price=("8", "USD"))), shop(item("999000", **OWED, modifier_groups=extras("1")))),
    (OVERRIDE, buys(overriding(price=("8", "USD"))), shop(item("1000000000"))),
    (None, buys(overriding(price=("8", "USD"))), shop(item("999999999"))),
    (None, buys(overriding(deposit_amount=("8", "USD"))), shop(item("10", **OWED))),
    (OVERRIDE, buys(overriding(price=("8", "CLF")), currency="CLF"), shop(item("10", "CLF"), currency="CLF")),
    (None, buys(overriding(deposit_amount=("8", "CLF")), currency="CLF"), shop(item("10", "CLF"), currency="CLF")),
    (None, buys(overriding(price=("8", "USD"))), shop()),
]


@pytest.mark.parametrize(("reason", "checkout", "store"), REASONS)
def test_why_only_price_can_price_it(reason, checkout, store):
    """A cart says so from the start, and is priced from its document, or not at all."""
    batch, result = priced_alike([checkout], store)
    assert column(batch, "scalar") == [reason]
    by_price = column(result, "scalar") == [True]
    assert by_price or reason is None
    [error] = column(price_batch(carts_to_arrow([checkout], store, documents=False)), "error")
    allowed = "checkout: got None, allowed: the checkout as JSON: only the exact engine can price this cart"
    assert error == (allowed if by_price else None)


def test_rules_that_are_switched_off_are_none():
    """A store with rules is left to `price`, unless none of them is active."""
    for active in (True, False):
        store = shop(item("10"), discount_rules=[rule("10", active=active)])
        assert column(priced_alike([buys()], store)[1], "scalar") == [active]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "only the exact engine can price this cart"),
        ("{", "$"),
        ("{}", "$.currency"),
        ("[1]", "$"),
    ],
)
def test_documents_that_are_none(text, words):
    """A cart whose document cannot be read has an error, no figures, and no lines."""
    batch = carts({"id": "a"}, {"id": "b", "scalar": "because", "checkout": text}, {"id": "c"})
    result = price_batch(batch, lines=True)
    [error] = filter(None, column(result, "error"))
    assert words in error
    assert column(result, "total") == [2_000, None, 2_000]
    assert column(result, "gift_card") == [0, None, 0]
    lines = [{"price": 2_000, "discount": 0, "tax": 0}]
    assert column(result, "lines") == [lines, None, lines]
    assert column(result, "scalar") == [False] * 3
    swept = sweep(batch, [Scenario(name="twice", quantity_factor=2)])
    assert column(swept, "twice") == [4_000, None, 4_000]
    assert column(swept, "baseline") == [2_000, None, 2_000]
    assert column(swept, "error") == column(result, "error")


def test_documents_of_another_kind():
    """Numbers for texts, a document in another currency, one of other lines: a finding of the row."""
    batch = carts({"scalar": "because"}, {"scalar": "because"}).drop_columns(["checkout"])
    numbers = batch.append_column("checkout", pa.array([5, 6]))
    assert column(price_batch(numbers), "error")[0].startswith("checkout: got 5, allowed: the checkout as JSON")
    foreign = wire.dumps(wire.dump_checkout(buys(line(), currency="EUR")))
    [error] = column(price_batch(carts({"scalar": "because", "checkout": foreign})), "error")
    assert error == "the checkout is in EUR, the store in USD"
    two = wire.dumps(wire.dump_checkout(buys(line(1), line(2))))
    batch = carts({"scalar": "because", "checkout": two})
    assert column(price_batch(batch), "total") == [0]
    result = price_batch(batch, lines=True)
    assert column(result, "error") == ["lines: got 1, allowed: 2, those of the checkout"]
    assert column(result, "lines") == column(result, "total") == [None]


def test_what_no_column_holds():
    """A price of more minor units than an int64 is an error, however it came to be; the largest is none."""
    store = shop(item("1000000000000000"))
    batch, result = priced_alike([buys(line(quantity=92)), buys(line(quantity=93))], store)
    assert column(result, "total") == [92 * 10**17, None]
    words = (
        "subtotal: got 9300000000000000000, allowed: at most 9223372036854775807 minor units: a column holds no more"
    )
    assert column(result, "error") == [None, words]
    swept = sweep(batch, [Scenario(name="dear", price_change=Decimal(0))])
    assert column(swept, "dear") == [92 * 10**17, None]
    assert column(swept, "error") == [None, words]


# --- which coupon stands ----------------------------------------------------------------------------------------------

SECOND = timedelta(microseconds=1)
EVERYTHING = {"minimum": "0", "money": "3"}
STANDING = [
    (True, {}, {}),
    (False, {"active": False}, {}),
    (True, {"usage_limit": 2, "usage_count": 1}, {}),
    (False, {"usage_limit": 2, "usage_count": 2}, {}),
    (True, {"start_time": NOW}, {}),
    (False, {"start_time": NOW + SECOND}, {}),
    (True, {"expiration_time": NOW + SECOND}, {}),
    (False, {"expiration_time": NOW}, {}),
    (True, {"expiration_time": NOW}, {"updated_date": NOW - SECOND}),
    (True, {"limit_per_customer": 2, "usage_by_customer": {"ann@x.com": 1}}, {"email": "ANN@x.com"}),
    (False, {"limit_per_customer": 2, "usage_by_customer": {"ann@x.com": 2}}, {"email": "ANN@x.com"}),
    (False, {"limit_per_customer": 2, "usage_by_customer": {"ann@x.com": 1, "Ann@x.com": 1}}, {"email": "ann@x.com"}),
    (False, {"limit_per_customer": 1, "usage_by_customer": {"straße@x.com": 1}}, {"email": "STRASSE@x.com"}),
    (True, {"limit_per_customer": 1, "usage_by_customer": {"ann@x.com": 1}}, {"email": "bob@x.com"}),
    (True, {"limit_per_customer": 1, "usage_by_customer": {"ann@x.com": 1}}, {}),
    (True, {"minimum": "20"}, {}),
    (False, {"minimum": "20.01"}, {}),
    (False, {"minimum": "20.0000001"}, {}),
]


@pytest.mark.parametrize(("stands", "terms", "who"), STANDING)
def test_which_coupon_stands(stands, terms, who):
    """Active, in time, not used up, by this buyer neither, and the subtotal is enough; a scenario's likewise."""
    held = coupon(**EVERYTHING | terms)
    buyer = {"buyer_info": cc.BuyerInfo(email=who["email"])} if "email" in who else {}
    when = {name: value for name, value in who.items() if name != "email"}
    checkout = buys(line(quantity=2), coupon_code="c", **buyer, **when)
    total = [1_700 if stands else 2_000]
    assert column(priced_alike([checkout], shop(item("10"), coupons=[held]))[1], "total") == total
    offered = Scenario(name="offered", coupon=held)
    result = priced_alike([buys(line(quantity=2), **buyer, **when)], shop(item("10")), offered)[1]
    assert column(result, "total") == total
    assert column(result, "scalar") == [False]


def test_an_instant_that_is_not_known():
    """Without an instant a coupon is in time, without an email its limit is not enforced."""
    held = coupon(**EVERYTHING, expiration_time=NOW - SECOND, limit_per_customer=1, usage_by_customer={"a@x.com": 1})
    store = shop(item("10"), coupons=[held])
    rows = [{"coupon": "C"}, {"coupon": "C", "instant": NOW}, {"coupon": "C", "email": "a@x.com"}, {"coupon": "X"}, {}]
    assert column(price_batch(carts(*rows, store=store)), "discount") == [300, 0, 0, 0, 0]


@pytest.mark.parametrize("count", [1, 2, 300])
def test_the_same_coupon_in_many_spellings(count):
    """Codes match whatever their case; nulls among a column's texts are no code."""
    store = shop(item("10"), coupons=[coupon(**EVERYTHING)])
    batch = carts(*[{}] * count, store=store)
    texts = pa.DictionaryArray.from_arrays(pa.array([1] * (count - 1) + [0], pa.int8()), pa.array(["c", None]))
    result = price_batch(batch.set_column(batch.schema.get_field_index("coupon"), "coupon", texts))
    assert column(result, "discount") == [0] * (count - 1) + [300]


# --- values that are refused row by row -------------------------------------------------------------------------------

ODD_CARTS = [
    (1, {"lines": [SIMPLE] * 301}, {"lines": [SIMPLE] * 300}),
    (8, {"shipping": -1}, {"shipping": 0}),
    (9, {"free_from": -1}, {"free_from": 0}),
    (10, {"charges": [1, -1]}, {"charges": [1, 0]}),
    (10, {"charges": [1, None]}, {"charges": []}),
    (2, {"lines": [SIMPLE, None]}, {"lines": [SIMPLE]}),
    (11, {"shipping_ppm": -1}, {"shipping_ppm": 0}),
    (11, {"shipping_ppm": MAX_PPM + 1}, {"shipping_ppm": MAX_PPM}),
    (11, {"fee_ppm": -1}, {"fee_ppm": 0}),
    (11, {"fee_ppm": MAX_PPM + 1}, {"fee_ppm": MAX_PPM}),
    (12, {"gift_card": -1}, {"gift_card": 0}),
    (13, {"redeem": -1}, {"redeem": 0}),
]
LOOKED_AT = {14, 15}
"""Problems of what is only looked at where something depends on it."""
ODD_LINES = [
    (2, {"quantity": 0}, {"quantity": 1}),
    (2, {"quantity": 100_001}, {"quantity": 100_000}),
    (2, {"quantity": None}, {"quantity": 2}),
    (3, {"price": -1}, {"price": 0}),
    (3, {"price": None}, {"price": 1}),
    (4, {"modifiers": -1}, {"modifiers": 0}),
    (5, {"deposit": -1}, {"deposit": 0}),
    (6, {"parts": 0}, {"parts": 1}),
    (6, {"parts": -10}, {"parts": 10}),
    (6, {"parts": 20}, {"parts": 100}),
    (6, {"parts": 10**13}, {"parts": 10**12}),
    (6, {"parts": 10**12 - 1}, {"parts": None}),
    (6, {"parts": 2**63 - 1}, {"parts": 10**11}),
    (7, {"tax_ppm": -1}, {"tax_ppm": 0}),
    (7, {"tax_ppm": MAX_PPM + 1}, {"tax_ppm": MAX_PPM}),
]
ODD = ODD_CARTS + [
    (problem, {"lines": [SIMPLE, SIMPLE | wrong, SIMPLE]}, {"lines": [SIMPLE, SIMPLE | right, SIMPLE]})
    for problem, wrong, right in ODD_LINES
]


def test_every_problem_is_tried():
    """No kind of problem is left out here."""
    assert {problem for problem, _, _ in ODD} == set(range(1, len(PROBLEMS))) - LOOKED_AT


@pytest.mark.parametrize(("problem", "wrong", "right"), ODD)
def test_values_that_a_cart_cannot_have(problem, wrong, right):
    """The cart has an error that says what is allowed, and no figures; its neighbours have theirs."""
    nullable = pa.struct([field.with_nullable(True) for field in LINE])
    schema = CARTS.set(1, pa.field("lines", pa.list_(nullable))).with_metadata(with_store(CARTS, STORE).metadata)
    rows = [{"lines": [SIMPLE]}, {"lines": [SIMPLE]} | wrong, {"lines": [SIMPLE]} | right]
    result = price_batch(pa.RecordBatch.from_pylist(rows, schema), lines=True)
    assert column(result, "error") == [None, PROBLEMS[problem], None]
    assert column(result, "total")[:2] == [2_000, None]
    assert column(result, "total")[2] is not None
    assert [row is None for row in column(result, "lines")] == [False, True, False]
    assert result.schema.metadata == {SCALAR_KEY: b"0"}


def test_what_is_wrong_comes_before_what_is_exact():
    """A cart with a value that none can have is not priced from its document instead."""
    document = wire.dumps(wire.dump_checkout(buys()))
    [error] = column(price_batch(carts({"scalar": "because", "checkout": document, "redeem": -1})), "error")
    assert error == PROBLEMS[13]


# --- batches that are refused -----------------------------------------------------------------------------------------


def other(name, array, batch=None):
    """A batch with this array as a column of carts."""
    batch = batch or carts()
    return batch.set_column(batch.schema.get_field_index(name), name, array)


def other_lines(name, array, *, drop=False):
    """A batch with this array as a column of lines, or without it."""
    values = carts().column("lines").values
    fields = {field.name: values.field(field.name) for field in LINE} | {name: array}
    if drop:
        del fields[name]
    lines = pa.StructArray.from_arrays([*fields.values()], names=[*fields])
    return other("lines", pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), lines))


BROKEN = pa.array([[1]])
REFUSED = [
    (lambda: carts().replace_schema_metadata(None), "batch.schema.metadata: got None, allowed: the store's JSON as"),
    (lambda: carts().replace_schema_metadata({STORE_KEY: b"{"}), "$"),
    (lambda: carts().replace_schema_metadata({STORE_KEY: b"{}"}), "$.currency"),
    (lambda: pa.Table.from_batches([carts()]), "price_batch.batch: got pyarrow.Table"),
    (lambda: None, "price_batch.batch: got None, allowed: a RecordBatch"),
    (lambda: carts().drop_columns(["lines"]), "batch.lines: got None, allowed: a column of lists of struct<item"),
    (lambda: other("lines", BROKEN), "batch.lines: got 'list<item: int64>', allowed: a column of lists of struct<item"),
    (lambda: other("lines", pa.array(["x"])), "batch.lines: got 'string', allowed: a column of lists of struct<item"),
    (lambda: other_lines("price", None, drop=True), "batch.lines.price: got None, allowed: a column of int64"),
    (lambda: other_lines("quantity", None, drop=True), "batch.lines.quantity: got None, allowed: a column of int64"),
    *(
        (lambda name=name: other_lines(name, BROKEN), f"batch.lines.{name}: got 'a column of list<item: int64>'")
        for name in ("quantity", "price", "parts", "modifiers", "deposit", "later", "found", "in_stock", "tax_ppm")
    ),
    *(
        (lambda name=name: other(name, BROKEN), f"batch.{name}: got 'a column of list<item: int64>'")
        for name in (
            "id",
            "coupon",
            "shipping",
            "free_from",
            "shipping_ppm",
            "fee_ppm",
            "gift_card",
            "redeem",
            "scalar",
        )
    ),
    (lambda: other("charges", pa.array([5])), "batch.charges: got 'a column of int64', allowed: a column of list<"),
    (
        lambda: other("shipping", pa.array([1.5])),
        "batch.shipping: got 'a column of double', allowed: a column of int64",
    ),
    (lambda: other("shipping", pa.array([2**63], pa.uint64())), "batch.shipping: got 'a column of uint64'"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_batches_that_are_refused(make, words):
    """A batch without what it must have, or with columns of another kind, is a mistake of the caller's."""
    assert refused(lambda: price_batch(make())).startswith(words)


SCOPED = shop(
    item("10"),
    coupons=[coupon(percent="25", limit_per_customer=1, start_time=NOW)],
    additional_fees=[cc.AdditionalFee(code="fee", name="fee", percentage=Decimal(1), catalog_item_ids=["item"])],
    taxes=[tax("0.1")],
    policy=cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL),
)


@pytest.mark.parametrize("name", ["item", "scopes", "taxes"])
def test_texts_of_lines_that_are_asked_for(name):
    """Columns of texts are looked at where something depends on them, and refused then."""
    assert column(price_batch(other_lines(name, BROKEN)), "total") == [2_000]
    bad = other("coupon", pa.array(["C"]), other_lines(name, BROKEN)).replace_schema_metadata(
        with_store(CARTS, SCOPED).metadata
    )
    assert refused(lambda: price_batch(bad)).startswith(f"batch.lines.{name}: got 'a column of list<item: int64>'")


@pytest.mark.parametrize("name", ["email", "instant", "shipping_taxes", "fee_taxes"])
def test_columns_of_carts_that_are_asked_for(name):
    """Likewise of carts."""
    bad = other(name, BROKEN, carts({"coupon": "C"}, store=SCOPED))
    assert refused(lambda: price_batch(bad)).startswith(f"batch.{name}: got 'a column of list<item: int64>'")


TAXED = {"lines": [SIMPLE | {"tax_ppm": 100_000, "taxes": "0"}]}
"""A cart whose taxes are as they must be at `SCOPED`."""


@pytest.mark.parametrize("text", ["1", "0 1", "x", "", " ", "0 0", "-1", "+0", "0  0", "0\t", "٠", "1000000", "0" * 7])
def test_positions_that_are_none(text):
    """Taxes are positions in the store's table, each once; the cart has no price where they are looked at."""
    bad = [{"shipping_taxes": text}, {"fee_taxes": text}, {"lines": [SIMPLE | {"taxes": text}]}]
    result = price_batch(carts(TAXED, *(TAXED | fields for fields in bad), store=SCOPED))
    assert column(result, "error") == [None, *[PROBLEMS[15]] * 3]
    assert column(result, "tax")[0] == 200
    vat = shop(item("10"), taxes=[tax("0.1", "VAT")])
    assert column(price_batch(carts(taxes=text, tax_ppm=100_000, store=vat)), "tax") == [200]
    higher = Scenario(name="higher", tax={"VAT": Decimal("0.2")})
    assert column(price_batch(carts(taxes=text, store=vat), higher), "error") == [PROBLEMS[15]]


@pytest.mark.parametrize(
    "fields",
    [
        {"lines": [SIMPLE | {"taxes": "0"}]},
        {"lines": [SIMPLE | {"taxes": "0", "tax_ppm": 99_999}]},
        {"lines": [SIMPLE | {"tax_ppm": 100_000}]},
        {"shipping": 5, "shipping_taxes": "0"},
        {"shipping": 5, "shipping_ppm": 100_000},
        {"fee_taxes": "0"},
        {"fee_ppm": 1},
    ],
)
def test_rates_that_their_taxes_do_not_come_to(fields):
    """Otherwise a scenario could change a rate to less than nothing, or none of it."""
    none = Scenario(name="none", tax={"VAT": Decimal(0)})
    fee = cc.AdditionalFee(code="fee", name="fee", price=cc.Money(1, "USD"))
    store = shop(item("10"), taxes=[tax("0.1", "VAT")], additional_fees=[fee])
    sound = TAXED | {
        "shipping": 5,
        "shipping_ppm": 100_000,
        "shipping_taxes": "0",
        "fee_ppm": 100_000,
        "fee_taxes": "0",
    }
    result = price_batch(carts(TAXED, sound, TAXED | fields, store=store), none)
    assert column(result, "error") == [None, None, PROBLEMS[15]]
    assert column(result, "tax") == [0, 0, None]
    assert column(price_batch(carts(TAXED | fields, store=store)), "error") == [None]  # no tax is looked at by itself


def test_delivery_and_fees_that_are_not_there_need_no_taxes():
    """Their rates do not matter then."""
    vat = shop(item("10"), taxes=[tax("0.1", "VAT")])
    batch = carts(TAXED | {"shipping_ppm": 7, "fee_ppm": 7}, store=vat)
    bare = batch.drop_columns(["shipping_taxes", "fee_taxes", "shipping", "charges"])
    assert column(price_batch(bare, Scenario(name="none", tax={"VAT": Decimal(0)})), "tax") == [0]


@pytest.mark.parametrize(
    "text",
    ["{not json", "[1]", "null", '[["stores"]]', "[" * 100_000, '[["stores", 1, null]]', "{}", "[[null, null, null]]"],
)
def test_scopes_that_are_none(text):
    """The cart has no price where scopes are looked at; its neighbours have theirs."""
    held = {"coupon": "C", "email": "a@x.com", "instant": NOW}
    rows = [{**held, "lines": [SIMPLE | {"scopes": scopes}]} for scopes in (None, text, '[["stores", null, null]]')]
    store = shop(item("10"), coupons=[coupon(percent="50", scope=cc.Scope(namespace="stores"))])
    result = price_batch(carts(*rows, store=store))
    assert column(result, "error") == [None, PROBLEMS[14], None]
    assert column(result, "discount") == [0, None, 1_000]
    assert column(price_batch(carts(*({**row, "coupon": None} for row in rows), store=store)), "discount") == [0, 0, 0]


FREE = {"free_shipping_from": {"standard": cc.Money(1, "USD")}}
DELIVERS = cc.ShippingCarrier(
    carrier_id=APP,
    region=cc.ShippingRegion(id=APP, name="r"),
    options=[cc.ShippingOption(code="standard", title="t", cost=cc.Money(5, "USD"))],
)


@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        ("option", FREE, "a scenario names delivery options"),
        ("lines.item", {"prices": {"item": cc.Money(1, "USD")}}, "a scenario names items, or a fee is bound to some"),
        ("lines.item", {"quantities": {"item": 2}}, "a scenario names items, or a fee is bound to some"),
        ("lines.taxes", {"tax": {"VAT": Decimal("0.2")}}, "taxes change in a scenario, or are rounded in total"),
        ("shipping_taxes", {"tax": {"VAT": Decimal("0.2")}}, "taxes change in a scenario, or are rounded in total"),
        ("fee_taxes", {"tax": {"VAT": Decimal("0.2")}}, "taxes change in a scenario, or are rounded in total"),
        (
            "lines.scopes",
            {"coupon": coupon(percent="5", scope=cc.Scope(namespace="n"))},
            "a coupon reaches only some items",
        ),
    ],
)
def test_columns_that_a_scenario_needs(name, changes, why):
    """Without them nothing would change, and look like an answer."""
    store = shop(item("10"), taxes=[tax("0.1", "VAT")], shipping=[DELIVERS])
    line = name.removeprefix("lines.")
    short = carts(store=store).drop_columns([name]) if line == name else other_lines(line, None, drop=True)
    short = short.replace_schema_metadata(with_store(CARTS, store).metadata)
    assert column(price_batch(short), "error") == [None]
    allowed = f"batch.{name}: got None, allowed: a column, since {why}"
    assert refused(lambda: price_batch(short, Scenario(name="s", **changes))) == allowed


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("shipping", pa.array(["5"])),
        ("shipping", pa.array([True])),
        ("shipping", pa.array([5.0])),
        ("scalar", pa.array([True])),
        ("id", pa.array([7])),
        ("instant", pa.array([7])),
    ],
)
def test_no_kind_stands_for_another(name, array):
    """No text is a number, no number a flag; they could be cast, and mean something else."""
    held = other(name, array, carts({"coupon": "C"}, store=SCOPED))
    assert refused(lambda: price_batch(held)).startswith(f"batch.{name}: got 'a column of {array.type}', allowed: a ")


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint32()])
def test_other_widths_are_the_same_kind(kind):
    """Whole numbers are whole numbers, texts texts."""
    batch = other("shipping", pa.array([5], kind))
    batch = other("id", pa.array(["a"], pa.large_string()), batch)
    assert column(price_batch(batch), "shipping") == [5]


def test_items_that_a_batch_need_not_have():
    """The store of a batch is cut down to its items; a scenario may name others of the whole store's."""
    dearer = Scenario(name="dearer", prices={"item-2": cc.Money(30, "USD")}, quantities={"item-2": 5})
    store = shop(item("10"), item("20"))
    batch = carts_to_arrow([buys()], store)
    assert [column(sweep(batch, [dearer]), name) for name in ("baseline", "dearer")] == [[1_000], [1_000]]
    assert column(price_batch(batch, dearer), "total") == [1_000]
    assert column(
        price_batch(carts_to_arrow([buys(line(reference=cc.CatalogReference(APP, "item-2")))], store), dearer), "total"
    ) == [15_000]


def test_carts_of_another_currency():
    """A checkout is converted at a store of its own currency."""
    words = refused(lambda: carts_to_arrow([buys(currency="EUR")], shop(item("10"))))
    assert words == "the checkout is in EUR, the store in USD"


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [
        (7, "sweep.scenarios: got 7, allowed: an iterable of Scenario"),
        (["less"], "sweep.scenarios[0]: got 'less', allowed: a Scenario"),
        ([Scenario(name="a"), Scenario(name="a")], "sweep.scenarios[1].name: got 'a', allowed: a name of its own"),
        ([Scenario(name="baseline")], "sweep.scenarios[0].name: got 'baseline', allowed: a name of its own"),
        ([Scenario(name="a"), Scenario(name="id")], "sweep.scenarios[1].name: got 'id', allowed: a name of its own"),
        (
            [Scenario(name="scalar")],
            "sweep.scenarios[0].name: got 'scalar', allowed: a name of its own, other than baseline, ",
        ),
        ([Scenario(name="error")], "sweep.scenarios[0].name: got 'error'"),
        ([Scenario(name="a", tax={"VAT": Decimal(0)})], "Scenario.tax: got 'VAT', allowed: a tax of the store"),
        ([Scenario(name="a", gift_card_balance=cc.Money(1, "EUR"))], "Scenario.gift_card_balance: EUR 1"),
    ],
)
def test_scenarios_that_are_refused(scenarios, words):
    """Scenarios need names of their own, which are columns of the result, and must fit the store."""
    assert refused(lambda: sweep(carts(), scenarios)).startswith(words)


def test_a_scenario_of_another_kind():
    """One scenario, not its name and not several."""
    assert refused(lambda: price_batch(carts(), "less")) == "price_batch.scenario: got 'less', allowed: a Scenario"
    assert refused(lambda: sweep("carts", [])) == "sweep.batch: got 'carts', allowed: a RecordBatch"
