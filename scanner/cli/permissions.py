"""`safehold iam-policy`: the permissions of a scan. Calls nothing, and needs no credentials."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from scanner import config, permissions, stackset
from scanner.cli import options
from scanner.cli.notifying import notify
from scanner.collectors import COLLECTORS
from scanner.collectors.options import Options
from scanner.notify.base import Target

_ROLE_NAME = "safehold"
_JSON, _STACKSET = "json", "stackset"

_COLLECTORS = options.NameList(collector.name for collector in COLLECTORS)


class _Fits(click.ParamType[str]):
    """A text of a form. told: what the form is, for whoever gave another."""

    def __init__(self, name: str, form: str, told: str) -> None:
        self.name = name
        self._form = re.compile(form)
        self._told = told

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; refuses what is not of the form."""
        if not self._form.fullmatch(value):
            self.fail(f"{value!r} is not {self._told}", param, ctx)
        return value


_ROLE = _Fits("name", rf"(?!arn:)([!-.0-~]+/)*{stackset.ROLE_NAME}", "the name of a role, with or without its path")
_EXTERNAL_ID = _Fits("id", stackset.EXTERNAL_ID, "an external id: 2 to 1224 letters, digits and + = , . @ : / _ -")
_ACCOUNT = _Fits("account", stackset.ACCOUNT, "an AWS account: 12 digits")


@click.command("iam-policy")
@click.option("--collectors", type=_COLLECTORS, help=f"Comma-separated: {', '.join(_COLLECTORS.allowed)}.")
@click.option("--detail", type=click.Choice(["core", "full"]), help="What is read of each resource.")
@click.option("--opensearch-snapshots", is_flag=True, help="Permit to ask OpenSearch domains for their snapshots.")
@click.option("--formkiq-site-config", is_flag=True, help="Permit to read the settings of FormKiQ's sites.")
@click.option("--organization", is_flag=True, help="Permit to list the organization's accounts and to enter them, too.")
@click.option("--history", metavar="PLACE", help="Permit to keep the history at s3://bucket/prefix, too.")
@click.option("--push-security-hub", is_flag=True, help="Permit to import findings into AWS Security Hub, too.")
@notify("Permit to tell")
@click.option(
    "--format",
    "form",
    type=click.Choice([_JSON, _STACKSET]),
    default=_JSON,
    show_default=True,
    help="An IAM policy, or the CloudFormation template of a StackSet that makes the role in many accounts.",
)
@click.option("--role-name", type=_ROLE, help=f"The role that accounts are entered by.  [default: {_ROLE_NAME}]")
@click.option("--external-id", type=_EXTERNAL_ID, help="What has to be said to enter, with --format stackset.")
@click.option("--trusted-account", type=_ACCOUNT, help="The account that scans, with --format stackset.")
@options.CONFIG
def iam_policy(  # noqa: PLR0913 - what a person may say
    *,
    collectors: tuple[str, ...] | None,
    detail: str | None,
    form: str,
    role_name: str | None,
    external_id: str | None,
    trusted_account: str | None,
    config_path: Path | None,
    opensearch_snapshots: bool,
    formkiq_site_config: bool,
    organization: bool,
    history: str | None,
    push_security_hub: bool,
    targets: tuple[Target, ...],
) -> None:
    """Print the least that a scan must be permitted. Calls nothing.

    What is not said here, safehold.yaml says: collectors, detail, exports, the role.

    \b
    Examples:
      safehold iam-policy --collectors s3,dynamodb
      safehold iam-policy --organization
      safehold iam-policy --format stackset --trusted-account 111122223333 --external-id ID > role.yaml
    """
    of_the_starter = {
        "--organization": organization,
        "--history": history,
        "--push-security-hub": push_security_hub,
        "--notify": targets,
    }
    for option, said in of_the_starter.items():
        if form == _STACKSET and said:
            raise click.UsageError(f"{option} is for whoever starts the scan; the role of --format stackset is entered")
    if form == _JSON and (external_id or trusted_account):
        raise click.UsageError("--external-id and --trusted-account need --format stackset")
    if form == _JSON and role_name and not organization:
        raise click.UsageError("--role-name needs --format stackset or --organization")
    settings = config.load(config_path)
    role = settings.role
    role_name = role_name or (role.name if role else _ROLE_NAME)
    names = collectors or settings.collectors
    chosen = [collector for collector in COLLECTORS if not names or collector.name in names]
    read = Options(
        details=(detail or settings.detail) == "full",
        opensearch_snapshots=opensearch_snapshots or settings.opensearch_snapshots,
        formkiq_site_config=formkiq_site_config or settings.formkiq_site_config,
        exports=settings.exports,
    )
    allowed = permissions.statements(chosen, read)
    if form == _STACKSET:
        external_id = external_id or (role.external_id if role else None)
        policies = permissions.documents(allowed)
        click.echo(
            stackset.template(policies, role_name=role_name, external_id=external_id, trusted_account=trusted_account),
            nl=False,
        )
        return
    if organization:
        allowed += permissions.entering_statements(role_name)
    if history is not None:
        from scanner.history import s3  # noqa: PLC0415 - boto3, which the others need not wait for

        allowed += s3.needs(history)
    if push_security_hub:
        allowed += permissions.pushing_statements()
    allowed += permissions.telling_statements(target.permission for target in targets if target.permission)
    policy = permissions.document(allowed)
    click.echo(json.dumps(policy, indent=2))
    if permissions.size(policy) > permissions.MANAGED_POLICY_SIZE:
        click.echo(
            f"safehold: note: {permissions.size(policy)} characters, and a managed policy holds"
            f" {permissions.MANAGED_POLICY_SIZE}: split it by statements, choose --collectors, or let --format"
            " stackset split it",
            err=True,
        )
