"""Reports of a scan that was not the first one: with waivers, an earlier scan to compare with, and a history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from support.assessments import table
from support.reports import summarize

from scanner.findings import fingerprint, said
from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Decision,
    Ended,
    Part,
    Past,
    PastFinding,
    Report,
    Run,
    Severity,
    Verdict,
    Waiver,
    WaiverUse,
)
from scanner.verdicts import waived

PLAIN = ("Rebuilt from the catalogue every night, so nothing is lost",)
_FACT = table("formkiq-core-prod-archive")
_FOUND = (Verdict.FAIL, Verdict.UNKNOWN)
_EARLIER = ("2026-01-04T06:00:00Z", "2026-02-15T06:00:00Z")


def later(report: Report, texts: Sequence[str] = PLAIN) -> Report:
    """The same estate, scanned again: some failures are waived, some waivers have expired, some findings are new.

    texts: what people wrote into waivers, and what ended findings were about.
    """
    waivers = _waivers(texts)
    in_force, expired = waivers[0], waivers[1]

    def assess() -> Iterator[Assessment]:
        number = 0
        for each in report.assess():
            decisions = []
            for made in each.decisions:
                if made.verdict in _FOUND:
                    number += 1
                    decisions.append(_aged(made, number, in_force, expired))
                else:
                    decisions.append(made)
            yield replace(each, decisions=tuple(decisions))

    ended = _ended(report, texts)
    counts = Counter(made.past.change for each in assess() for made in each.decisions if made.past)
    counts.update(each.change for each in ended)
    uses = Counter(made.waiver for each in assess() for made in each.decisions)
    places = {(each.fact.account, each.fact.region, each.fact.kind) for each in report.assess()}
    return replace(
        report,
        summary=summarize(assess(), report.rules),
        assess=assess,
        waivers=tuple(replace(use, findings=uses[use.waiver.id]) for use in waivers),
        waivers_sha256="3a" * 32,
        comparison=Comparison(
            "last-week/findings.json, taken at 2026-02-22T06:00:00Z",
            {change: counts[change] for change in Change},
            lambda: iter(ended),
        ),
        history=_history(report),
        parts={place: Part("facts/{}/{}/{}.jsonl".format(*place), "c4" * 32) for place in sorted(places)},
    )


def _aged(made: Decision, number: int, in_force: WaiverUse, expired: WaiverUse) -> Decision:
    past = (
        Past(Change.NEW, "2026-03-01T06:00:00Z", worse=True),
        Past(Change.UNCHANGED, _EARLIER[0], worse=False),
        Past(Change.CHANGED, _EARLIER[1], worse=number % 2 == 0),
    )[number % 3]
    aged = replace(made, past=past)
    if made.verdict is Verdict.FAIL and number % 5 == 2:
        return waived(aged, in_force)
    if made.verdict is Verdict.FAIL and number % 5 == 4:
        return waived(aged, expired)
    return aged


def _waivers(texts: Sequence[str]) -> list[WaiverUse]:
    names = (("rebuilt-nightly", "2026-12-31"), ("until-migration", "2026-02-28"), ("old-archive", "2026-06-30"))
    found = []
    for number, (name, expires_on) in enumerate(names):
        text = texts[number % len(texts)]
        place = f"waivers.yaml:{3 + 10 * number}"
        waiver = Waiver(name, ("DDB-001", "BKP-001"), text, text, text, "2026-01-05", expires_on, text, place)
        found.append(WaiverUse(waiver, expired=expires_on < "2026-03-01", findings=0))
    for number, text in enumerate(texts if len(texts) > 1 else ()):
        dates = ("2026-01-05", "2026-12-31")
        waiver = Waiver(f"w{number}", ("DDB-001",), text, text, text, *dates, text, text)
        found.append(WaiverUse(waiver, expired=False, findings=0))
    return found


def _ended(report: Report, texts: Sequence[str]) -> tuple[Ended, ...]:
    """Two for each text: one that was fixed, and one that could not be looked for."""
    rule_id = next(iter(report.rules))
    ended = []
    for number, text in enumerate(texts):
        name = text if texts is not PLAIN else "formkiq-core-prod-archive"
        fact = replace(_FACT, id=f"arn:aws:dynamodb:eu-west-1:111122223333:table/{name}", name=name)
        for change, because in ((Change.FIXED, "it passes now"), (Change.UNSEEN, text)):
            finding = PastFinding(
                fingerprint=fingerprint(rule_id, replace(fact, region=f"{change}-{number}")),
                rule_id=rule_id,
                verdict=Verdict.FAIL,
                severity=Severity.HIGH,
                account=fact.account,
                region=fact.region,
                kind=fact.kind,
                id=fact.id,
                name=name,
                tier="standard",
                application=text,
                site=text,
                first_seen=_EARLIER[0],
                taken_at="2026-02-22T06:00:00Z",
                said=said(Decision(rule_id, Verdict.FAIL)),
            )
            ended.append(Ended(finding, change, because))
    return tuple(ended)


def _history(report: Report) -> tuple[Run, ...]:
    """Six weekly runs, each a little better than the one before; the fourth could not see everything."""
    runs = []
    for week in range(6):
        tiers = {
            tier: {verdict: count + (6 - week) * (verdict is Verdict.FAIL) for verdict, count in counts.items()}
            for tier, counts in report.summary.tiers.items()
        }
        failures = {severity: count + 6 - week for severity, count in report.summary.failures.items()}
        fixed = {Severity.HIGH: (86_400 * (week + 1), 604_800), Severity.LOW: (3_600,)} if week else {}
        taken_at = f"2026-01-{4 + 7 * week:02}T06:00:00Z" if week < 4 else f"2026-02-{1 + 7 * (week - 4):02}T06:00:00Z"
        runs.append(
            Run(
                id=f"{taken_at.translate(str.maketrans('', '', ':-'))}-5a5a5a5a5a5a",
                taken_at=taken_at,
                complete=week != 3,
                accounts=report.scope.accounts,
                tiers=tiers,
                failures=failures,
                changes={Change.NEW: 1, Change.FIXED: 3} if week else {},
                fixed_seconds=fixed,
            )
        )
    return tuple(runs)
