"""`safehold history`: the trend over earlier scans."""

from __future__ import annotations

import click

from scanner.errors import UsageError
from scanner.history import History
from scanner.history.trend import trend
from scanner.history.trend_told import as_json, text
from scanner.render.common import ci_safe

_FORMATS = {"text": text, "json": as_json}


@click.command()
@click.argument("where", metavar="HISTORY")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("--last", type=click.IntRange(1), default=30, show_default=True, help="How many runs to tell of.")
def history(where: str, *, form: str, last: int) -> None:
    """Tell how scans fared over time: by tier, how long failures took to be fixed, and what is open for longest.

    HISTORY is what --history named: a folder, or s3://bucket/prefix (with the credentials of the environment).

    \b
    Example:
      safehold history s3://reports/safehold --last 90
    """
    found = trend(History.open(where), last)
    if not found.total and not found.unfinished:
        raise UsageError(f"{where}: holds no history; --history on a scan begins one")
    for line in _FORMATS[form](found):
        click.echo(ci_safe(line.rstrip()) if form == "text" else line)
