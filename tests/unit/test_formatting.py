"""Facts about `checkout_core.formatting`, one per test."""

import decimal
import subprocess
import sys
import threading

import pytest
from babel import Locale, localedata
from babel.numbers import format_currency

from checkout_core import formatting
from checkout_core.currencies import exponent
from checkout_core.errors import CheckoutCoreError, InvalidField
from checkout_core.formatting import format_money
from checkout_core.money import Money

# Currencies for which CLDR shows fewer decimals than ISO 4217 has.
CLDR_DIFFERS = ["AFN", "ALL", "IRR", "IQD", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"]


@pytest.mark.parametrize(
    ("amount", "code", "text"),
    [
        ("10", "USD", "$10.00"),
        ("10", "EUR", "€10.00"),
        ("12", "JPY", "¥12"),
        ("-5", "USD", "-$5.00"),
        ("0.125", "USD", "$0.125"),
        ("-0.125", "USD", "-$0.125"),
        ("0.1250", "USD", "$0.125"),
        ("1234567.5", "USD", "$1,234,567.50"),
        ("0", "USD", "$0.00"),
        ("-0.00", "USD", "$0.00"),
        ("0.5", "JPY", "¥0.5"),
        ("12.345", "IQD", "IQD12.345"),
        ("12.3", "RSD", "RSD12.30"),
        ("12", "CLP", "CLP12"),
        ("1.5", "CLF", "CLF1.5000"),
        ("9.99", "GBP", "£9.99"),
        ("0.0000001", "USD", "$0.0000001"),
    ],
)
def test_american(amount, code, text):
    """In `en_US`: the currency's sign, ISO decimals, more where the amount is finer, the minus in front."""
    assert text == format_money(Money(amount, code))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_US", "-$1,234,567.50"),
        ("en_IN", "-$12,34,567.50"),
        ("de_DE", "-1.234.567,50\xa0$"),
        ("de_CH", "$-1’234’567.50"),
        ("fr_FR", "-1\u202f234\u202f567,50\xa0$US"),
        ("he_IL", "\u200f-1,234,567.50\xa0\u200f$"),
        ("ja_JP", "-$1,234,567.50"),
        ("pt_BR", "-US$\xa01.234.567,50"),
    ],
)
def test_locales(locale, text):
    """Signs, separators, grouping and order are the locale's."""
    assert text == format_money(Money("-1234567.5", "USD"), locale)
    assert text == format_money(Money("-1234567.5", "USD"), locale.replace("_", "-"))


@pytest.mark.parametrize("code", CLDR_DIFFERS)
@pytest.mark.parametrize("locale", ["en_US", "de_DE"])
def test_iso_decimals_where_cldr_differs(code, locale):
    """Currencies that CLDR shows with fewer decimals keep all of ISO 4217's."""
    m = Money("12.34", code)
    point = "," if locale == "de_DE" else "."

    assert f"12{point}34".ljust(3 + exponent(code), "0") in format_money(m, locale)
    assert format_currency(m.amount, code, locale=locale) != format_money(m, locale)


@pytest.mark.parametrize("code", ["USD", "EUR", "JPY", "KWD", "GBP", "CHF"])
def test_as_babel_where_cldr_agrees(code):
    """Where CLDR has ISO's decimals, every locale of CLDR reads as Babel writes it."""
    m = Money.from_minor(-123456789, code)

    for locale in localedata.locale_identifiers():
        assert format_currency(m.amount, code, locale=Locale.parse(locale)) == format_money(m, locale)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("9" * 62 + ".99", "$" + ",".join(["99"] + ["999"] * 20) + ".99"),
        ("9" * 64, "$9," + ",".join(["999"] * 21) + ".00"),
        ("0." + "0" * 63 + "1", "$0." + "0" * 63 + "1"),
        ("-0." + "7" * 64, "-$0." + "7" * 64),
    ],
)
def test_long_amounts_keep_every_digit(amount, text):
    """Amounts of 64 digits are shown to the last one."""
    assert text == format_money(Money(amount, "USD"))


def test_ambient_context_is_ignored_and_left_alone():
    """Under `prec=4`, `ROUND_UP` and traps the text is the same, and the context stays as it was."""
    hostile = decimal.Context(
        prec=4, rounding=decimal.ROUND_UP, Emin=-3, Emax=3, traps=[decimal.Inexact, decimal.Rounded]
    )
    formatting._layout.cache_clear()
    with decimal.localcontext(hostile) as ambient:
        assert format_money(Money("-1234567.125", "USD")) == "-$1,234,567.125"
        assert decimal.getcontext() is ambient
        assert (ambient.prec, ambient.rounding, ambient.Emax) == (4, decimal.ROUND_UP, 3)
        assert not any(ambient.flags.values())


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE"}, {"LC_ALL": "xx_YY"}, {}], ids=range(3)
)
def test_environment_is_ignored(variables):
    """No variable of the environment changes the text."""
    code = "from checkout_core.formatting import format_money as f; from checkout_core.money import Money as M; "
    code += "print(ascii(f(M('1234.5', 'EUR'))))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=variables)

    assert ran.stdout == "'\\u20ac1,234.50'\n"


@pytest.mark.parametrize(
    "locale",
    [
        "xx_YY",
        "",
        " ",
        "en_XX",
        "english",
        "../../etc/passwd",
        "en__US",
        "\x00",
        "en US",
        "C",
        "e" * 10**6,
        "_",
        "en_US" * 20,
        "en_US." + "x" * 64,  # Babel drops what follows the point, however long
    ],
    ids=range(14),
)
def test_unknown_locale(locale):
    """A locale that CLDR does not know is an InvalidField that names it."""
    with pytest.raises(
        InvalidField, match=r"^locale: got .*, allowed: the identifier of a locale known to CLDR"
    ) as info:
        format_money(Money(1, "USD"), locale)

    assert ("locale", locale) == (info.value.field, info.value.given)
    assert isinstance(info.value, CheckoutCoreError | ValueError)
    assert info.value.__cause__ is None


@pytest.mark.parametrize("locale", [None, 1, b"en_US", [], Locale("en")], ids=range(5))
def test_locale_is_text(locale):
    """A locale that is not text is an InvalidField too."""
    with pytest.raises(InvalidField):
        format_money(Money(1, "USD"), locale)


def test_babels_own_patterns_stay_as_they_are():
    """Formatting changes nothing that Babel shares with other users of it."""
    locale = Locale.parse("en_US")
    before = locale.currency_formats["standard"].frac_prec
    format_money(Money("0.125", "USD"))
    format_money(Money("12", "JPY"))

    assert before == Locale.parse("en_US").currency_formats["standard"].frac_prec == (2, 2)
    assert format_money(Money("1", "USD")) == "$1.00"


def test_layouts_are_remembered():
    """Thousands of amounts in one locale parse it once per number of decimals, and the memory is bounded."""
    formatting._layout.cache_clear()
    for units in range(1000):
        format_money(Money.from_minor(units, "USD"), "de_DE")

    info = formatting._layout.cache_info()
    assert (info.misses, info.currsize) == (1, 1)
    assert info.maxsize is not None


def test_threads():
    """Threads formatting different locales at once do not disturb each other."""
    wrong: list[str] = []

    def work(locale, text):
        m = Money("1234.5", "USD")
        wrong.extend(x for x in (format_money(m, locale) for _ in range(300)) if x != text)

    expected = {"en_US": "$1,234.50", "de_DE": "1.234,50\xa0$", "hi_IN": "$1,234.50"}
    threads = [threading.Thread(target=work, args=pair) for pair in expected.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
