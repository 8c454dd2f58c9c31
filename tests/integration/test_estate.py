"""Several accounts over real HTTP: an organization in moto's server, and the role of our template in its accounts."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
import support.moto_server
from moto.iam.models import iam_backends
from support.aws_environment import aws_environment, impatient
from support.moto_server import ACCOUNT, Moto, moto_server
from support.snapshots import contents

from scanner.aws.caller import Caller
from scanner.aws.failures import Failure
from scanner.aws.identity import Identity, identify
from scanner.aws.organization import AccountEntry, chosen, fetch
from scanner.aws.roles import enter
from scanner.aws.session import Session
from scanner.aws.traffic import Traffic
from scanner.collect import ScanPlan, collect
from scanner.collectors import COLLECTORS
from scanner.collectors.options import Options
from scanner.model import GapReason
from scanner.permissions import documents, needed, session_policies, statements
from scanner.settings import AccountFilter, RoleSettings
from scanner.snapshot import Snapshot
from scanner.stackset import template

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["aws_environment", "impatient"]

pytestmark = pytest.mark.xdist_group("estate")

HERE = "eu-west-1"
ROLE = RoleSettings("audit/safehold", external_id="between-us")
NOBODY = AccountFilter()
POLICIES = session_policies(needed(COLLECTORS, Options()), "aws")
CALLER = f"arn:aws:iam::{ACCOUNT}:user/moto"
DENIED = """\
<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}</Message></Error>
<RequestId>4d1c4b7e-0000-4000-8000-000000000000</RequestId></ErrorResponse>"""


class Guarded(Moto):
    """moto lets anybody into any role; this asks whether the role is there, and whom it trusts.

    asked: the parameters of every AssumeRole. open: for whoever builds the estate.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, str]] = []
        self.open = True

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        asked = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        if asked.get("Action") == "AssumeRole" and not self.open:
            self.asked.append(asked)
            if not _trusts(asked["RoleArn"], asked.get("ExternalId")):
                start_response("403 Forbidden", [("Content-Type", "text/xml")])
                return [DENIED.format(caller=CALLER, arn=asked["RoleArn"]).encode()]
        return super().__call__(environ, start_response)


def _trusts(arn: str, external_id: str | None) -> bool:
    """What IAM says of the role's trust policy, for the two conditions that the template can make."""
    roles = iam_backends[arn.split(":")[4]]["aws"].roles.values()
    for role in roles:
        if role.arn == arn:
            (trust,) = json.loads(role.assume_role_policy_document)["Statement"]
            condition = trust.get("Condition", {})
            wanted = condition.get("StringEquals", {}).get("sts:ExternalId", external_id)
            who = condition.get("ArnLike", {}).get("aws:PrincipalArn", "*")
            account: bool = trust["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
            return account and wanted == external_id and fnmatchcase(CALLER, who)
    return False


@dataclass(frozen=True)
class Estate:
    """The server, and the ids of the accounts by name."""

    moto: Guarded
    ids: dict[str, str]


def client(service: Any, account: str = ACCOUNT) -> Any:
    if account == ACCOUNT:
        return boto3.client(service, region_name=HERE)
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    given = client("sts").assume_role(RoleArn=arn, RoleSessionName="build")["Credentials"]
    return boto3.client(
        service,
        region_name=HERE,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


@pytest.fixture(scope="module")
def built() -> Iterator[Estate]:
    """An organization of four accounts below the management account; "closed" is suspended, "away" has no role."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(support.moto_server, "Moto", Guarded)
        with moto_server() as server:
            assert isinstance(server, Guarded)
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
                patch.setenv(name, os.devnull)
            patch.setenv("AWS_ENDPOINT_URL", server.url)
            ids = _organization()
            _deploy([ids["orders"], ids["invoices"]])
            for name in ("orders", "invoices"):
                client("sqs", ids[name]).create_queue(QueueName=f"of-{name}")
            yield Estate(server, ids)


@pytest.fixture
def estate(built: Estate, impatient: pytest.MonkeyPatch) -> Estate:
    impatient.setenv("AWS_ENDPOINT_URL", built.moto.url)
    built.moto.open = False
    built.moto.asked.clear()
    built.moto.forget()
    return built


def _organization() -> dict[str, str]:
    organizations = client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units: dict[str, str] = {}
    for path in ("/Production", "/Production/Shops", "/Sandbox"):
        above, _, name = path.rpartition("/")
        made = organizations.create_organizational_unit(ParentId=units.get(above, root), Name=name)
        units[path] = made["OrganizationalUnit"]["Id"]
    ids = {}
    placed = {"orders": "/Production/Shops", "invoices": "/Production", "away": "/Sandbox", "closed": "/Production"}
    for name, path in placed.items():
        made = organizations.create_account(AccountName=name, Email=f"{name}@example.com")
        ids[name] = made["CreateAccountStatus"]["AccountId"]
        organizations.move_account(AccountId=ids[name], SourceParentId=root, DestinationParentId=units[path])
    organizations.close_account(AccountId=ids["closed"])
    return ids


def _deploy(accounts: list[str]) -> None:
    """Our template as a StackSet, as a customer deploys it."""
    policies = documents(statements(COLLECTORS, Options()))
    cloudformation = client("cloudformation")
    cloudformation.create_stack_set(
        StackSetName="safehold",
        TemplateBody=template(policies, role_name=ROLE.name, external_id=ROLE.external_id, trusted_account=ACCOUNT),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    cloudformation.create_stack_instances(StackSetName="safehold", Accounts=accounts, Regions=[HERE])


class Home:
    """The account that scans."""

    def __init__(self) -> None:
        self.session = Session(boto3.session.Session(), HERE, Traffic(Event()))
        self.caller = Caller(self.session, HERE, lambda _service, _operation: None)

    def enter(self, account: str, role: RoleSettings = ROLE) -> boto3.session.Session | Failure:
        home = botocore.session.Session()
        return enter(home, self.caller, account, role, partition="aws", region=HERE, policies=POLICIES)

    def accounts(self, include: AccountFilter | None = None, exclude: AccountFilter = NOBODY) -> list[AccountEntry]:
        return list(chosen(fetch(self.caller, include, exclude), include, exclude).accounts)


def test_every_account_is_entered_but_the_one_that_cannot_be(estate: Estate) -> None:
    home = Home()
    entered: dict[str, str] = {}
    refused: dict[str, Failure] = {}
    for account in home.accounts(exclude=AccountFilter(accounts=(ACCOUNT,))):
        session = home.enter(account.id)
        if isinstance(session, Failure):
            refused[account.name] = session
            continue
        whose: Any = session.client("sts").get_caller_identity()
        entered[account.name] = whose["Account"]
        (queue,) = session.client("sqs").list_queues()["QueueUrls"]
        assert queue.endswith(f"/of-{account.name}")
        assert whose["Arn"].endswith(":assumed-role/safehold/safehold")
    assert entered == {name: estate.ids[name] for name in ("orders", "invoices")}
    (why,) = refused.values()
    assert refused.keys() == {"away"}
    assert why.reason is GapReason.ACCESS_DENIED
    arn = f"arn:aws:iam::{estate.ids['away']}:role/audit/safehold"
    assert why.detail == f"AccessDenied: User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    assert identify(home.caller) == Identity(ACCOUNT, "aws")


def test_the_session_is_capped_and_says_what_was_agreed(estate: Estate) -> None:
    assert not isinstance(Home().enter(estate.ids["orders"]), Failure)
    (asked,) = estate.moto.asked
    assert asked["ExternalId"] == "between-us"
    assert asked["Policy"] == POLICIES.inline
    assert asked["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/SecurityAudit"


@pytest.mark.parametrize(
    "role",
    [
        replace(ROLE, external_id="of another"),
        replace(ROLE, external_id=None),
        replace(ROLE, name="safehold"),
    ],
)
def test_a_role_that_is_not_the_agreed_one_is_not_entered(estate: Estate, role: RoleSettings) -> None:
    why = Home().enter(estate.ids["orders"], role)
    assert isinstance(why, Failure)
    assert why.reason is GapReason.ACCESS_DENIED


@pytest.mark.parametrize(
    ("include", "exclude", "left"),
    [
        (AccountFilter(units=("/Production",)), NOBODY, {"orders", "invoices"}),
        (AccountFilter(units=("/Production",)), AccountFilter(units=("/Production/Shops",)), {"invoices"}),
        (AccountFilter(names=("o*",)), NOBODY, {"orders"}),
        (None, AccountFilter(units=("/Production", "/Sandbox")), {"master"}),
    ],
)
def test_units_and_names(estate: Estate, include: AccountFilter | None, exclude: AccountFilter, left: set[str]) -> None:
    assert {account.name for account in Home().accounts(include, exclude)} == left
    assert not estate.moto.asked


def test_the_role_has_the_permissions_of_the_policy(estate: Estate) -> None:
    estate.moto.open = True
    iam = client("iam", estate.ids["orders"])
    attached = iam.list_attached_role_policies(RoleName="safehold")["AttachedPolicies"]
    arns = [each["PolicyArn"] for each in attached]
    found = [iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] for arn in sorted(arns)]
    assert found == documents(statements(COLLECTORS, Options()))


PLAN = ScanPlan(organization=True, role=ROLE, regions=(HERE,), collectors=("kms", "sqs"))
KINDS = ("kms.key", "sqs.queue")


def scanned(directory: Path, **changes: Any) -> Snapshot:
    snapshot = collect(replace(PLAN, **changes), directory, tool_version="0.0.0", now="2026-03-31T12:00:00Z")
    snapshot.verify()
    return snapshot


def queues(snapshot: Snapshot) -> dict[str, str]:
    """The account of each queue, by the queue's name."""
    return {fact.name: fact.account for fact in snapshot.facts("sqs.queue")}


def test_an_organization_becomes_a_snapshot(estate: Estate, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    snapshot = scanned(tmp_path)
    ids = estate.ids
    assert queues(snapshot) == {f"of-{name}": ids[name] for name in ("orders", "invoices")}
    assert all(fact.id.split(":")[4] == fact.account for fact in snapshot.facts())
    assert {account.id: (account.name, account.regions) for account in snapshot.scope.estate} == {
        ids.get(name, ACCOUNT): (name, (HERE,)) for name in ("master", "orders", "invoices", "away")
    }
    units = snapshot.coverage.units
    assert {(unit.account, gap.path, gap.operation, gap.reason) for unit in units for gap in unit.gaps} == {
        (ids["away"], kind, "sts:AssumeRole", GapReason.ACCESS_DENIED) for kind in KINDS
    }
    assert all(gap.detail.startswith(f"account {ids['away']}: ") for unit in units for gap in unit.gaps)
    assert f"account {ids['closed']} (closed) is left out: it is SUSPENDED" in caplog.text
    assert {asked["RoleArn"].split(":")[4] for asked in estate.moto.asked} == {
        ids[name] for name in ("orders", "invoices", "away")
    }


def test_an_account_has_the_regions_that_it_has_enabled(estate: Estate, tmp_path: Path) -> None:
    include = AccountFilter(names=("orders", "away"))
    snapshot = scanned(tmp_path, regions=(), collectors=("sqs",), include=include)
    regions = {account.name: account.regions for account in snapshot.scope.estate}
    assert HERE in regions["orders"]
    assert regions["away"] == ()
    assert {(unit.account, unit.region) for unit in snapshot.coverage.units} == {
        (estate.ids["away"], "global"),
        *((estate.ids["orders"], region) for region in regions["orders"]),
    }
    assert queues(snapshot) == {"of-orders": estate.ids["orders"]}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"include": AccountFilter(units=("/Production",))}, {"orders", "invoices"}),
        ({"exclude": AccountFilter(names=("away", "in*"))}, {"master", "orders"}),
    ],
)
def test_only_what_is_included_and_not_excluded_is_entered(
    estate: Estate, tmp_path: Path, filters: dict[str, AccountFilter], left: set[str]
) -> None:
    snapshot = scanned(tmp_path, **filters)
    assert {account.name for account in snapshot.scope.estate} == left
    assert snapshot.coverage.complete
    assert set(queues(snapshot)) == {f"of-{name}" for name in left - {"master"}}
    assert {asked["RoleArn"].split(":")[4] for asked in estate.moto.asked} == {
        estate.ids[name] for name in left - {"master"}
    }


def test_accounts_that_are_named_need_no_organization(estate: Estate, tmp_path: Path) -> None:
    snapshot = scanned(tmp_path, organization=False, accounts=(estate.ids["orders"], ACCOUNT))
    assert queues(snapshot) == {"of-orders": estate.ids["orders"]}
    assert snapshot.scope.accounts == tuple(sorted((ACCOUNT, estate.ids["orders"])))
    assert not [operation for operation in estate.moto.seen if operation.startswith("organizations:")]


@pytest.mark.usefixtures("estate")
def test_a_second_process_changes_no_byte(tmp_path: Path) -> None:
    alone = contents(scanned(tmp_path / "alone").directory)
    assert contents(scanned(tmp_path / "together", processes=2).directory) == alone
