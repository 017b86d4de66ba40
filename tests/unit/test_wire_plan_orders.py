"""Orders of plans and requests for them on the wire: the documented order, what is read, and what is refused."""

import copy
import json
from decimal import Decimal

import attrs
import pytest
from plan_books import BUYER, EMAIL, a_coupon, a_plan, offline, online, utc
from quick import tax
from sample_plans import DOCUMENTED
from samples import guid

import checkout_core as cc
from checkout_core import plans, wire

COOKING = a_plan(
    "2",
    every=(1, "WEEK"),
    cycles=26,
    id=DOCUMENTED["planId"],
    name=DOCUMENTED["planName"],
    description=DOCUMENTED["planDescription"],
)
NOW = utc(2022, 7, 13, 4, 37, 11, 197_000)
STORE = cc.Store(currency="USD", taxes=[tax("0.21", "VAT")], coupons=[a_coupon("50", cycles=2)])
FORM = plans.PlanFormData(form_id=guid(6), submission_id=guid(7), submission_data={"size": ["XL", 1]})


def full_order():
    """An order with every member: tried, discounted, taxed, paused twice, leaving."""
    plan = a_plan("15", every=(1, "MONTH"), cycles=12, trial=7, fees=["2", "0.5"], description="Everything.")
    moto = plans.PlanOrderMethod.MOTO
    order = online(plan, NOW, coupon="SAVE", store=STORE, form_data=FORM, order_method=moto, wix_pay_order_id=guid(5))
    order = plans.record_payment(order, now=NOW)
    order = plans.resume(plans.pause(order, now=utc(2022, 8, 1)), now=utc(2022, 8, 3))
    order = plans.cancel(order, now=utc(2022, 8, 4), effective_at=plans.CancellationEffectiveAt.NEXT_PAYMENT_DATE)
    return plans.pause(order, now=utc(2022, 8, 5))


FULL = full_order()
DUMP = wire.parse(wire.dumps(wire.dump_plan_order(FULL)))
GONE = object()


def document(base=None, **changes):
    """The full order's document, changed: members by path, such as ``pricing__prices__0__price``."""
    changed = copy.deepcopy(DUMP if base is None else base)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        inside = changed
        for step in steps:
            inside = inside[step]
        if value is GONE:
            del inside[last]
        else:
            inside[last] = value
    return changed


def load(given, **options):
    """The order of a document, read strictly."""
    return wire.load_plan_order(given, **{"strict": True} | options).value


def problems(given, read=load, **options):
    """What is wrong with a document: path, what was found, what is allowed."""
    with pytest.raises(cc.InvalidDocument) as caught:
        read(given, **options)
    return [tuple(problem) for problem in caught.value.problems]


class TestDocumented:
    """The documented order."""

    def test_is_what_its_plan_makes(self):
        """Field by field, in the documented order of members."""
        buyer = plans.PlanBuyer(member_id=DOCUMENTED["buyer"]["memberId"], contact_id=DOCUMENTED["buyer"]["contactId"])
        order = plans.create_online_order(
            COOKING,
            buyer,
            utc(2022, 8, 1, 11),
            store=cc.Store(currency="USD"),
            order_id=DOCUMENTED["_id"],
            subscription_id=DOCUMENTED["subscriptionId"],
            wix_pay_order_id=DOCUMENTED["wixPayOrderId"],
            now=NOW,
        )
        assert json.dumps(wire.dump_plan_order(order)) == json.dumps(DOCUMENTED)
        assert load(DOCUMENTED) == order

    def test_is_read_and_written(self):
        """And understood in full."""
        loaded = wire.load_plan_order(DOCUMENTED)
        assert loaded.unknown == ()
        assert wire.dump_plan_order(loaded.value) == DOCUMENTED
        assert wire.load_plan_order({"order": DOCUMENTED}) == loaded
        assert plans.at(loaded.value, utc(2022, 8, 1, 11)).next_payment.cycle == 1

    def test_becomes_an_order_in_force(self):
        """Paid before its start it waits; then it has its cycles."""
        order = plans.record_payment(load(DOCUMENTED), now=NOW)
        assert wire.dump_plan_order(order)["status"] == "PENDING"
        assert plans.at(order, utc(2023, 1, 30, 10, 59)).current_cycle.index == 26
        assert plans.at(order, utc(2023, 1, 30, 11)).status == "ENDED"


class TestDump:
    """`dump_plan_order`."""

    def test_every_member(self):
        """Of an order that has them all."""
        tax_ = {"name": "VAT", "includedInPrice": False, "rate": "21"}
        coupon = {"code": "SAVE", "amount": "7.5", "_id": guid(330)}
        subscription = {"cycleDuration": {"count": 1, "unit": "MONTH"}, "cycleCount": 12}
        first = {"subtotal": "15", "discount": "7.5", "tax": {**tax_, "amount": "1.58"}, "coupon": coupon}
        fees = [{"name": "Fee 0", "amount": "2"}, {"name": "Fee 1", "amount": "0.5"}]
        assert DUMP["pricing"] == {
            "subscription": subscription,
            "prices": [
                {
                    "duration": {"cycleFrom": 1, "numberOfCycles": 1},
                    "price": {**first, "total": "11.58", "fees": fees, "currency": "USD"},
                },
                {
                    "duration": {"cycleFrom": 2, "numberOfCycles": 1},
                    "price": {**first, "total": "9.08", "currency": "USD"},
                },
                {
                    "duration": {"cycleFrom": 3, "numberOfCycles": 10},
                    "price": {
                        "subtotal": "15",
                        "discount": "0",
                        "tax": {**tax_, "amount": "3.15"},
                        "total": "18.15",
                        "currency": "USD",
                    },
                },
            ],
        }
        assert DUMP["priceDetails"] == {
            **first,
            "total": "11.58",
            "planPrice": "15",
            "currency": "USD",
            "subscription": subscription,
            "freeTrialDays": 7,
        }
        rest = {name: value for name, value in DUMP.items() if name not in {"pricing", "priceDetails"}}
        assert rest == {
            "_id": FULL.id,
            "planId": FULL.plan_id,
            "subscriptionId": FULL.id,
            "wixPayOrderId": guid(5),
            "buyer": {"memberId": BUYER.member_id},
            "type": "ONLINE",
            "orderMethod": "MOTO",
            "status": "PAUSED",
            "autoRenewCanceled": True,
            "cancellation": {
                "requestedDate": "2022-08-04T00:00:00.000Z",
                "cause": "OWNER_ACTION",
                "effectiveAt": "NEXT_PAYMENT_DATE",
            },
            "lastPaymentStatus": "PENDING",
            "startDate": "2022-07-13T04:37:11.197Z",
            "endDate": "2022-08-22T04:37:11.197Z",
            "pausePeriods": [
                {
                    "status": "ENDED",
                    "pauseDate": "2022-08-01T00:00:00.000Z",
                    "resumeDate": "2022-08-03T00:00:00.000Z",
                },
                {"status": "ACTIVE", "pauseDate": "2022-08-05T00:00:00.000Z"},
            ],
            "freeTrialDays": 7,
            "earliestEndDate": "2023-07-22T04:37:11.197Z",
            "currentCycle": {
                "index": 1,
                "startedDate": "2022-07-20T04:37:11.197Z",
                "endedDate": "2022-08-22T04:37:11.197Z",
            },
            "planName": "Plan",
            "planDescription": "Everything.",
            "planPrice": "15",
            "formData": {"formId": guid(6), "submissionId": guid(7), "submissionData": {"size": ["XL", 1]}},
            "_createdDate": "2022-07-13T04:37:11.197Z",
            "_updatedDate": "2022-08-05T00:00:00.000Z",
        }

    def test_both_dialects(self):
        """``_id`` or ``id``, inside too; nothing else differs."""
        rest = wire.dump_plan_order(FULL, "rest")
        assert json.dumps(rest) == json.dumps(DUMP).replace('"_', '"')
        assert load(rest) == load(DUMP) == FULL
        with pytest.raises(cc.InvalidField):
            wire.dump_plan_order(FULL, "soap")

    @pytest.mark.parametrize(
        ("plan", "model"),
        [
            (a_plan(lasts=(3, "MONTH")), {"singlePaymentForDuration": {"count": 3, "unit": "MONTH"}}),
            (a_plan(), {"singlePaymentUnlimited": True}),
            (a_plan("0"), {"singlePaymentUnlimited": True}),
            (
                a_plan(every=(1, "YEAR")),
                {"subscription": {"cycleDuration": {"count": 1, "unit": "YEAR"}, "cycleCount": 0}},
            ),
        ],
    )
    def test_every_model(self, plan, model):
        """In both forms; what has no end tells none, and single payments do not renew."""
        order = offline(plan, NOW)
        dumped = wire.dump_plan_order(order)
        models = {"subscription", "singlePaymentForDuration", "singlePaymentUnlimited"}
        for place in ("pricing", "priceDetails"):
            assert {name: value for name, value in dumped[place].items() if name in models} == model
        assert ("autoRenewCanceled" in dumped) == ("subscription" in model)
        assert ("endDate" in dumped) == ("earliestEndDate" in dumped) == ("singlePaymentForDuration" in model)
        duration = dumped["pricing"]["prices"][0]["duration"]
        assert duration == ({"cycleFrom": 1} if "subscription" in model else {"cycleFrom": 1, "numberOfCycles": 1})
        assert load(dumped) == order

    def test_states_can_be_told(self):
        """What an order is later is written like any other."""
        order = plans.fail_payment(offline(a_plan(lasts=(1, "DAY")), NOW), now=NOW)
        dumped = wire.dump_plan_order(plans.cancel(order, now=NOW))
        assert (dumped["status"], dumped["lastPaymentStatus"]) == ("CANCELED", "FAILED")
        assert "currentCycle" not in dumped
        assert dumped["endDate"] == dumped["_updatedDate"]


class TestPriceDetails:
    """The older form of the price."""

    def test_either_form_will_do(self):
        """The older one where one price is all there is."""
        order = load(DOCUMENTED)
        assert load(document(DOCUMENTED, priceDetails=GONE)) == order
        assert load(document(DOCUMENTED, pricing=GONE)) == order
        assert load(document(DOCUMENTED, pricing=None)) == load(document(DOCUMENTED, priceDetails=None)) == order

    def test_the_older_form_knows_free_days(self):
        """And price, coupon and tax."""
        order = offline(a_plan("15", every=(1, "MONTH"), trial=7), NOW, store=STORE)
        dumped = wire.dump_plan_order(order)
        assert load(document(dumped, pricing=GONE, freeTrialDays=GONE)) == order
        single = offline(a_plan("15", lasts=(1, "MONTH")), NOW, coupon="SAVE", store=STORE)
        assert load(document(wire.dump_plan_order(single), pricing=GONE)) == single

    def test_it_may_say_less(self):
        """What it leaves out does not contradict."""
        less = document(priceDetails__tax=GONE, priceDetails__coupon=GONE, priceDetails__planPrice=GONE)
        del less["priceDetails"]["subscription"], less["priceDetails"]["freeTrialDays"]
        assert load(less) == FULL

    def test_one_of_them_must_be_there(self):
        """With a way to pay."""
        assert problems(document(pricing=GONE, priceDetails=GONE)) == [("$.pricing", "nothing", "an object")]
        [(path, _, allowed)] = problems(document(pricing=GONE, priceDetails__subscription=GONE))
        assert (path, allowed.startswith("exactly one of subscription")) == ("$.priceDetails", True)

    @pytest.mark.parametrize(
        ("member", "value"),
        [
            ("subtotal", "15.01"),
            ("discount", "0"),
            ("total", "9.08"),
            ("tax", {"name": "VAT", "includedInPrice": True, "rate": "21", "amount": "1.58"}),
            ("coupon", {"code": "OTHER", "amount": "7.5", "_id": guid(330)}),
            ("planPrice", "14"),
            ("freeTrialDays", 8),
            ("subscription", {"cycleDuration": {"count": 1, "unit": "WEEK"}, "cycleCount": 12}),
            ("singlePaymentUnlimited", True),
        ],
    )
    def test_what_contradicts_is_refused(self, member, value):
        """At its place."""
        [(path, _, allowed)] = problems(document(**{f"priceDetails__{member}": value}))
        assert (path, allowed) == (f"$.priceDetails.{member}", "what pricing, planPrice and freeTrialDays say")

    def test_every_contradiction_is_told(self):
        """At once."""
        found = problems(document(priceDetails__total="1", priceDetails__planPrice="1", priceDetails__freeTrialDays=1))
        assert [path for path, *_ in found] == [
            f"$.priceDetails.{name}" for name in ("total", "planPrice", "freeTrialDays")
        ]

    def test_numbers_are_compared_by_value(self):
        """However they are written."""
        assert load(document(priceDetails__total="11.580", priceDetails__subtotal=15, planPrice="15.00")) == FULL


class TestLoad:
    """`load_plan_order`."""

    @pytest.mark.parametrize(
        ("path", "value", "place", "allowed"),
        [
            ("_id", GONE, "$._id", "a GUID such as 00000000-0000-0000-0000-000000000001"),
            ("planId", "x", "$.planId", "a GUID such as 00000000-0000-0000-0000-000000000001"),
            ("buyer__memberId", GONE, "$.buyer.memberId", "a GUID such as 00000000-0000-0000-0000-000000000001"),
            ("status", "GONE", "$.status", "one of DRAFT, PENDING, ACTIVE, PAUSED, ENDED, CANCELED"),
            ("status", 5, "$.status", "one of DRAFT, PENDING, ACTIVE, PAUSED, ENDED, CANCELED"),
            ("type", None, "$.type", "one of ONLINE, OFFLINE, EXTERNAL"),
            ("orderMethod", "FAX", "$.orderMethod", "one of UNKNOWN, MOTO, POS"),
            ("autoRenewCanceled", "yes", "$.autoRenewCanceled", "true or false"),
            ("planPrice", "NaN", "$.planPrice", "an amount from 0 to 999999999999.999, at most 3 decimals"),
            ("planPrice", float("nan"), "$.planPrice", "an amount from 0 to 999999999999.999, at most 3 decimals"),
            ("planPrice", 10**80, "$.planPrice", "an amount from 0 to 999999999999.999, at most 3 decimals"),
            (
                "planPrice",
                Decimal("1E+9999"),
                "$.planPrice",
                "an amount from 0 to 999999999999.999, at most 3 decimals",
            ),
            ("planPrice", "-1", "$.planPrice", "an amount from 0 to 999999999999.999, at most 3 decimals"),
            ("planPrice", "0.0001", "$.planPrice", "an amount from 0 to 999999999999.999, at most 3 decimals"),
            ("freeTrialDays", 1_000, "$.freeTrialDays", "a whole number from 1 to 999"),
            ("freeTrialDays", "7.5", "$.freeTrialDays", "a whole number from 1 to 999"),
            ("currentCycle__index", -1, "$.currentCycle.index", "a whole number from 0 to 10000000"),
            ("pausePeriods", {}, "$.pausePeriods", "an array of 0 to 1000 entries"),
            ("planName", "", "$.planName", "text of 1 to 50 characters"),
            ("planDescription", "x" * 451, "$.planDescription", "text of 0 to 450 characters"),
            ("formData", "x", "$.formData", "an object"),
            ("pricing", [], "$.pricing", "an object"),
            ("pricing__prices", [], "$.pricing.prices", "an array of 1 to 100 entries"),
            ("pricing__prices__0", 5, "$.pricing.prices[0]", "an object"),
            ("pricing__prices__0__duration", GONE, "$.pricing.prices[0].duration", "an object"),
            (
                "pricing__prices__2__duration__numberOfCycles",
                5,
                "$.pricing.prices[2].duration.numberOfCycles",
                "10, up to cycle 12",
            ),
            ("pricing__prices__0__price", GONE, "$.pricing.prices[0].price", "an object"),
            (
                "pricing__prices__0__price__tax__rate",
                "1E400",
                "$.pricing.prices[0].price.tax.rate",
                "a decimal from 0 to 100000, at most 6 decimals",
            ),
            (
                "pricing__prices__1__price__total",
                "-1",
                "$.pricing.prices[1].price.total",
                "an amount from 0, at most 12 decimals",
            ),
            (
                "pricing__prices__0__price__currency",
                "XXY",
                "$.pricing.prices[0].price.currency",
                "an active ISO 4217 code in upper case, such as USD",
            ),
            (
                "pricing__prices__1__price__currency",
                "EUR",
                "$.pricing.prices[1].price.currency",
                "USD, as in the first price",
            ),
            ("priceDetails__currency", "EUR", "$.priceDetails.currency", "USD, as in the first price"),
            (
                "pricing__prices__1__price__currency",
                GONE,
                "$.pricing.prices[1].price.currency",
                "an active ISO 4217 code in upper case, such as USD",
            ),
            (
                "priceDetails__currency",
                GONE,
                "$.priceDetails.currency",
                "an active ISO 4217 code in upper case, such as USD",
            ),
            (
                "pricing__prices__0__duration__cycleFrom",
                2,
                "$.pricing.prices[0].duration.cycleFrom",
                "1, the next cycle",
            ),
            (
                "pricing__prices__1__duration__cycleFrom",
                1,
                "$.pricing.prices[1].duration.cycleFrom",
                "2, the next cycle",
            ),
            (
                "pricing__prices__0__duration__numberOfCycles",
                GONE,
                "$.pricing.prices[1].duration.cycleFrom",
                "no span after one without an end",
            ),
            ("_updatedDate", "2022-07-13T04:37:11.196Z", "$._updatedDate", None),
            ("pausePeriods__0__resumeDate", "2022-07-31T00:00:00Z", "$.pausePeriods[0].resumeDate", None),
            ("pausePeriods__0__resumeDate", GONE, "$.pausePeriods[0].resumeDate", None),
            ("pausePeriods__1__pauseDate", "2022-08-02T00:00:00Z", "$.pausePeriods[1].pauseDate", None),
            ("status", "ACTIVE", "$.pausePeriods", None),
            ("pausePeriods", [], "$.pausePeriods", None),
            ("startDate", "2022-07-13", "$.startDate", None),
            ("startDate", "2022-07-13T04:37:11", "$.startDate", None),
            ("endDate", 5, "$.endDate", None),
            ("id", guid(1), "$.id", "only one of _id and id"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_place(self, path, value, place, allowed):
        """Where it stands in the document, and what may stand there; nothing else is to blame."""
        base = document(priceDetails=GONE) if path.startswith("pricing") else DUMP
        [(found, _, words)] = problems(document(base, **{path: value}))
        assert found == place
        assert words == allowed if allowed else words

    def test_everything_that_is_wrong_is_told_at_once(self):
        """Missing, misspelt, in two places."""
        found = problems(
            document(
                status="X",
                buyer={},
                planPrice="x",
                pricing__prices__0__price__tax__amount=[],
                pricing__prices__2__duration={},
                priceDetails__total={},
                startDate=GONE,
            )
        )
        assert sorted(path for path, *_ in found) == [
            "$.buyer.memberId",
            "$.planPrice",
            "$.priceDetails.total.amount",
            "$.pricing.prices[0].price.tax.amount",
            "$.pricing.prices[2].duration.cycleFrom",
            "$.startDate",
            "$.status",
        ]

    @pytest.mark.parametrize("given", [None, [], "x", 5, {"order": None}, {"order": []}])
    def test_what_is_no_order(self, given):
        """At the root, or inside the answer."""
        [(path, _, allowed)] = problems(given)
        assert (path, allowed) == ("$.order" if isinstance(given, dict) else "$", "an object")

    def test_an_answer_is_read_inside(self):
        """And blamed inside."""
        assert problems({"order": document(status="X")})[0][0] == "$.order.status"
        both = {"order": DUMP, "more": 1}
        assert problems(both)[0][0] == "$.order"

    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("extra", "$.extra"),
            ("buyer__extra", "$.buyer.extra"),
            ("pricing__extra", "$.pricing.extra"),
            ("pricing__prices__1__extra", "$.pricing.prices[1].extra"),
            ("pricing__prices__1__duration__extra", "$.pricing.prices[1].duration.extra"),
            ("pricing__prices__1__price__extra", "$.pricing.prices[1].price.extra"),
            ("priceDetails__extra", "$.priceDetails.extra"),
            ("pausePeriods__0__extra", "$.pausePeriods[0].extra"),
            ("cycles", "$.cycles"),
        ],
    )
    def test_what_is_not_understood(self, path, place):
        """Is told, or refused where that is asked for."""
        given = document(**{path: [1]})
        assert wire.load_plan_order(given) == wire.Loaded(FULL, (place,))
        [(found, what, _)] = problems(given)
        assert (found, what) == (place, "an unknown member")

    def test_every_status_and_payment(self):
        """Also what nothing in the library leads to."""
        for name, kind in (("type", plans.PlanOrderType), ("lastPaymentStatus", plans.PlanPaymentStatus)):
            for member in kind:
                assert wire.dump_plan_order(load(document(**{name: member.value})))[name] == member.value

    def test_a_proration_is_kept(self):
        """It may be below zero."""
        given = document(DOCUMENTED, pricing__prices__0__price__proration="-1.25")
        order = load(given)
        assert order.pricing.prices[0].price.proration == cc.Money("-1.25", "USD")
        assert wire.dump_plan_order(order) == given

    def test_amounts_are_in_the_orders_own_currency(self):
        """One that the library's stand-in is not."""
        order = offline(a_plan("15", currency="JPY"), NOW, store=cc.Store(currency="JPY"))
        assert load(wire.dump_plan_order(order)).plan_price == cc.Money("15", "JPY")
        assert load(document(wire.dump_plan_order(order), pricing=GONE)) == order


REQUEST = plans.PlanOrderRequest(
    plan_id=COOKING.id,
    start_date=utc(2022, 8, 1, 11),
    coupon_code="SAVE",
    buyer=BUYER,
    on_behalf=plans.OnBehalf(member_id=guid(4), order_method=plans.PlanOrderMethod.POS),
    form_data=FORM,
    now=NOW,
    email=EMAIL,
    orders=[FULL, load(DOCUMENTED)],
)


def load_request(given, **options):
    """The request of a document, read strictly."""
    return wire.load_plan_request(given, **{"strict": True} | options).value


class TestRequests:
    """Requests for orders of plans."""

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_round_trip(self, dialect):
        """With every member, and with the one that must be there."""
        for request in (REQUEST, plans.PlanOrderRequest(plan_id=COOKING.id)):
            assert load_request(wire.parse(wire.dumps(wire.dump_plan_request(request, dialect)))) == request

    def test_members(self):
        """As createOnlineOrder names them; orders are whole documents."""
        dumped = wire.dump_plan_request(REQUEST)
        assert dumped.pop("orders") == [DUMP, DOCUMENTED]
        assert dumped == {
            "planId": COOKING.id,
            "startDate": "2022-08-01T11:00:00.000Z",
            "couponCode": "SAVE",
            "buyer": {"memberId": BUYER.member_id},
            "onBehalf": {"memberId": guid(4), "orderMethod": "POS"},
            "formData": DUMP["formData"],
            "now": "2022-07-13T04:37:11.197Z",
            "email": EMAIL,
        }
        assert wire.dump_plan_request(plans.PlanOrderRequest(plan_id=COOKING.id)) == {"planId": COOKING.id}

    def test_orders_have_their_own_currencies(self):
        """Each for itself."""
        yen = offline(a_plan("15", currency="JPY"), NOW, store=cc.Store(currency="JPY"))
        request = plans.PlanOrderRequest(plan_id=COOKING.id, orders=[yen, FULL, yen])
        assert load_request(wire.dump_plan_request(request)) == request

    def test_what_is_wrong_is_told_at_its_place(self):
        """All of it."""
        given = {
            "planId": "x",
            "startDate": "tomorrow",
            "couponCode": "x" * 21,
            "buyer": 5,
            "onBehalf": {"orderMethod": "FAX"},
            "email": "nobody",
            "orders": [document(status="X"), 5, {"order": document(planPrice="x")}],
            "extra": 1,
        }
        found = problems(given, load_request)
        assert sorted(path for path, *_ in found) == [
            "$.buyer",
            "$.couponCode",
            "$.email",
            "$.extra",
            "$.onBehalf.memberId",
            "$.onBehalf.orderMethod",
            "$.orders[0].status",
            "$.orders[1]",
            "$.orders[2].order.planPrice",
            "$.planId",
            "$.startDate",
        ]
        assert problems({}, load_request)[0][:2] == ("$.planId", "nothing")
        assert problems([], load_request) == [("$", "an array of 0 entries", "an object")]

    def test_what_is_not_understood_is_told(self):
        """Inside its orders too."""
        loaded = wire.load_plan_request({"planId": COOKING.id, "extra": 1, "orders": [document(extra=1)]})
        assert loaded.unknown == ("$.extra", "$.orders[0].extra")
        assert loaded.value.orders == (FULL,)


class TestStores:
    """Plans in a store's document."""

    def test_plans_round_trip(self):
        """In both dialects, and with prices as the service nests them."""
        free = attrs.evolve(
            a_plan("0"), id=guid(8), perks=["Sauna"], slug="free", public=False, max_purchases_per_buyer=1
        )
        store = cc.Store(currency="USD", plans=[COOKING, free, a_plan("9.999", lasts=(2, "YEAR"), fees=["1"])])
        for dialect in ("velo", "rest"):
            dumped = wire.dump_store(store, dialect)
            assert wire.load_store(dumped, strict=True).value == store
        dumped["plans"][0]["pricing"]["price"] = {"value": "2", "currency": "USD"}
        dumped["plans"][2]["fees"][0]["amount"] = {"value": "1", "currency": "USD"}
        assert wire.load_store(dumped, strict=True).value == store

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"pricing": {"price": {"value": "2", "currency": "EUR"}}}, "$.plans[0].pricing.price.currency"),
            ({"pricing": {"price": {"value": "x"}}}, "$.plans[0].pricing.price.value"),
            (
                {"pricing": {"price": "2", "singlePaymentUnlimited": True, "freeTrialDays": 3}},
                "$.plans[0].pricing.freeTrialDays",
            ),
            ({"fees": [{"name": "Fee", "amount": "0"}]}, "$.plans[0].fees[0].amount"),
            ({"maxPurchasesPerBuyer": 2}, "$.plans[0].maxPurchasesPerBuyer"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_place(self, changes, path):
        """Of plans too."""
        plan = {"_id": guid(1), "name": "Plan", "pricing": {"price": "2", "singlePaymentUnlimited": True}}
        plan["pricing"] |= changes.pop("pricing", {})
        with pytest.raises(cc.InvalidDocument) as caught:
            wire.load_store({"currency": "USD", "plans": [plan | changes]})
        assert [problem.path for problem in caught.value.problems] == [path]

    def test_two_plans_of_one_id(self):
        """In whatever case."""
        plan = {"_id": COOKING.id, "name": "Plan", "pricing": {"price": "2", "singlePaymentUnlimited": True}}
        with pytest.raises(cc.InvalidDocument) as caught:
            wire.load_store({"currency": "USD", "plans": [plan, plan | {"_id": COOKING.id.upper()}]})
        assert caught.value.problems[0].path == "$.plans[1]._id"


def test_the_two_forms_share_nothing():
    """Who changes one of them in the result changes no other."""
    written = wire.dump_plan_order(FULL)
    written["priceDetails"]["tax"]["name"] = "another"
    assert written["pricing"]["prices"][0]["price"]["tax"]["name"] != "another"
