"""The command line: parse, call the workbench, show."""

from __future__ import annotations

import os
import sys

import click

from vidocq import discovery
from vidocq._version import __version__
from vidocq.cli.terminal import guard
from vidocq.errors import VidocqError

_COMMANDS = "vidocq.cli.commands"


class _LazyGroup(click.Group):
    """Finds its verbs in ``cli/commands`` and imports one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all verbs."""
        return [name.replace("_", "-") for name in discovery.names(_COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name, or None."""
        name = cmd_name.replace("-", "_")
        if name not in discovery.names(_COMMANDS):
            return None
        command: click.Command = discovery.load(_COMMANDS, name, "COMMAND")
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="vidocq")
@click.option("--raw", is_flag=True, help="Print control and invisible characters from documents as they are.")
def cli(raw: bool) -> None:
    """Who did it, how sure are we, on what evidence, who has said so, and what would change our mind?

    Works offline: only `kb sync` uses the network, and only when asked.

    \b
    Exit codes: 0 done, 1 error, 2 bad input or usage (with several inputs: none could be used),
    3 knowledge or model does not fit, 4 store, 5 done but some inputs were skipped, 130 interrupted.
    """
    if not raw:
        guard()


def main() -> None:
    """Run the command line and exit with a documented code."""
    # Our matrices are small: a second thread of the linear algebra costs more than it brings (measured: a fifth of a run).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        sys.exit(cli.main(standalone_mode=False))
    except click.exceptions.Abort:
        click.echo("vidocq: interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except VidocqError as error:
        click.echo(f"vidocq: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours, but nothing more can be written.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
