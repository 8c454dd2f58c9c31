"""What to scan, as people say it on the command line; what they leave open, safehold.yaml decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from scanner import evidence as evidence_files
from scanner.cli.options import QUIET, NameList, gathered
from scanner.collect import ScanPlan
from scanner.collectors import COLLECTORS
from scanner.collectors.options import Options
from scanner.config import Config
from scanner.errors import UsageError
from scanner.settings import RoleSettings

_ACCOUNT = re.compile(r"[0-9]{12}")
_COLLECTORS = NameList(collector.name for collector in COLLECTORS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to scan. None, or nothing: not said."""

    profile: str | None = None
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    organization: bool = False
    role: str | None = None
    external_id: str | None = None
    collectors: tuple[str, ...] | None = None
    detail: str | None = None
    opensearch_snapshots: bool = False
    formkiq_site_config: bool = False
    evidence: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """How to run the scan, and how to show that it goes on."""

    processes: int | None = None
    unit_timeout: float | None = None
    resume: bool = False
    quiet: bool = False
    log_format: str = "text"


_ASKED = (
    click.option("--profile", help="The profile in your AWS configuration. Default: the usual credential chain."),
    click.option(
        "--region", "regions", multiple=True, help="A Region to scan; repeatable. Default: all that are enabled."
    ),
    click.option(
        "--account",
        "accounts",
        multiple=True,
        metavar="ID",
        help="An account to scan; repeatable. Default: that of the credentials.",
    ),
    click.option("--organization", is_flag=True, help="Scan every account of the AWS Organization."),
    click.option("--role", metavar="NAME", help="The role to take in the other accounts."),
    click.option("--external-id", metavar="ID", help="The external id that the role asks for."),
    click.option(
        "--collectors", type=_COLLECTORS, help=f"Comma-separated: {', '.join(_COLLECTORS.allowed)}. Default: all."
    ),
    click.option(
        "--detail",
        type=click.Choice(["full", "core"]),
        help="How much of each resource to read: core leaves out what takes further calls. Default: full.",
    ),
    click.option(
        "--opensearch-snapshots", is_flag=True, help="Ask each OpenSearch domain itself for its manual snapshots."
    ),
    click.option(
        "--formkiq-site-config", is_flag=True, help="Read the retention settings of FormKiQ's sites from their table."
    ),
    click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A file or folder of evidence, such as restore tests; repeatable.",
    ),
)
_RUNNING = (
    click.option("--processes", type=click.IntRange(1, 64), help="Processes that call AWS side by side. Default: 1."),
    click.option(
        "--unit-timeout",
        type=click.FloatRange(0, min_open=True),
        metavar="MINUTES",
        help="How long one collector may take in one account and Region. Default: 30.",
    ),
    click.option("--resume", is_flag=True, help="Go on with a scan that was stopped, or read what it could not."),
    QUIET,
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How progress is told on stderr.",
    ),
)

asked: Callable[[Any], Any] = gathered(_ASKED, "asked", Asked)
running: Callable[[Any], Any] = gathered(_RUNNING, "running", Running)


def plan(settings: Config, asked: Asked, running: Running = Running()) -> ScanPlan:
    """The plan of a scan.

    Raises:
        UsageError: options contradict each other, or other accounts are wanted and no role leads there.
        ConfigError: evidence cannot be used.
    """
    for account in asked.accounts:
        if not _ACCOUNT.fullmatch(account):
            raise UsageError(f"--account {account}: is no account id, which has twelve digits")
    if asked.accounts and asked.organization:
        raise UsageError("--account and --organization exclude each other: give one of them")
    here = bool(asked.accounts or asked.organization)
    accounts = asked.accounts or (() if here else settings.accounts)
    organization = asked.organization or (not here and settings.organization)
    role = settings.role
    if asked.role:
        role = RoleSettings(asked.role, asked.external_id or (role.external_id if role else None))
    elif role and asked.external_id:
        role = RoleSettings(role.name, asked.external_id, role.session_name, role.duration_seconds)
    if (accounts or organization) and role is None:
        raise UsageError(
            "other accounts are entered through a role: name it with --role, or under scan.role in safehold.yaml"
        )
    if asked.external_id and role is None:
        raise UsageError("--external-id belongs to a role: name it with --role")
    evidence = asked.evidence or settings.evidence
    evidence_files.load(evidence)
    snapshots = asked.opensearch_snapshots or settings.opensearch_snapshots
    if snapshots and find_spec("opensearchpy") is None:
        raise UsageError("--opensearch-snapshots needs opensearch-py: pip install 'safehold[opensearch]'")
    return ScanPlan(
        profile=asked.profile or settings.profile,
        regions=asked.regions or settings.regions,
        collectors=asked.collectors or settings.collectors,
        accounts=accounts,
        organization=organization,
        include=settings.include,
        exclude=settings.exclude,
        role=role,
        options=Options(
            details=(asked.detail or settings.detail) == "full",
            opensearch_snapshots=snapshots,
            formkiq_site_config=asked.formkiq_site_config or settings.formkiq_site_config,
            exports=settings.exports,
            evidence=evidence,
        ),
        processes=running.processes or settings.processes,
        unit_minutes=running.unit_timeout or settings.unit_timeout_minutes,
    )
