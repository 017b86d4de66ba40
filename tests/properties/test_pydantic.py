"""Every value that a pydantic field can hold comes back from JSON as it was."""

from typing import Annotated

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

import checkout_core as cc
from checkout_core.pydantic import _DOCUMENTS, AsJson, _parts

KINDS = sorted({*_DOCUMENTS, *_parts(), cc.Money, cc.Currency} - {cc.PricedCheckout}, key=lambda kind: kind.__name__)
ADAPTERS = {
    (kind, dialect): TypeAdapter(Annotated[kind, AsJson(dialect)]) for kind in KINDS for dialect in ("velo", "rest")
}


@given(st.data(), st.sampled_from(KINDS), st.sampled_from(["velo", "rest"]))
def test_roundtrip(data, kind, dialect):
    """Through text, as a model in a service would go."""
    adapter = ADAPTERS[kind, dialect]
    value = data.draw(st.from_type(kind))
    assert adapter.validate_python(value) is value
    try:
        assert adapter.validate_json(adapter.dump_json(value)) == value
    except PydanticSerializationError:
        assert "Decimal" in repr(value)  # in free-form JSON
