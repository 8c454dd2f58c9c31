"""Reports built from hand-made assessments, without collector or engine: small, empty, hostile and large ones.

Every time, version and digest is fixed, so that a renderer's output can be compared byte by byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from support.assessments import (
    ARCHIVE,
    AWAY,
    HOME,
    PRODUCTION,
    RULES,
    application,
    bucket,
    exempt,
    failed,
    passed,
    profile,
    rule,
    table,
    unknown,
    vault,
)
from support.matrices import cell, path, recovery

from scanner.model import (
    AccountScope,
    Assessment,
    Coverage,
    CoverageUnit,
    Fact,
    Gap,
    GapReason,
    Profile,
    Report,
    Rule,
    Scope,
    Severity,
    Summary,
)
from scanner.tally import Tally

__all__ = [
    "ARCHIVE",
    "AWAY",
    "COVERED",
    "HOME",
    "HOSTILE",
    "PRODUCTION",
    "RULES",
    "application",
    "bucket",
    "empty",
    "exempt",
    "failed",
    "hostile",
    "large",
    "of",
    "passed",
    "profile",
    "report",
    "rule",
    "small",
    "summarize",
    "table",
    "unknown",
    "vault",
]

HOSTILE: tuple[str, ...] = tuple(
    value
    for values in json.loads(Path(__file__).with_name("hostile.json").read_text("utf-8")).values()
    for value in values
)
"""Every value of hostile.json."""


def summarize(assessments: Iterable[Assessment], rules: Mapping[str, Rule]) -> Summary:
    """Count as a `Summary` counts."""
    tally = Tally(lambda made: made.severity or rules[made.rule_id].severity)
    for assessment in assessments:
        tally.add(assessment)
    return tally.summary()


SCOPE = Scope(
    (
        AccountScope(PRODUCTION, (HOME, AWAY), "production", ("ap-east-1",)),
        AccountScope(ARCHIVE, (HOME, AWAY), "", ("ap-east-1",)),
    ),
    ("backup", "dynamodb", "s3"),
)
COVERED = CoverageUnit(PRODUCTION, HOME, "dynamodb", ("dynamodb.table",), calls={"dynamodb:DescribeTable": 3})


def report(
    assess: Callable[[], Iterator[Assessment]],
    rules: Mapping[str, Rule],
    units: Sequence[CoverageUnit] = (COVERED,),
    scope: Scope | None = None,
) -> Report:
    """Make a report of whatever `assess` yields, with fixed times, versions and digests."""
    return Report(
        tool_version="1.2.3",
        taken_at="2026-03-01T06:00:00Z",
        as_of="2026-03-01T06:00:00Z",
        scope=scope or SCOPE,
        snapshot_sha256="5a" * 32,
        policy_sha256="b0" * 32,
        engine="regorus 0.13.0",
        rules=dict(sorted(rules.items())),
        coverage=Coverage(tuple(units)),
        summary=summarize(assess(), rules),
        assess=assess,
    )


def of(
    assessments: Iterable[Assessment],
    rules: Mapping[str, Rule] = RULES,
    units: Sequence[CoverageUnit] = (COVERED,),
    scope: Scope | None = None,
) -> Report:
    """Make a report of `assessments`, put in the order that a report promises."""
    held = sorted(assessments, key=lambda each: (each.fact.account, each.fact.region, each.fact.kind, each.fact.id))
    return report(lambda: iter(held), rules, units, scope)


def empty() -> Report:
    """A scan that was allowed everything and found no resource."""
    return of(())


def small() -> Report:
    """A small estate with every verdict, a fact gap and a coverage gap."""
    denied = Gap(
        "/config/pitr",
        "dynamodb:DescribeContinuousBackups",
        GapReason.ACCESS_DENIED,
        "AccessDeniedException: not authorized to perform dynamodb:DescribeContinuousBackups",
    )
    off = {"earliest_restorable_at": None, "enabled": False, "latest_restorable_at": None, "window_days": None}
    short = {
        "earliest_restorable_at": "2026-02-22T06:00:00Z",
        "enabled": True,
        "latest_restorable_at": "2026-03-01T05:55:00Z",
        "window_days": 7,
    }
    no_plan = "no backup plan selects it; tier standard requires one"
    unread = "dynamodb:DescribeContinuousBackups was denied, so /config/pitr is unknown"
    rebuilt = "tier standard does not require it of cache"
    assessments = (
        Assessment(
            table("formkiq-core-prod-documents", pitr=off),
            profile(),
            (
                failed("BKP-001", (no_plan, "/links/backup/plan_rules", "at least one", [])),
                failed(
                    "DDB-001",
                    ("point-in-time recovery is off; tier standard requires it", "/config/pitr/enabled", True, False),
                ),
                exempt("DDB-002", "point-in-time recovery is off"),
                passed("EST-002"),
            ),
            recovery(
                cell("delete"),
                cell("corruption", rpo_seconds=None),
                cell("region_loss", "not_recoverable"),
                cell("account_compromise", "unknown", required=False),
            ),
        ),
        Assessment(
            table("formkiq-core-prod-cache"),
            profile(data_type="cache"),
            (exempt("BKP-001", rebuilt), exempt("DDB-001", rebuilt), exempt("DDB-002", rebuilt), passed("EST-002")),
        ),
        Assessment(
            table("orders", pitr=None, gaps=(denied,)),
            profile(),
            (passed("BKP-001"), unknown("DDB-001", unread), unknown("DDB-002", unread), passed("EST-002")),
        ),
        Assessment(
            table("sessions", region=AWAY, pitr=short, tags=None),
            profile(tier=None),
            (
                unknown("BKP-001", "the tier is unknown: tags could not be read"),
                unknown("DDB-001", "the tier is unknown: tags could not be read"),
                failed(
                    "DDB-002",
                    ("restores reach back 7 days; tier standard requires 35", "/config/pitr/window_days", 35, 7),
                ),
                failed("EST-002", ("neither tag, discovery nor rule says what it is", "/tags", "a tier", None)),
            ),
        ),
        Assessment(
            bucket("formkiq-core-prod-documents-111122223333", versioning={"mfa_delete": False, "status": "Suspended"}),
            profile(tier="enhanced", data_type="document_content"),
            (
                passed("BKP-001"),
                passed("EST-002"),
                failed(
                    "S3-001",
                    (
                        "versioning is Suspended; tier enhanced requires it",
                        "/config/versioning",
                        "Enabled",
                        "Suspended",
                    ),
                    ("what is overwritten now is lost", "/config/versioning/status", "Enabled", "Suspended"),
                ),
            ),
        ),
        Assessment(
            vault("central"),
            profile(tier="enterprise", data_type="backup_records"),
            (failed("BKP-007", ("the key is managed by AWS", "/config/encryption_key/manager", "CUSTOMER", "AWS")),),
        ),
        Assessment(application("formkiq-prod"), profile(data_type="configuration"), ()),
    )
    units = (
        COVERED,
        CoverageUnit(
            ARCHIVE,
            AWAY,
            "backup",
            ("backup.vault", "backup.recovery_point"),
            (
                Gap(
                    "backup.recovery_point",
                    "backup:ListRecoveryPointsByBackupVault",
                    GapReason.ACCESS_DENIED,
                    "AccessDeniedException: not authorized",
                ),
            ),
            vanished=1,
            calls={"backup:ListBackupVaults": 1, "backup:ListRecoveryPointsByBackupVault": 1},
        ),
        CoverageUnit(PRODUCTION, HOME, "s3", ("s3.bucket",), calls={"s3:GetBucketVersioning": 1}),
    )
    return of(assessments, units=units)


def hostile(values: Sequence[str] = HOSTILE, each_rule: int = 1) -> Report:
    """An estate in which every text that comes from outside is each of `values`.

    each_rule: how many resources share a rule, whose texts are the value of the first.
    """
    rules = dict(RULES)
    assessments: list[Assessment] = []
    units: list[CoverageUnit] = []
    for index, value in enumerate(values):
        number = f"HOS-{index // each_rule:03}"
        if number not in rules:
            rules[number] = rule(
                number,
                f"rules.hostile.number_{index}",
                value or "empty",
                tuple(Severity)[index % 5],
                description=value,
                remediation=f"{value} `aws dynamodb describe-table --table-name {{name}} --region {{region}}` {value}",
                controls={value: (value,), "nist_800_53_r5": (value,)},
            )
        gap = Gap("/config/ttl", value, tuple(GapReason)[index % 6], value)
        fact = Fact(
            kind="dynamodb.table",
            id=f"arn:aws:dynamodb:eu-west-1:111122223333:table/{value}",
            account=PRODUCTION,
            region=value if index % 2 else HOME,
            name=value,
            tags={value: value},
            config={"status": value, "pitr": {"enabled": False}, "rules": [{value: value}, value]},
            gaps=(gap,),
        )
        described = Profile(value, value, value, value, {"tier": value}, classified=bool(index % 2))
        fail = failed(number, (value, f"/config/rules/{index % 2}", value, {value: [value]}), (value, value, None, 1.5))
        assessments.append(
            Assessment(fact, described, (failed("DDB-001", (value, "/config/status", value, value)), fail))
        )
        other = Fact("s3.bucket", f"arn:aws:s3:::{value}", PRODUCTION, HOME, value, None, {}, (gap,))
        odd = path(value, account=value, region=value, arn=value, because=value, falls={"purge": value})
        cells = (cell("delete", because=value), cell("purge", "unknown", because=value, doubts=(value,)))
        decisions = (passed("EST-002"), unknown("S3-001", value))
        assessments.append(Assessment(other, described, decisions, recovery(*cells, paths=(odd,))))
        assessments.append(Assessment(application(value), described, ()))
        listing = Gap(value, value, tuple(GapReason)[index % 6], value)
        units.append(CoverageUnit(PRODUCTION, value, value, (value,), (listing,), calls={value: 1}))
    places = tuple(values)
    accounts = tuple(AccountScope(each, places, each, places[:2]) for each in (PRODUCTION, *values[:5]))
    scope = Scope(accounts, places)
    return of(assessments, rules, units, scope)


def large(count: int) -> Report:
    """`count` tables, each with one failure, made anew on each pass so that nothing holds them in memory."""

    def assess() -> Iterator[Assessment]:
        off = {"earliest_restorable_at": None, "enabled": False, "latest_restorable_at": None, "window_days": None}
        why = ("point-in-time recovery is off; tier standard requires it", "/config/pitr/enabled", True, False)
        short = ("restores reach back 7 days; tier standard requires 35", "/config/pitr/window_days", 35, 7)
        for index in range(count):
            fails = failed("DDB-001", why) if index % 7 == 0 else failed("DDB-002", short)
            yield Assessment(table(f"table-{index:08}", pitr=off), profile(), (passed("BKP-001"), fails))

    return report(assess, RULES)
