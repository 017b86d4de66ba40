"""Our values as fields of pydantic models; needs the extra ``pydantic``.

>>> from typing import Annotated
>>> from pydantic import BaseModel
>>> class Refund(BaseModel):
...     amount: Annotated[Money, AsJson()]
>>> refund = Refund.model_validate_json('{"amount": {"amount": "12.50", "currency": "USD"}}')
>>> refund.amount, refund.model_dump_json()
(Money('12.50', 'USD'), '{"amount":{"amount":"12.5","currency":"USD"}}')
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from checkout_core import wire
from checkout_core.currencies import Currency, currency
from checkout_core.errors import CheckoutCoreError, InvalidDocument, InvalidField, Problem
from checkout_core.model.checkout import Checkout, CheckoutRequest
from checkout_core.model.order import Order
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.plan_order_request import PlanOrderRequest
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.money import AnyMoney, Money, money
from checkout_core.wire import numbers
from checkout_core.wire.lines import check_currency
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.paths import ROOT, found, joined, step, steps
from checkout_core.wire.reader import reader
from checkout_core.wire.requests import amounts_in
from checkout_core.wire.scalars import read_currency
from checkout_core.wire.spot import Loaded, Spot, read
from checkout_core.wire.stores import STAND_IN
from checkout_core.wire.tables import CurrencyCode, Member, Table, built
from checkout_core.wire.writer import writer

try:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
    from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema
except ModuleNotFoundError as error:
    _MESSAGE = f"checkout_core.pydantic needs {error.name}: pip install 'checkout-core[pydantic]'"
    raise ImportError(_MESSAGE, name=error.name) from None

__all__ = ["AsJson"]

_Load: TypeAlias = Callable[..., Loaded[Any]]
_Dump: TypeAlias = Callable[[Any, Dialect], Any]


@attrs.frozen
class AsJson:
    """Marks a pydantic field that holds one of our values: ``Annotated[Order, AsJson()]``.

    The field takes an instance (for `Money` py-moneyed's, too) or JSON as `checkout_core.wire` reads it, and is written
    to JSON as that writes it; ``model_dump()`` without ``mode="json"`` keeps the value itself. What is wrong with the
    JSON is told as errors of the model, each at its place. Floats are refused, and pydantic reads ``12.5`` as one:
    amounts have to be text, or the document be read by `wire.parse` before. Nor can pydantic write a decimal number; if
    one stands in free-form JSON, such as a `CustomField`, writing is an error, and `wire.dumps` the way out.

    It goes with `Checkout`, `Store`, `CheckoutRequest`, `Order`, `PlanOrder` and `PlanOrderRequest`; `PricedCheckout`,
    which is only written; `Currency`, and `Money` as ``{"amount": …, "currency": …}``; and every part of a store
    or a request that holds no amount, such as `Address` or `Tax`. Any other kind raises `InvalidField` where the
    model is defined.

    Attributes:
        dialect: the spelling that is written; both are read.
        currency: that of a `CheckoutRequest`, which names none itself; of no other kind.
        strict: whether members that are not understood are errors. Otherwise they are passed over.
    """

    dialect: Dialect = attrs.field(default="velo", validator=lambda _, __, dialect: check_dialect(dialect))
    currency: Currency | None = attrs.field(default=None, kw_only=True, converter=attrs.converters.optional(currency))
    strict: bool = attrs.field(default=True, kw_only=True)

    def __get_pydantic_core_schema__(self, kind: Any, _: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """How pydantic reads and writes the field."""
        if (kind is CheckoutRequest) is (self.currency is None):
            raise InvalidField("AsJson.currency", self.currency, "the currency of a CheckoutRequest, None elsewhere")
        load, dump = _functions(kind, self.currency)
        return core_schema.no_info_plain_validator_function(
            functools.partial(self._validated, kind, load),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: _without_decimals(dump(value, self.dialect)), when_used="json-unless-none"
            ),
            metadata={"kind": kind},
        )

    def __get_pydantic_json_schema__(self, schema: Any, _: GetJsonSchemaHandler) -> dict[str, Any]:
        """An amount and a currency in full, all else as an object of that title: `wire.schema` tells the rest."""
        kind = schema["metadata"]["kind"]
        return _SCHEMAS.get(kind) or {"type": "object", "title": kind.__name__}

    def _validated(self, kind: Any, load: _Load, value: Any) -> Any:
        """The value of a field, from an instance or from JSON."""
        try:
            if kind is Money and isinstance(value, AnyMoney):
                return money(value)
            if not isinstance(value, kind):
                return load(value, strict=self.strict).value
            if kind is CheckoutRequest:
                check_currency(amounts_in(value), self.currency)
        except InvalidDocument as error:
            raise _as_validation_error(kind, value, error) from None
        except CheckoutCoreError as error:
            raise ValueError(str(error)) from None
        return value


def _functions(kind: Any, own: Currency | None) -> tuple[_Load, _Dump]:
    """What reads a value of this kind from JSON, and what writes it."""
    if kind in _DOCUMENTS:
        return _DOCUMENTS[kind]
    if own is not None:
        return lambda value, *, strict: wire.load_request(value, own, strict=strict), wire.dump_request
    if kind is Money:
        return _loading(_read_money), _dump_money
    if kind is Currency:
        return _loading(read_currency), lambda code, _: code.code
    if kind in _parts():
        return _loading(lambda spot: reader().structure(spot, kind)), lambda value, own: writer(own).unstructure(value)
    raise InvalidField("AsJson", kind, "a document, Money, Currency, or a part of a store or request without amounts")


def _load_priced(value: object, *, strict: bool) -> Loaded[PricedCheckout]:  # noqa: ARG001
    """Prices are computed, never read."""
    raise InvalidDocument((Problem(ROOT, found(value), "a PricedCheckout, which `price` makes"),))


_DOCUMENTS: Final[Mapping[Any, tuple[_Load, _Dump]]] = {
    Checkout: (wire.load_checkout, wire.dump_checkout),
    Store: (wire.load_store, wire.dump_store),
    Order: (wire.load_order, lambda order, dialect: wire.dump_order(order, dialect=dialect)),
    PricedCheckout: (_load_priced, lambda priced, dialect: wire.dump_priced(priced, dialect=dialect)),
    PlanOrder: (wire.load_plan_order, wire.dump_plan_order),
    PlanOrderRequest: (wire.load_plan_request, wire.dump_plan_request),
}

_CODE: Final = {"type": "string", "pattern": "^[A-Z]{3}$", "title": "Currency"}
_DIGITS: Final = {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"}
_SCHEMAS: Final[Mapping[Any, dict[str, Any]]] = {
    Currency: _CODE,
    Money: {
        "type": "object",
        "title": "Money",
        "required": ["amount", "currency"],
        "properties": {"amount": _DIGITS, "currency": _CODE},
    },
}
_MONEY: Final = Table(
    (
        Member("amount", lambda spot, _: _read_number(spot), required=True),
        Member("currency", read_currency, limit=CurrencyCode(), required=True),
    )
)


def _read_number(spot: Spot) -> Any:
    number = numbers.from_json(spot.value)
    return spot.refuse(numbers.ALLOWED) if number is None else number


def _read_money(spot: Spot) -> Any:
    return built(spot, Money, _MONEY.fill(spot))


def _dump_money(amount: Money, _: Dialect) -> dict[str, str]:
    return {"amount": numbers.plain(amount.amount), "currency": amount.currency.code}


def _loading(hook: Callable[[Spot], Any]) -> _Load:
    return lambda value, *, strict: read(value, STAND_IN, hook, strict=strict)


@functools.cache
def _parts() -> frozenset[Any]:
    """The classes that stores and requests consist of, and that hold no amount."""
    kinds = _inside(Store) | _inside(CheckoutRequest)
    return frozenset(kind for kind in kinds if attrs.has(kind) and Money not in _inside(kind))


def _inside(kind: Any) -> set[Any]:
    """The type, and all that its fields or arguments consist of."""
    met: set[Any] = set()
    left = [kind]
    while left:
        inner = left.pop()
        if inner in met:
            continue
        met.add(inner)
        if attrs.has(inner):
            types = typing.get_type_hints(inner)
            left += (types[field.name] for field in attrs.fields(inner) if field.init)
        else:
            left += typing.get_args(inner)
    return met


def _without_decimals(document: Any) -> Any:
    """The document. Raises ValueError for a number in it that pydantic would write as text."""
    for path in _decimals(document, ROOT):
        raise ValueError(f"{path} is a decimal number, which pydantic would write as text; use wire.dumps")
    return document


def _decimals(value: Any, path: str) -> Iterator[str]:
    """The places of decimal numbers."""
    if isinstance(value, Decimal):
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _decimals(inner, joined(path, step(key)))


def _as_validation_error(kind: Any, value: object, error: InvalidDocument) -> ValidationError:
    """The problems as pydantic tells them."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError(
                "checkout_core", "{problem}", {"problem": f"found {problem.found}, allowed {problem.allowed}"}
            ),
            loc=tuple(steps(problem.path)),
            input=value,
        )
        for problem in error.problems
    ]
    return ValidationError.from_exception_data(kind.__name__, details)
