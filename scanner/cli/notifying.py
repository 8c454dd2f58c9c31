"""`--notify`: who is told, once every report is written, and what becomes of the exit code if one cannot be told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import click

from scanner.cli.gate import Gate
from scanner.errors import NotificationError, UsageError
from scanner.notify import FORMS, parse
from scanner.notify.base import Sending, Target
from scanner.notify.notice import Notice
from scanner.render.text_lines import safe

NOT_TOLD = 1


class _Target(click.ParamType[Target]):
    """A target; no complaint about one repeats it."""

    name = "target"

    def convert(self, value: str | Target, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """What a text names."""
        if not isinstance(value, str):
            return value
        try:
            return parse(value, os.environ)
        except UsageError as error:
            self.fail(str(error), param, ctx)


def notify(told: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option. told: what it does, as help says it before the targets."""
    return click.option(
        "--notify", "targets", type=_Target(), multiple=True, metavar="TARGET", help=f"{told} {FORMS}; repeatable."
    )


def notified(
    gate: Gate,
    notice: Notice | None,
    targets: Sequence[Target],
    profile: str | None,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Gate:
    """Tell every target, and how the run ends then.

    notice: None: there is nothing to tell. profile: of the credentials. pause: waits so many seconds.
    A target that could not be told makes the exit code 1, with that of the scan in the reason.
    """
    if not targets:
        return gate
    if notice is None:
        click.echo("safehold: nothing changed and nothing is wrong: nobody was notified", err=True)
        return gate
    sending = Sending(profile, pause)
    failed = [target for target in dict.fromkeys(targets) if not _told(target, notice, sending)]
    if not failed:
        return gate
    named = ", ".join(target.told for target in failed)
    return Gate(NOT_TOLD, f"{named}: not notified; the scan itself: exit {gate.code}: {gate.reason}")


def _told(target: Target, notice: Notice, sending: Sending) -> bool:
    try:
        target.send(notice, sending)
    except NotificationError as error:
        why = str(error)
    except KeyboardInterrupt:
        why = "stopped"
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the reports are there, and their exit code counts
        why = f"internal error: {type(error).__name__}"  # its text may hold the address
    else:
        click.echo(f"safehold: notified {target.told}", err=True)
        return True
    click.echo(f"safehold: error: {target.told}: {safe(why)}", err=True)
    return False
