"""A store and a checkout that fill every field of the model once, for tests that must not miss one."""

from datetime import UTC, datetime
from decimal import Decimal

import checkout_core as cc
from checkout_core import plans

NOW = datetime(2022, 7, 18, 13, 25, 22, 141_000, tzinfo=UTC)
APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
CARRIER = "c8a08776-c095-4dec-8553-8f9698d86adc"
PLAN_ID = "00000000-0000-0000-0000-000000000060"


def guid(number: int) -> str:
    """A GUID by number."""
    return f"00000000-0000-0000-0000-{number:012d}"


def usd(amount: str) -> cc.Money:
    """Dollars."""
    return cc.Money(amount, "USD")


def address(country: str = "US", subdivision: str = "US-NY") -> cc.Address:
    """An address with every field."""
    return cc.Address(
        address_line1="235 West 23rd Street",
        address_line2="3rd floor",
        street_address=cc.StreetAddress(number="235", name="West 23rd Street"),
        city="New York",
        subdivision=subdivision,
        country=country,
        postal_code="10011",
        location=cc.AddressLocation(latitude=Decimal("40.744"), longitude=Decimal("-73.995")),
        country_fullname="United States",
        subdivision_fullname="New York",
    )


def party() -> cc.AddressWithContact:
    """An address with a person there."""
    return cc.AddressWithContact(
        address=address(),
        contact_details=cc.ContactDetails(
            first_name="Jane",
            last_name="Doe",
            phone="+1234567890",
            company="Doe & Daughters",
            vat_id=cc.VatId(id="123", type=cc.VatType.CPF),
        ),
    )


def full_item() -> cc.CatalogItem:
    """An item with every field but that of a subscription."""
    return cc.CatalogItem(
        product_name=cc.TranslatableString(original="Shirt", translated="Hemd"),
        price=usd("10.125"),
        full_price=usd("12"),
        quantity_available=30,
        item_type=cc.ItemTypePreset.PHYSICAL,
        physical_properties=cc.PhysicalProperties(weight=Decimal("0.25"), sku="364115", shippable=True),
        url="https://shop.example/shirt",
        media="wix:image://v1/shirt.jpg#originWidth=1000&originHeight=1000",
        description_lines=[
            cc.DescriptionLine(
                name="Color",
                plain_text="Brown",
                color_info=cc.ColorInfo(original="Brown", translated="Braun", code="#783f04"),
                line_type=cc.DescriptionLineType.COLOR,
                color="Brown",
                plain_text_value="Brown",
            )
        ],
        coupon_scopes=[
            cc.Scope(namespace="stores", group=cc.ScopeGroup(name="collection", entity_id="winter")),
            cc.Scope(namespace="stores", group=cc.ScopeGroup(name="product", entity_id="shirt")),
        ],
        collection_ids=["winter"],
        tax_group_id="clothing",
        payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE,
        deposit_amount=usd("2.5"),
        modifier_groups=[
            cc.ModifierGroup(
                id="extras",
                name=cc.TranslatableString(original="Extras", translated="Zubehör"),
                modifiers=[
                    cc.Modifier(
                        id="button",
                        quantity=2,
                        label=cc.TranslatableString(original="Spare button", translated="Ersatzknopf"),
                        details="Horn",
                        price=usd("0.75"),
                    ),
                    cc.Modifier(id="card", label="Greeting card"),
                ],
            )
        ],
        members_only=True,
        save_payment_method=True,
        fixed_quantity=True,
        root_catalog_item_id="shirt",
        price_description="per piece",
        price_undetermined=False,
        service_properties=cc.ServiceProperties(scheduled_date=NOW, number_of_participants=2, end_date=NOW),
        consent_required_payment_policy="Your card is charged on delivery.",
        policies=[cc.Policy(title="Returns", content="Within 14 days.")],
        delivery_profile_id=guid(77),
    )


def simple_item(price: str, **fields: object) -> cc.CatalogItem:
    """An item of the namespace ``stores`` at a price in dollars."""
    return cc.CatalogItem(price=usd(price), coupon_scopes=[cc.Scope(namespace="stores")], **fields)


def subscription() -> cc.CatalogItem:
    """A subscription with every field: nothing for two weeks, then every other month."""
    return simple_item(
        "30",
        product_name="Box",
        subscription_option_info=cc.SubscriptionOptionInfo(
            title=cc.TranslatableString(original="Every other month", translated="Alle zwei Monate"),
            description="A box of socks.",
            subscription_settings=cc.SubscriptionSettings(
                frequency=cc.SubscriptionFrequency.MONTH,
                interval=2,
                auto_renewal=True,
                billing_cycles=6,
                enable_customer_cancellation=True,
                free_trial_period=cc.FreeTrialPeriod(frequency=cc.SubscriptionFrequency.WEEK, interval=2),
            ),
        ),
    )


SHIRT = cc.CatalogReference(APP, "shirt")
SHOE = cc.CatalogReference(APP, "shoe")
CLASS = cc.CatalogReference(APP, "class")
BOX = cc.CatalogReference(APP, "box")


def rule_scopes() -> tuple[cc.RuleScope, cc.RuleScope]:
    """A scope of each kind: the shoe by its id, the shirt by its collection."""
    return (
        cc.RuleScope(
            id="shoes",
            type=cc.RuleScopeType.CATALOG_ITEM,
            catalog_item_filter=cc.CatalogItemFilter(catalog_app_id=APP, catalog_item_ids=["shoe"]),
        ),
        cc.RuleScope(
            type=cc.RuleScopeType.CUSTOM_FILTER,
            custom_filter=cc.CustomFilter(app_id=APP, params=cc.Collections(collection_ids=["winter"])),
        ),
    )


def rule_trigger() -> cc.DiscountTrigger:
    """A trigger of every type: so much for shoes and shirts, and either so many of them or an eligible buyer."""
    quantity = cc.ItemQuantityRange(scopes=rule_scopes(), from_=1, to=100)
    buyers = cc.CustomerEligibility(member_ids=[guid(12)], emails=["jane@example.com"])
    either = cc.TriggerGroup(
        triggers=[
            cc.DiscountTrigger(trigger_type=cc.TriggerType.ITEM_QUANTITY_RANGE, item_quantity_range=quantity),
            cc.DiscountTrigger(trigger_type=cc.TriggerType.CUSTOMER_ELIGIBILITY, customer_eligibility=buyers),
        ]
    )
    subtotal = cc.SubtotalRange(scopes=rule_scopes(), from_=usd("20"), to=usd("2000"))
    both = cc.TriggerGroup(
        triggers=[
            cc.DiscountTrigger(trigger_type=cc.TriggerType.SUBTOTAL_RANGE, subtotal_range=subtotal),
            cc.DiscountTrigger(trigger_type=cc.TriggerType.OR, or_=either),
        ]
    )
    return cc.DiscountTrigger(trigger_type=cc.TriggerType.AND, and_=both)


def discount_rules() -> list[cc.DiscountRule]:
    """A rule with every field, and one for each other discount: only the first two reach anything."""
    shoes, shirts = rule_scopes()
    tenth = cc.RuleDiscount(
        discount_type=cc.RuleDiscountType.PERCENTAGE,
        target_type=cc.RuleTargetType.SPECIFIC_ITEMS,
        specific_items_info=cc.SpecificItemsInfo(scopes=[shirts]),
        percentage=Decimal(10),
    )
    amount = cc.RuleDiscount(
        discount_type=cc.RuleDiscountType.FIXED_AMOUNT,
        specific_items_info=cc.SpecificItemsInfo(scopes=[shoes]),
        fixed_amount=usd("5"),
    )
    price = cc.RuleDiscount(
        discount_type=cc.RuleDiscountType.FIXED_PRICE,
        specific_items_info=cc.SpecificItemsInfo(scopes=[shoes]),
        fixed_price=usd("200"),
    )
    return [
        cc.DiscountRule(
            id=guid(31),
            name="Winter",
            active=True,
            active_time_info=cc.ActiveTimeInfo(
                start=datetime(2022, 7, 1, tzinfo=UTC), end=datetime(2022, 8, 1, tzinfo=UTC)
            ),
            trigger=rule_trigger(),
            discounts=cc.RuleDiscounts(values=[tenth]),
            settings=cc.DiscountRuleSettings(
                applied_subject_type=cc.AppliedSubjectType.LOWEST_PRICED_ITEM,
                purchase_type=cc.PurchaseType.ONLY_ONE_TIME_PURCHASE,
            ),
        ),
        cc.DiscountRule(id=guid(32), name="Shoes", discounts=cc.RuleDiscounts(values=[amount])),
        cc.DiscountRule(id=guid(33), name="Last pairs", discounts=cc.RuleDiscounts(values=[price])),
    ]


def memberships() -> list[cc.Membership]:
    """A membership of Jane's with every field, and one that has expired."""
    return [
        cc.Membership(
            id="gold",
            app_id=APP,
            name=cc.TranslatableString(original="Gold", translated="Gold (Abo)"),
            member_id=guid(12),
            root_catalog_item_ids=["yoga"],
            credits=cc.Credits(total=10, remaining=4),
            expiration_date=datetime(2023, 1, 1, tzinfo=UTC),
            additional_data={"plan": "yearly"},
        ),
        cc.Membership(
            id="trial",
            app_id=APP,
            name="Trial",
            member_id=guid(12),
            root_catalog_item_ids=["yoga"],
            expiration_date=datetime(2022, 1, 1, tzinfo=UTC),
        ),
    ]


def full_plan() -> plans.Plan:
    """A plan with every field."""
    return plans.Plan(
        id=PLAN_ID,
        name="Yoga",
        description="Three classes a week",
        perks=["A towel"],
        pricing=plans.PlanPricing(
            subscription=plans.PlanSubscription(
                cycle_duration=plans.Duration(count=1, unit=cc.SubscriptionFrequency.MONTH), cycle_count=12
            ),
            price=usd("30"),
            free_trial_days=7,
        ),
        fees=[plans.PlanFee(name="Sign-up", amount=usd("9.50"))],
        public=True,
        archived=False,
        primary=True,
        has_orders=True,
        max_purchases_per_buyer=1,
        allow_future_start_date=True,
        buyer_can_cancel=True,
        terms_and_conditions="No refunds",
        form_id=guid(64),
        slug="yoga",
    )


def full_store() -> cc.Store:
    """A store with every field."""
    return cc.Store(
        currency="USD",
        tax_included_in_price=False,
        weight_unit=cc.WeightUnit.KG,
        site_language="en",
        as_of=NOW,
        conversion=cc.Conversion(currency="EUR", rate=Decimal("0.9")),
        accepts_payments=True,
        payment_provider_connected=True,
        checkout_url="https://shop.example/checkout/{checkoutId}",
        minimum_order_subtotal=usd("1000"),
        policy=cc.PricingPolicy(
            rounding=cc.Rounding.HALF_UP,
            tax_rounding=cc.TaxRounding.LINE,
            gift_card_cap=cc.GiftCardCap.ORDER_TOTAL,
        ),
        catalog={
            SHIRT: full_item(),
            SHOE: simple_item("85"),
            CLASS: cc.CatalogItem(
                price=usd("15"),
                root_catalog_item_id="yoga",
                item_type=cc.ItemTypePreset.SERVICE,
                payment_option=cc.PaymentOptionType.MEMBERSHIP,
            ),
            BOX: subscription(),
        },
        coupons=[
            cc.Coupon(
                id=guid(1),
                name="Summer sale",
                code="SUMMERSALE10",
                start_time=datetime(2022, 7, 1, tzinfo=UTC),
                expiration_time=datetime(2022, 8, 1, tzinfo=UTC),
                active=True,
                usage_limit=100,
                usage_count=3,
                limit_per_customer=2,
                usage_by_customer={"jane@example.com": 1},
                applies_to_subscriptions=True,
                discounted_cycle_count=3,
                limited_to_one_item=True,
                scope=cc.Scope(namespace="stores"),
                money_off_amount=usd("10"),
            ),
            cc.Coupon(id=guid(2), name="Tenth", code="TENTH", minimum_subtotal=usd("50"), percent_off_rate=Decimal(10)),
            cc.Coupon(
                id=guid(21), name="One price", code="FIVE", minimum_subtotal=usd("0"), fixed_price_amount=usd("5")
            ),
            cc.Coupon(
                id=guid(22),
                name="Three for two",
                code="THREE",
                scope=cc.Scope(namespace="stores"),
                buy_x_get_y=cc.BuyXGetY(x=2, y=1),
            ),
            cc.Coupon(id=guid(23), name="Free delivery", code="SHIPFREE", free_shipping=True),
        ],
        discount_rules=discount_rules(),
        gift_cards=[
            cc.GiftCard(
                code="GIFT-CARD-QXY1",
                balance=usd("25"),
                status=cc.GiftCardStatus.VALID,
                app_id=APP,
                external_id="card-1",
            )
        ],
        taxes=[
            cc.Tax(
                name="State",
                rate=Decimal("0.04"),
                tax_type="Sales tax",
                jurisdiction="New York",
                jurisdiction_type=cc.JurisdictionType.STATE,
                country="US",
                subdivision="US-NY",
                tax_group_ids=["clothing"],
                applies_to_shipping=True,
                applies_to_fees=True,
            ),
            cc.Tax(name="City", rate=Decimal("0.045"), jurisdiction_type=cc.JurisdictionType.CITY, country="US"),
        ],
        business_address=address(),
        tax_exempt_groups=[guid(88)],
        shipping=[
            cc.ShippingCarrier(
                carrier_id=CARRIER,
                region=cc.ShippingRegion(id=guid(3), name="USA", countries=["US"], subdivisions=["US-NY"]),
                options=[
                    cc.ShippingOption(
                        code="standard",
                        title="Standard",
                        cost=usd("10"),
                        free_from_subtotal=usd("1000"),
                        other_charges=[
                            cc.OtherCharge(
                                type=cc.ChargeType.HANDLING_FEE, price=usd("1.5"), details="Packed by hand."
                            ),
                            cc.OtherCharge(type=cc.ChargeType.INSURANCE, price=usd("1")),
                        ],
                        logistics=cc.DeliveryLogistics(
                            delivery_time="3-5 days",
                            instructions="Ring twice.",
                            delivery_time_slot=cc.DeliveryTimeSlot(from_=NOW, to=NOW),
                        ),
                    ),
                    cc.ShippingOption(
                        code="pickup",
                        title="At the store",
                        cost=usd("0"),
                        logistics=cc.DeliveryLogistics(
                            pickup_details=cc.PickupDetails(
                                address=address(), pickup_method=cc.PickupMethod.STORE_PICKUP
                            )
                        ),
                    ),
                ],
            )
        ],
        additional_fees=[
            cc.AdditionalFee(
                code="wrap",
                name="Gift wrap",
                translated_name="Geschenkpapier",
                price=usd("3"),
                taxable=True,
                catalog_item_ids=["shirt"],
                provider_app_id=APP,
                source=cc.AdditionalFeeSource.ITEM,
            ),
            cc.AdditionalFee(code="service", name="Service", percentage=Decimal("2.5")),
        ],
        memberships=memberships(),
        plans=[full_plan()],
    )


def full_info() -> cc.CheckoutInfo:
    """Everything that the buyer's side may write."""
    return cc.CheckoutInfo(
        billing_info=party(),
        shipping_info=cc.ShippingInfo(
            shipping_destination=party(),
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(carrier_id=CARRIER, code="standard"),
        ),
        buyer_note="Please wrap it up as a present",
        buyer_info=cc.BuyerInfo(contact_id=guid(11), email="jane@example.com", member_id=guid(12), open_access=False),
        buyer_language="en",
        tax_exempt_group_id=guid(99),
        custom_fields=[
            cc.CustomField(
                value={"id": "12345", "parts": [1, Decimal("2.5"), None, True]}, title="Tax ID", translated_title="ID"
            )
        ],
        merchant_discounts=[
            cc.MerchantDiscount(amount=usd("2"), line_item_ids=[guid(2)]),
            cc.MerchantDiscount(percentage=Decimal("2.5")),
        ],
        membership_options=cc.MembershipOptions(
            selected_memberships=cc.SelectedMemberships(
                memberships=[
                    cc.SelectedMembership(id="gold", app_id=APP, line_item_ids=[guid(5)]),
                    cc.SelectedMembership(id="silver", app_id=APP, line_item_ids=[guid(1)]),
                ]
            )
        ),
        custom_settings=cc.CustomSettings(
            lock_gift_card=True,
            lock_coupon_code=True,
            disabled_policy_agreement_checkbox=True,
            disabled_manual_payment=True,
            disabled_discount_rules_calculation=False,
        ),
        custom_content_reference=cc.CustomContentReference(app_id=APP, component_id=guid(13)),
        external_reference=cc.ExternalReference(app_id=APP, resource_id="invoice-1"),
        business_location_id=guid(14),
        cart_id=guid(15),
        purchase_flow_id=guid(16),
        created_by=cc.CreatedBy(user_id=guid(17)),
        extended_fields={"namespaces": {"@app": {"colour": "red"}}},
    )


def full_request() -> cc.CheckoutRequest:
    """A request with every field and every kind of line."""
    return cc.CheckoutRequest(
        lines=[
            cc.LineRequest(
                SHIRT,
                quantity=3,
                catalog_override_fields=cc.CatalogOverrideFields(
                    product_name="Shirt, signed",
                    price=usd("20"),
                    full_price=usd("21"),
                    description_lines=[cc.DescriptionLine(name="Signed by", plain_text="Jane")],
                    physical_properties=cc.PhysicalProperties(shippable=True),
                    image="wix:image://v1/signed.jpg",
                    payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE,
                    deposit_amount=usd("5"),
                    save_payment_method=False,
                    inventory_app_id=APP,
                ),
                taxable_address=cc.TaxableAddress(address_type=cc.TaxableAddressType.BILLING),
                extended_fields={"namespaces": {}},
            ),
            cc.LineRequest(cc.CatalogReference(APP, "shoe", {"variantId": "x", "sizes": [41, 42]}), quantity=1),
            cc.LineRequest(quantity=2, custom_item=simple_item("7.5", item_type=cc.ItemType(custom="engraving"))),
            cc.LineRequest(cc.CatalogReference(APP, "gone"), id=guid(42)),
            cc.LineRequest(CLASS, quantity=2),
            cc.LineRequest(BOX),
        ],
        channel_type=cc.ChannelType.WEB,
        coupon_code="summersale10",
        gift_card_code="GIFT-CARD-QXY1",
        gift_card_redeem_amount=usd("20"),
        override_checkout_url="https://shop.example/pay",
        checkout_info=full_info(),
        checkout_id=guid(1000),
        now=NOW,
        options=cc.OrderOptions(save_payment_method=True, delay_capture=True),
    )


def full_checkout() -> cc.Checkout:
    """The checkout that `full_request` asks `full_store` for."""
    return cc.create_from_request(full_store(), full_request())
