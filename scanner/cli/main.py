"""The `safehold` command. Its modules are thin: they read options, call one function and print.

This is the one place where an exception becomes an exit code (see README, "Exit codes").
"""

from __future__ import annotations

import logging
import signal
import sys
from threading import current_thread, main_thread
from typing import Any

import click

from scanner import __version__
from scanner.cli import about, collecting, demo, judging, rules
from scanner.errors import SafeholdError, SnapshotError, UsageError
from scanner.render.common import visible

STOPPED = 130
"""What shells call a command that Ctrl-C ended."""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Safehold(click.Group):
    """A group that says what went wrong in one line, and never shows a traceback unless asked to."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run; errors become a message on stderr and an exit code."""
        if current_thread() is main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleans up as Ctrl-C does
        try:
            return super().main(*args, **(extra | {"standalone_mode": False}))
        except (click.Abort, KeyboardInterrupt):
            _complain("stopped; nothing was written")
            sys.exit(STOPPED)
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


def _complain(message: str) -> None:
    for number, line in enumerate(message.splitlines() or [""]):
        click.echo(f"{'safehold: error: ' if number == 0 else '  '}{visible(line)}", err=True)


@click.group(cls=_Safehold, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="safehold", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Log what happens, with tracebacks, to stderr.")
def main(*, debug: bool) -> None:
    r"""Could we get it back? A compliance scanner for backup, retention and recovery on AWS.

    \b
    Examples:
      safehold demo                       try it, without an AWS account
      safehold scan --profile audit       scan the account of a profile, all its Regions
      safehold COMMAND --help             what a command does, with an example
    """
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING,
        format="safehold: %(levelname)s: %(message)s",
        stream=sys.stderr,
    )
    if debug:
        for name in ("boto3", "botocore", "urllib3"):  # their debug logs carry signed headers
            logging.getLogger(name).setLevel(logging.INFO)


for _command in (
    demo.demo,
    collecting.scan,
    collecting.collect,
    judging.evaluate,
    judging.report,
    judging.snapshot,
    rules.rules,
    about.init,
    about.completion,
    about.version,
):
    main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="safehold")
