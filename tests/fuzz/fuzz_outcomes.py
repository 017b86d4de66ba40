"""What came of one input, and what must hold of a refusal and of what was parsed."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import attrs
from fuzz_inputs import Input

from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.wire.text import MAX_DEPTH, MAX_PROBLEMS

LONGEST_PROBLEM = 3_000
"""How many characters a problem may have as text: a path of 1,000, what was found, and what may be there."""
RARELY = 8
"""One of so many inputs is also looked at in ways that cost more."""


class Escape(BaseException):
    """Something that must not happen; no ``except Exception`` of the library's can hide it."""


@attrs.define
class Trial:
    """What came of one input."""

    item: Input
    outcome: str = "no JSON"
    reached: set[str] = attrs.field(factory=set)
    """``read``, ``loaded``, ``opened``, ``priced``, ``explained``, ``ordered`` and ``changed``."""
    seconds: float = 0.0
    longest_text: int = 0
    """Of its error, in characters."""
    longest_problem: int = 0

    @property
    def dialect(self) -> wire.Dialect:
        """The dialect that is written."""
        return "rest" if self.item.number // 2 % 2 else "velo"

    @property
    def is_thorough(self) -> bool:
        """Whether this is one of the inputs that are looked at in every way."""
        return self.item.number % RARELY == 0

    def ends(self, outcome: str) -> None:
        """Note how it ended."""
        self.outcome = outcome

    def holds(self, law: str, truth: object) -> None:
        """Escape unless the law holds."""
        if not truth:
            raise Escape(law)

    def refuses(self, error: InvalidDocument) -> None:
        """Note a document that is refused: with problems, each with a place and words, and with a bounded text."""
        text = str(error)
        self.longest_text = max(self.longest_text, len(text))
        self.holds("1 to 10,000 problems", 1 <= len(error.problems) <= MAX_PROBLEMS)
        for problem in error.problems:
            self.holds("a problem has a JSON path", problem.path.startswith("$"))
            self.holds("a problem says what was found and what may be there", problem.found and problem.allowed)
            self.longest_problem = max(self.longest_problem, len(str(problem)))
        self.holds("a problem's text is bounded", self.longest_problem <= LONGEST_PROBLEM)
        self.holds("an error's text is UTF-8", text.encode())
        if len(error.problems) <= 100 or self.is_thorough:
            body = wire.dump_error(error).body
            self.holds("an answer is JSON", wire.parse(wire.dumps(body)) == body)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, where the system can."""
    if sys.platform == "win32":
        yield
        return

    def ring(*_: object) -> None:
        raise Escape(f"still busy after {seconds} seconds")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def is_exact(value: Any, levels: int = MAX_DEPTH) -> bool:
    """Whether this is what `wire.parse` may return: bounded numbers, no float, text that can be encoded."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() == value
    if isinstance(value, dict):
        return levels > 0 and all(is_exact(key) and is_exact(entry, levels - 1) for key, entry in value.items())
    if isinstance(value, list):
        return levels > 0 and all(is_exact(entry, levels - 1) for entry in value)
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        return len(digits) <= 64 and isinstance(exponent, int) and abs(exponent) <= 100
    return value is None or (isinstance(value, int) and abs(value) < 10**64)
