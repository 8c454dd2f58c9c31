"""What to scan, from the command line and from safehold.yaml."""

from pathlib import Path
from typing import Any

import pytest

from scanner.cli.scanning import Asked, Running, plan
from scanner.collect import ScanPlan
from scanner.collectors.options import Options
from scanner.errors import ConfigError, UsageError
from scanner.settings import AccountFilter, Config, ExportLocation, RoleSettings

ACCOUNT, OTHER = "111122223333", "444455556666"
ROLE = RoleSettings("audit", "secret-7", "night", 7200)
EXPORT = ExportLocation("cognito.user_pool", "exports", "pools/{name}/")
SETTINGS = Config(
    profile="audit",
    regions=("eu-west-1",),
    collectors=("s3",),
    accounts=(ACCOUNT,),
    role=ROLE,
    exports=(EXPORT,),
    detail="core",
    opensearch_snapshots=True,
    formkiq_site_config=True,
    processes=3,
    unit_timeout_minutes=5,
)


def test_with_nothing_said_it_is_the_account_of_the_credentials() -> None:
    found = plan(Config(), Asked())
    assert found == ScanPlan()
    assert found.one_account


def test_the_configuration_decides_what_is_not_said() -> None:
    assert plan(SETTINGS, Asked()) == ScanPlan(
        profile="audit",
        regions=("eu-west-1",),
        collectors=("s3",),
        accounts=(ACCOUNT,),
        role=ROLE,
        options=Options(details=False, opensearch_snapshots=True, formkiq_site_config=True, exports=(EXPORT,)),
        processes=3,
        unit_minutes=5,
    )


def test_what_is_said_decides() -> None:
    said = Asked(
        profile="me",
        regions=("us-east-1",),
        accounts=(OTHER,),
        role="reader",
        external_id="other",
        collectors=("dynamodb",),
        detail="full",
    )
    assert plan(SETTINGS, said, Running(processes=1, unit_timeout=0.5)) == ScanPlan(
        profile="me",
        regions=("us-east-1",),
        collectors=("dynamodb",),
        accounts=(OTHER,),
        role=RoleSettings("reader", "other"),
        options=Options(opensearch_snapshots=True, formkiq_site_config=True, exports=(EXPORT,)),
        processes=1,
        unit_minutes=0.5,
    )


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (Asked(role="reader"), RoleSettings("reader", "secret-7")),
        (Asked(external_id="other"), RoleSettings("audit", "other", "night", 7200)),
        (Asked(role="reader", external_id="other"), RoleSettings("reader", "other")),
    ],
)
def test_a_role_may_be_said_in_part(said: Asked, role: RoleSettings) -> None:
    assert plan(SETTINGS, said).role == role
    assert plan(Config(), Asked(role="reader")).role == RoleSettings("reader")


def test_accounts_that_are_said_take_the_place_of_the_organization() -> None:
    whole = Config(organization=True, role=ROLE, include=AccountFilter(units=("/Production",)), exclude=AccountFilter())
    assert plan(whole, Asked()).organization
    assert plan(whole, Asked()).include == AccountFilter(units=("/Production",))
    said = plan(whole, Asked(accounts=(OTHER,)))
    assert (said.organization, said.accounts) == (False, (OTHER,))
    said = plan(SETTINGS, Asked(organization=True))
    assert (said.organization, said.accounts, said.include) == (True, (), None)


@pytest.mark.parametrize(
    ("settings", "said", "told"),
    [
        (SETTINGS, Asked(accounts=(OTHER,), organization=True), "--account and --organization exclude each other"),
        (Config(), Asked(accounts=(OTHER,)), "entered through a role: name it with --role, or under scan.role"),
        (Config(), Asked(organization=True), "entered through a role: name it with --role"),
        (Config(), Asked(external_id="x"), "--external-id belongs to a role: name it with --role"),
        (SETTINGS, Asked(accounts=("12345",)), "--account 12345: is no account id, which has twelve digits"),
        (SETTINGS, Asked(accounts=(OTHER, "../../etc/pass")), "--account ../../etc/pass: is no account id"),
    ],
)
def test_what_contradicts_itself_is_refused(settings: Config, said: Asked, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        plan(settings, said)


def test_evidence_that_cannot_be_used_is_refused_before_the_scan(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        plan(Config(), Asked(evidence=(tmp_path / "nowhere.yaml",)))


class TestAsked:
    """Whether a scan that is resumed asks the same."""

    BASE = ScanPlan(regions=("a", "b"), accounts=("1", "2"), collectors=("s3", "dynamodb"), role=ROLE)

    @pytest.mark.parametrize(
        "change",
        [
            {"regions": ("b", "a", "b")},
            {"accounts": ("2", "1")},
            {"collectors": ("dynamodb", "s3")},
            {"profile": "other"},
            {"role": None},
            {"processes": 9},
            {"unit_minutes": 1},
        ],
    )
    def test_in_another_order_or_by_another_way_it_is_the_same(self, change: dict[str, Any]) -> None:
        assert ScanPlan(**(self._base() | change)).asked == self.BASE.asked

    @pytest.mark.parametrize(
        "change",
        [
            {"regions": ("a",)},
            {"accounts": ("1",)},
            {"collectors": ()},
            {"organization": True},
            {"include": AccountFilter(("1",))},
            {"exclude": AccountFilter(("1",))},
            {"options": Options(details=False)},
            {"options": Options(exports=(EXPORT,))},
            {"options": Options(evidence=(Path("evidence"),))},
        ],
    )
    def test_what_decides_what_is_in_the_snapshot_is_not(self, change: dict[str, Any]) -> None:
        assert ScanPlan(**(self._base() | change)).asked != self.BASE.asked

    def _base(self) -> dict[str, Any]:
        return {name: getattr(self.BASE, name) for name in self.BASE.__slots__}
