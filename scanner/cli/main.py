"""The `safehold` command. Its modules are thin: they read options, call one function and print.

This is the one place where an exception becomes an exit code (see README, "Exit codes").
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import signal
import sys
from importlib import import_module
from threading import current_thread, main_thread
from typing import Any

import click

from scanner import __version__
from scanner.errors import SafeholdError, SnapshotError, UsageError

_WEBHOOK = re.compile(r"(--notify[\0=]https?://)[^\0]*")
"""Its address is a secret, which no advice repeats."""

STOPPED = 130
"""What shells call a command that Ctrl-C ended."""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


_COMMANDS = {
    "demo": "demo:demo",
    "scan": "scan:scan",
    "collect": "collecting:collect",
    "scope": "scope:scope",
    "iam-policy": "permissions:iam_policy",
    "evaluate": "judging:evaluate",
    "report": "judging:report",
    "diff": "diff:diff",
    "history": "history:history",
    "matrix": "recovering:matrix",
    "recover": "recovering:recover",
    "snapshot": "judging:snapshot",
    "rules": "rules:rules",
    "tiers": "tiers:tiers",
    "evidence": "evidence:evidence",
    "init": "about:init",
    "completion": "about:completion",
    "version": "about:version",
}
"""Where each command is. Its module is loaded when it is called: no command needs what all of them need together."""


class _Safehold(click.Group):
    """A group that says what went wrong in one line, and never shows a traceback unless asked to."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands, in the order of help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of a name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"scanner.cli.{module}"), name)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run; errors become a message on stderr and an exit code."""
        if current_thread() is main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleans up as Ctrl-C does
        try:
            return super().main(*args, **(extra | {"standalone_mode": False}))
        except (click.Abort, KeyboardInterrupt) as stopped:
            _complain(_kept(stopped.__cause__ or stopped) or "stopped; nothing was written")
            leave(STOPPED)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except SafeholdError as error:
            _complain(str(error))
            sys.exit(2 if isinstance(error, UsageError | SnapshotError) else 1)
        except OSError as error:
            _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
            sys.exit(1)
        except Exception as error:  # the last line before a traceback would reach the user
            logging.getLogger(__name__).debug("internal error", exc_info=True)
            _complain(f"internal error: {type(error).__name__}: {error} (run again with --debug for the details)")
            sys.exit(1)


def _kept(stopped: BaseException) -> str:
    """What a scan that was stopped left, and how to go on with it; "" for anything else."""
    done, units = getattr(stopped, "done", 0), getattr(stopped, "units", 0)
    if not done:
        return ""
    words = _WEBHOOK.sub(r"\1…", "\0".join(["safehold", *sys.argv[1:]])).split("\0")
    command = shlex.join(words if "--resume" in words else [*words, "--resume"])
    return f"stopped; {done} of {units} units are kept; go on with:\n{command}"


def leave(code: int) -> None:
    """Ends the process at once: the interpreter would wait for calls under way, up to their timeouts."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _complain(message: str) -> None:
    from scanner.render.text_lines import safe  # noqa: PLC0415 - renderers are loaded by those who need them only

    for number, line in enumerate(message.splitlines() or [""]):
        click.echo(f"{'safehold: error: ' if number == 0 else '  '}{safe(line)}", err=True)


class Lines(logging.Formatter):
    """Lines of the log: AWS's errors may repeat what was signed, and names may hold what a terminal or CI obeys."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's text, harmless."""
        from scanner.render.common import ci_safe, shown  # noqa: PLC0415 - as above

        return ci_safe(shown(super().format(record), multiline=True))


@click.group(cls=_Safehold, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="safehold", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Log what happens, with tracebacks, to stderr.")
def main(*, debug: bool) -> None:
    """Could we get it back? A compliance scanner for backup, retention and recovery on AWS.

    \b
    Examples:
      safehold demo                       try it, without an AWS account
      safehold scan --profile audit       scan the account of a profile, all its Regions
      safehold COMMAND --help             what a command does, with an example
    """
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines("safehold: %(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, handlers=[lines])
    for name in ("boto3", "botocore", "urllib3"):  # their debug logs carry signed headers
        logging.getLogger(name).setLevel(logging.INFO if debug else logging.WARNING)
    if not debug:
        # It tells with every call, and a traceback each time, of credentials that cannot be renewed.
        logging.getLogger("botocore.credentials").setLevel(logging.ERROR)


if __name__ == "__main__":
    main(prog_name="safehold")
