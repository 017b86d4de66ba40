"""`checkout-core completion`: what a shell needs to complete commands, options and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class, shell_complete

VARIABLE = "_CHECKOUT_CORE_COMPLETE"
"""Set by the shell while it asks what could come next."""
SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print what makes a shell complete commands and options.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print what makes SHELL complete commands, options and files.

    \b
    eval "$(checkout-core completion bash)"     # in ~/.bashrc
    eval "$(checkout-core completion zsh)"      # in ~/.zshrc
    checkout-core completion fish > ~/.config/fish/completions/checkout-core.fish
    """  # noqa: D301  # the backspace tells click to keep the lines
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell}: not known to this version of click")
    click.echo(kind(context.find_root().command, {}, "checkout-core", VARIABLE).source())
    return 0


def answered(command: click.Command, instruction: str | None) -> int | None:
    """Tell a shell that asks what could come next; None where none asks."""
    return None if not instruction else shell_complete(command, {}, "checkout-core", VARIABLE, instruction)
