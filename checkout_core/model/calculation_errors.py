"""Findings about a checkout, as values. Source: CalculationErrors, Details, ApplicationError, ValidationError."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.model._converters import as_json_object, as_tuple
from checkout_core.model._documents import document
from checkout_core.model._limits import GUID, A, Json, Many, Text
from checkout_core.model._rules import OneOf, Rule, follow_rules
from checkout_core.model.json_value import JsonObject


class RuleType(StrEnum):
    """Which rule a field violates."""

    VALIDATION = "VALIDATION"
    OTHER = "OTHER"
    MAX = "MAX"
    MIN = "MIN"
    MAX_LENGTH = "MAX_LENGTH"
    MIN_LENGTH = "MIN_LENGTH"
    MAX_SIZE = "MAX_SIZE"
    MIN_SIZE = "MIN_SIZE"
    FORMAT = "FORMAT"
    DECIMAL_LTE = "DECIMAL_LTE"
    DECIMAL_GTE = "DECIMAL_GTE"
    DECIMAL_LT = "DECIMAL_LT"
    DECIMAL_GT = "DECIMAL_GT"
    DECIMAL_MAX_SCALE = "DECIMAL_MAX_SCALE"
    INVALID_ENUM_VALUE = "INVALID_ENUM_VALUE"
    REQUIRED_FIELD = "REQUIRED_FIELD"
    FIELD_NOT_ALLOWED = "FIELD_NOT_ALLOWED"
    ONE_OF_ALIGNMENT = "ONE_OF_ALIGNMENT"
    EXACT_LENGTH = "EXACT_LENGTH"
    EXACT_SIZE = "EXACT_SIZE"
    REQUIRED_ONE_OF_FIELD = "REQUIRED_ONE_OF_FIELD"


@attrs.frozen(kw_only=True)
class ApplicationError:
    """A finding with a code, words for people, and data for programs."""

    code: str = attrs.field(validator=Text(1, 100))
    description: str = attrs.field(validator=Text(0, 1_000))
    data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )


@attrs.frozen(kw_only=True)
class FieldViolation:
    """A field that breaks a rule; ``rule_name`` where the rule is OTHER."""

    field: str = attrs.field(validator=Text(0, 1_000))
    description: str = attrs.field(validator=Text(0, 1_000))
    violated_rule: RuleType = attrs.field(validator=A(RuleType))
    rule_name: str | None = attrs.field(default=None, validator=Text(1, 100))
    data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )


@attrs.frozen(kw_only=True)
class ValidationError:
    """Fields that break rules."""

    field_violations: tuple[FieldViolation, ...] = attrs.field(converter=as_tuple, validator=Many(A(FieldViolation)))


@attrs.frozen(kw_only=True)
class SystemError:  # noqa: A001  # the wire's name
    """A failure of a service behind the calculation."""

    error_code: str = attrs.field(validator=Text(1, 100))


@attrs.frozen(kw_only=True)
class Details:
    """What went wrong: exactly one of the three."""

    application_error: ApplicationError | None = attrs.field(default=None, validator=A(ApplicationError))
    validation_error: ValidationError | None = attrs.field(default=None, validator=A(ValidationError))
    system_error: SystemError | None = attrs.field(default=None, validator=A(SystemError))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("application_error", "validation_error", "system_error")),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class CarrierError:
    """What went wrong with one carrier."""

    carrier_id: str = attrs.field(validator=GUID)
    error: Details = attrs.field(validator=A(Details))


@attrs.frozen(kw_only=True)
class CarrierErrors:
    """What went wrong with which carriers."""

    errors: tuple[CarrierError, ...] = attrs.field(converter=as_tuple, validator=Many(A(CarrierError)))


@attrs.frozen(kw_only=True)
class CalculationErrors:
    """Everything found wrong with a price; at most one of the three shipping members. False when nothing is."""

    general_shipping_calculation_error: Details | None = attrs.field(default=None, validator=A(Details))
    carrier_errors: CarrierErrors | None = attrs.field(default=None, validator=A(CarrierErrors))
    selected_shipping_option_error: Details | None = attrs.field(default=None, validator=A(Details))
    tax_calculation_error: Details | None = attrs.field(default=None, validator=A(Details))
    coupon_calculation_error: Details | None = attrs.field(default=None, validator=A(Details))
    gift_card_calculation_error: Details | None = attrs.field(default=None, validator=A(Details))
    membership_error: Details | None = attrs.field(default=None, validator=A(Details))
    discounts_calculation_error: Details | None = attrs.field(default=None, validator=A(Details))
    order_validation_errors: tuple[ApplicationError, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(ApplicationError))
    )

    RULES: ClassVar[tuple[Rule, ...]] = (
        OneOf(
            ("general_shipping_calculation_error", "carrier_errors", "selected_shipping_option_error"), none_may=True
        ),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    def __bool__(self) -> bool:
        return self != NOTHING_WRONG

    def to_json(self) -> dict[str, Any]:
        """Return them as the service publishes them."""
        members: dict[str, Any] = document(self)
        return members


NOTHING_WRONG = CalculationErrors()
"""The empty form: nothing was found."""
