"""The command line: parse, call the workbench, show."""

from __future__ import annotations

import contextlib
import errno
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
    Exit codes: 0 done, 1 error (also: the output cannot be written),
    2 bad input or usage (with several inputs: none could be used),
    3 knowledge or model does not fit, 4 store, 5 done but some inputs were skipped, 130 interrupted.
    """
    if not raw:
        guard()


#: What the system says when what we print cannot be kept: full or broken disks, quotas, closed streams.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF})


def main() -> None:
    """Run the command line and exit with a documented code."""
    # Our matrices are small: a second thread of the linear algebra costs more than it brings (measured: a fifth of a run).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.stderr is None:  # closed by who called us
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it is ours until the end
    if sys.stdout is None:
        _say("standard output is closed: nothing can be shown")
        sys.exit(1)
    sys.exit(_run())


def _run() -> int:
    """The exit code of what was asked for; all that was printed is written out when it is given."""
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _say("interrupted")
        return 130
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        return error.exit_code
    except VidocqError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours, but nothing more can be written.
        _write_no_more()
        return 0
    except OSError as error:
        if error.errno not in _UNWRITABLE or error.filename is not None:
            raise
        _say(f"the output cannot be written: {error.strerror}")
        _write_no_more()
        return 1
    return code if isinstance(code, int) else 0


def _say(line: str) -> None:
    """One line of ours on standard error; where that cannot be written either, the exit code says it."""
    with contextlib.suppress(OSError):
        click.echo(f"vidocq: {line}", err=True)


def _write_no_more() -> None:
    """Let what is still buffered for standard output go nowhere, or Python would try again, and complain, when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    main()
