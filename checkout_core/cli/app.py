"""The group of commands, and how a run ends: exit codes, one clear line for what went wrong, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from checkout_core.cli.audit import audit
from checkout_core.cli.completion import VARIABLE, answered, completion
from checkout_core.cli.convert import convert
from checkout_core.cli.demo import demo
from checkout_core.cli.order import order
from checkout_core.cli.plan_order import plan_order
from checkout_core.cli.price import price
from checkout_core.cli.reading import Unreadable, reason, say
from checkout_core.cli.schema import schema
from checkout_core.cli.what_if import what_if_command
from checkout_core.errors import CheckoutCoreError

USAGE_ERROR = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="checkout-core", message="checkout-core %(version)s")
def app() -> None:
    """Price checkouts exactly, say where every cent comes from, make orders of them, and audit those of others.

    Amounts are exact decimals in the store's currency. Input and output are JSON, and a priced checkout can be read
    again; "-" reads standard input.

    Exit codes: 0 fine, 1 the answer is no (a refused request or order, calculation errors with --strict, findings of
    an audit), 2 bad usage or unreadable input.

    \b
    checkout-core demo
    checkout-core demo --save example
    checkout-core price example/request.json --store example/store.json --explain
    checkout-core COMMAND --help
    """  # noqa: D301  # the backspace tells click to keep the lines


app.add_command(price)
app.add_command(order)
app.add_command(plan_order)
app.add_command(audit)
app.add_command(convert)
app.add_command(what_if_command)
app.add_command(schema)
app.add_command(demo)
app.add_command(completion)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with these arguments (default: the process's) and return the exit code."""
    try:
        completed = answered(app, os.environ.get(VARIABLE))
        if completed is not None:
            return completed
        # Not app.main(): it ends the process itself where the reader of a pipe has left.
        with app.make_context("checkout-core", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = app.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        code = _say_usage_error(error)
    except (Unreadable, CheckoutCoreError) as error:
        say(f"checkout-core: {error}")
        code = USAGE_ERROR
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except OSError as error:
        code = _give_up_writing(error)
    return code if isinstance(code, int) else 0


def _give_up_writing(error: OSError) -> int:
    """Say what keeps standard output from being written; a reader who has left is no error."""
    # A sink in its place, so that the interpreter's last flush does not complain once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    say(f"checkout-core: standard output: {reason(error)}")
    return USAGE_ERROR


def _say_usage_error(error: click.ClickException) -> int:
    """Say in one line what is wrong with the arguments; the whole help where there are none at all."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message())
        return USAGE_ERROR
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "checkout-core"
    message = error.format_message().replace("\n", " ")
    say(f"{command}: {message} (see {command} --help)")
    return USAGE_ERROR
