"""A dict that cannot be changed: hashable, picklable, as fast to read as a dict."""

from __future__ import annotations

from typing import Any, NoReturn, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """Equal to the dict of the same content; every attempt to change it raises TypeError."""

    __slots__ = ()

    def _refuse(self) -> NoReturn:
        message = f"a {type(self).__name__} cannot be changed"
        raise TypeError(message)

    def __setitem__(self, _key: K, _value: V) -> NoReturn:
        self._refuse()

    def __delitem__(self, _key: K) -> NoReturn:
        self._refuse()

    def __ior__(self, _other: object) -> NoReturn:  # type: ignore[misc]  # unlike __or__, it makes nothing
        self._refuse()

    def clear(self) -> NoReturn:
        """Refuse to."""
        self._refuse()

    def pop(self, *_args: object) -> NoReturn:
        """Refuse to."""
        self._refuse()

    def popitem(self) -> NoReturn:
        """Refuse to."""
        self._refuse()

    def setdefault(self, *_args: object) -> NoReturn:
        """Refuse to."""
        self._refuse()

    def update(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse to."""
        self._refuse()

    def __hash__(self) -> int:  # type: ignore[override]  # dict has none; a frozen one can
        return hash(frozenset(self.items()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        return type(self), (dict(self),)
