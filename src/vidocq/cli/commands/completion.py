"""The script with which a shell completes verbs, options and their values."""

from __future__ import annotations

import click

_SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="The script for completion in bash, zsh or fish.")
@click.argument("shell", type=click.Choice(_SHELLS))
def COMMAND(shell: str) -> None:  # noqa: N802 - found by this name
    """Print the script that completes verbs, options and their values in SHELL.

    \b
    eval "$(vidocq completion bash)"                       # in ~/.bashrc
    eval "$(vidocq completion zsh)"                        # in ~/.zshrc
    vidocq completion fish > ~/.config/fish/completions/vidocq.fish
    """
    from click.shell_completion import get_completion_class

    from vidocq.cli import cli
    from vidocq.cli.terminal import keep_lines

    keep_lines()
    kind = get_completion_class(shell)
    assert kind is not None  # click has all three
    made = kind(cli, {}, "vidocq", "_VIDOCQ_COMPLETE")
    click.echo(made.source_template % made.source_vars())
