"""assessment-results.json: assessment results of OSCAL 1.1.3 (https://pages.nist.gov/OSCAL/resources/concepts/).

An observation for each failure, unknown and pass; a risk for each failure and for what was one; a finding for each
control: not satisfied where a rule that serves it fails, satisfied where nothing is left to doubt that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from scanner.model import Assessment, Change, Ended, Finding, Json, Report, Verdict
from scanner.render import standards
from scanner.render.common import finding, json_text, not_enabled
from scanner.render.oscal.controls import Controls
from scanner.render.oscal.rows import Rows, identity, prop
from scanner.render.sarif.driver import SITE
from scanner.render.standards import NAME, RECORDED, solid

_VERSION = "1.1.3"
_GAPS = 20
"""How many gaps are told one by one."""

_AT_RISK = {Verdict.FAIL, Verdict.WAIVED}


def render(report: Report, out: BinaryIO) -> None:
    """Write the document; reads the report three times, and holds two identifiers for each failure, one a pass."""
    rows = Rows(report)
    controls = Controls(report)
    tool, plan = identity("tool", report.tool_version), identity("plan", report.policy_sha256)
    out.write(b'{"assessment-results":{\n')
    resources = [_plan(report, plan)]
    _write(
        {"uuid": rows.run("document"), "import-ap": {"href": f"#{plan}"}, "back-matter": {"resources": resources}}, out
    )
    out.write(b'"results":[{\n')
    _write(_result(report, rows), out)
    out.write(b'"local-definitions":{')
    _write_all("inventory-items", _texts(map(rows.item, filter(_judged, report.assess()))), out, first=True)
    out.write(b"}")
    _write_all("observations", _texts(_observations(report, rows, controls)), out)
    _write_all("risks", _texts(_risks(report, rows)), out)
    out.write(b",\n" + json_text({"reviewed-controls": controls.reviewed()}, indent=False)[1:-1].encode())
    _write_all("findings", controls.findings(rows), out)
    out.write(b'\n}],\n"metadata":%b}}\n' % json_text(_metadata(report, rows, tool), indent=False).encode())


def _write(members: dict[str, Json], out: BinaryIO) -> None:
    out.write(json_text(members, indent=False)[1:-1].encode() + b",\n")


def _texts(rows: Iterable[dict[str, Json]]) -> Iterator[str]:
    return (json_text(row, indent=False) for row in rows)


def _write_all(key: str, rows: Iterable[str], out: BinaryIO, *, first: bool = False) -> None:
    """Write an array row by row; OSCAL allows no empty one, so nothing without a row."""
    between = b"" if first else b",\n"
    between += b'"%b":[\n' % key.encode()
    empty = True
    for row in rows:
        out.write(between + row.encode())
        between, empty = b",\n", False
    out.write(b"" if empty else b"\n]")


def _judged(assessment: Assessment) -> bool:
    return any(each.verdict in RECORDED for each in assessment.decisions)


def _observations(report: Report, rows: Rows, controls: Controls) -> Iterator[dict[str, Json]]:
    for assessment in report.assess():
        for decision in assessment.decisions:
            if decision.verdict in RECORDED:
                found = finding(report, assessment, decision)
                observation = rows.observation(found)
                controls.add(found, observation["uuid"])
                yield observation


def _risks(report: Report, rows: Rows) -> Iterator[dict[str, Json]]:
    for outcome in standards.outcomes(report):
        if isinstance(outcome, Ended):
            yield rows.closed(outcome)
        elif outcome.decision.verdict in _AT_RISK or _fixed(outcome):
            yield rows.risk(outcome)


def _fixed(found: Finding) -> bool:
    return bool(found.decision.past and found.decision.past.change is Change.FIXED)


def _metadata(report: Report, rows: Rows, tool: str) -> dict[str, Json]:
    accounts = ", ".join(report.scope.accounts)
    people = [{"uuid": uuid, "type": "person", "name": name} for name, uuid in sorted(rows.approvers.items())]
    roles = [{"id": "assessor", "title": "Assessor"}]
    if people:
        roles.append({"id": "risk-approver", "title": "Who accepts a risk"})
    return {
        "title": solid(f"{NAME}: recovery of the data in AWS accounts {accounts}"),
        "last-modified": report.as_of,
        "version": report.taken_at,
        "oscal-version": _VERSION,
        "roles": roles,
        "parties": [{"uuid": tool, "type": "organization", "name": f"{NAME} {solid(report.tool_version)}"}, *people],
        "responsible-parties": [{"role-id": "assessor", "party-uuids": [tool]}],
    }


def _plan(report: Report, uuid: str) -> dict[str, Json]:
    return {
        "uuid": uuid,
        "title": "Assessment plan",
        "description": "The rules, tiers and severities that judged; the digest is of all of them together.",
        "props": [prop("policy-sha256", report.policy_sha256)],
        "rlinks": [{"href": f"{SITE}/rules"}],
    }


def _result(report: Report, rows: Rows) -> dict[str, Json]:
    complete = "yes" if report.coverage.complete else "no"
    only = [prop(f"only-{key}", value) for key, value in [report.only or ("", "")] if key]
    return {
        "uuid": rows.run("result"),
        "title": f"Scan of {report.taken_at}",
        "description": "Configuration read from AWS, judged by rules: could the data be brought back?",
        "start": report.taken_at,
        "end": report.as_of,
        "props": [
            prop("tool-version", report.tool_version),
            prop("snapshot-sha256", report.snapshot_sha256),
            prop("policy-sha256", report.policy_sha256),
            prop("engine", report.engine),
            prop("coverage-complete", complete),
            *only,
        ],
        "remarks": _remarks(report),
    }


def _remarks(report: Report) -> str:
    """Say how far the scan can be trusted: what it could not see is neither satisfied nor not."""
    told = [
        f"{gap.path} could not be listed in account {unit.account}, Region {unit.region}: {gap.detail}"
        for unit in report.coverage.units
        for gap in unit.gaps
    ]
    told += [
        f"Region {region} is not enabled in {len(accounts)} accounts"
        for region, accounts in not_enabled(report.scope).items()
    ]
    if not told:
        return "Everything that was asked for could be read."
    more = f"; and {len(told) - _GAPS} more" if len(told) > _GAPS else ""
    return "; ".join(solid(each) for each in told[:_GAPS]) + more
