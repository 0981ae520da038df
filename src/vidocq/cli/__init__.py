"""The command line: parse, call the workbench, show."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys

import click

from vidocq import discovery
from vidocq._version import __version__
from vidocq.cli import settings
from vidocq.cli.folding import colour_wanted
from vidocq.cli.showing import quiet_option
from vidocq.cli.terminal import finish, guard, unguard
from vidocq.errors import VidocqError, nearest

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
@quiet_option
@click.pass_context
def cli(ctx: click.Context, raw: bool) -> None:
    """Who did it, how sure are we, on what evidence, who has said so, and what would change our mind?

    Works offline: only `kb sync` uses the network, and only when asked.

    \b
    Text is folded to the terminal ($COLUMNS; 80 where there is none).
    NO_COLOR is honoured. `vidocq config` shows the settings in force.

    \b
    Exit codes:
    0 done, 1 error (also: the output cannot be written),
    2 bad input or usage (with several inputs: none could be used),
    3 knowledge or model does not fit, 4 store,
    5 done but some inputs were skipped, 130 interrupted.
    """
    if raw:
        unguard()
    else:
        guard()
    if not colour_wanted():
        ctx.color = False


#: What the system says when what we print cannot be kept: full or broken disks, quotas, closed streams.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF})
#: What the shell sets when it asks what may follow.
_COMPLETING = "_VIDOCQ_COMPLETE"


def main() -> None:
    """Run the command line and exit with a documented code."""
    # Our matrices are small: a second thread of the linear algebra costs more than it brings (measured: a fifth of a run).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nothing that a short run makes is worth looking through for circles; what is loaded stays (see `shared.snapshot_from`).
    gc.set_threshold(50_000, 20, 20)
    if sys.stderr is None:  # closed by who called us
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it is ours until the end
    if sys.stdout is None:
        _say("standard output is closed: nothing can be shown")
        sys.exit(1)
    if _COMPLETING not in os.environ:
        guard()
    sys.exit(_run())


def _run() -> int:
    """The exit code of what was asked for; all that was printed is written out when it is given."""
    try:
        return _asked()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours, but nothing more can be written.
        _write_no_more()
        return 0
    except OSError as error:
        if error.filename is not None:
            _say(f"{os.fsdecode(error.filename)}: {error.strerror}")
        elif error.errno in _UNWRITABLE:
            _say(f"the output cannot be written: {error.strerror}")
            _write_no_more()
        else:
            raise
        return 1


def _asked() -> int:
    """Do what was asked for, and say each error once, in one line."""
    code: object = 0
    try:
        settings.apply()
        code = cli.main(prog_name="vidocq", standalone_mode=False)
    except SystemExit as left:
        # Click leaves so where standard output was closed, whatever it is told; the shell's completion leaves with its own code.
        if _COMPLETING in os.environ:
            raise
        raise BrokenPipeError from left
    except click.exceptions.Abort:
        _say("interrupted")
        code = 130
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
            if advice := _advice(error):
                click.echo(advice, err=True)
        code = error.exit_code
    except VidocqError as error:
        _say(str(error))
        code = error.exit_code
    except UnicodeEncodeError:
        if all(map(_is_text, sys.argv[1:])):
            raise
        _say("an argument holds bytes that are no text")
        code = 2
    finish()
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _is_text(argument: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in argument)


def _advice(error: click.ClickException) -> str:
    """What is spelt most like a verb or a choice that there is not; empty where nothing is, or click has said it."""
    context = getattr(error, "ctx", None)
    known: list[str] = []
    if isinstance(error, click.BadParameter) and error.param is not None and isinstance(error.param.type, click.Choice):
        known = [str(choice) for choice in error.param.type.choices]
    elif "No such command" in error.message and context is not None and isinstance(context.command, click.Group):
        known = context.command.list_commands(context)
    wrong = error.message.partition("'")[2].partition("'")[0]
    like = nearest(wrong, known) if known and wrong and "Did you mean" not in error.format_message() else ""
    return f"Did you mean '{like}'?" if like else ""


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
