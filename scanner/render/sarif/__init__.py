"""SARIF 2.1.0, in two profiles.

`render_full` writes an archive: every failure (waived ones as suppressed), unknown (kind "open") and pass, and what
was fixed since an earlier scan (baselineState "absent"). `render_github` writes what GitHub
code scanning takes: it ignores `kind`, so failures only, the most severe first, within its limits.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

import orjson

from scanner.model import Change, Ended, Finding, Json, Report, Verdict
from scanner.render.common import FOUND, fact_text, finding, resource_path, segment, shown, worst
from scanner.render.sarif import artifacts
from scanner.render.sarif.driver import SITE, Catalogue
from scanner.render.sarif.invocation import Gaps, cut_notice, invocation
from scanner.render.sarif.result import absent, result

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RECORDED = FOUND | {Verdict.PASS}

# docs.github.com, "SARIF support for code scanning", "Validating your SARIF file": of a run's results the top 5,000
# are kept, and a file may have 10 MB after gzip.
_SHOWN = 5000
_GZIP_BYTES = 9_000_000
"""How much of the 10 MB artifacts and results may take; the rest is for rules and notices."""


def render_full(report: Report, out: BinaryIO) -> None:
    """Write every failure, unknown and pass; reads the report twice, and holds one resource and what was fixed."""
    catalogue = Catalogue(report)
    gaps = Gaps(report)
    resources = (
        orjson.dumps(artifacts.resource(resource_path(first.fact), fact_text(first).text))
        for first, *_ in _recorded(_watched(report, gaps))
    )
    _write(catalogue, resources, _full_results(catalogue), gaps.notices, out)


def _watched(report: Report, gaps: Gaps) -> Report:
    return replace(report, assess=lambda: gaps.watch(report.assess()))


def _recorded(report: Report) -> Iterator[list[Finding]]:
    """Yield, for each resource that has any, its findings and passes."""
    for assessment in report.assess():
        recorded = [finding(report, assessment, each) for each in assessment.decisions if each.verdict in _RECORDED]
        if recorded:
            yield recorded


def _full_results(catalogue: Catalogue) -> Iterator[bytes]:
    first = artifacts.first_resource(len(catalogue.index))
    fixed = _fixed(catalogue.report)
    for index, recorded in enumerate(_recorded(catalogue.report), first):
        text = fact_text(recorded[0])
        for each in recorded:
            built = result(catalogue, each, text, index)
            if fixed.pop(each.fingerprint, None):
                built["baselineState"] = "updated"  # it failed, and passes now
            yield orjson.dumps(built)
    yield from (orjson.dumps(absent(catalogue, each)) for each in fixed.values())


def _fixed(report: Report) -> dict[str, Ended]:
    """The earlier findings that were fixed, by fingerprint; without those of rules that are no more."""
    ended = report.comparison.ended() if report.comparison else ()
    return {
        each.finding.fingerprint: each
        for each in ended
        if each.change is Change.FIXED and each.finding.rule_id in report.rules
    }


def render_github(report: Report, out: BinaryIO) -> None:
    """Write the most severe failures, as many as GitHub takes; holds those in memory."""
    catalogue = Catalogue(report)
    gaps = Gaps(report)
    chosen = worst(_watched(report, gaps), _SHOWN, frozenset({Verdict.FAIL}))
    resources, results = _packed(chosen, catalogue)
    failures = report.summary.verdicts.get(Verdict.FAIL, 0)
    cut = [cut_notice(len(results), failures)] if len(results) < failures else []
    _write(catalogue, resources, results, lambda: [*cut, *gaps.notices()], out)


def _packed(chosen: Iterable[Finding], catalogue: Catalogue) -> tuple[list[bytes], list[bytes]]:
    """Build the artifacts and results of `chosen` until GitHub's limit on the compressed size is near."""
    resources: list[bytes] = []
    results: list[bytes] = []
    indexes: dict[str, int] = {}
    first = artifacts.first_resource(len(catalogue.index))
    # Artifacts and results stand apart in the file, so they are compressed apart.
    squeezers = (zlib.compressobj(6), zlib.compressobj(6))
    size = 0
    for found in chosen:
        path, text = resource_path(found.fact), fact_text(found)
        index = indexes.get(path, first + len(resources))
        new = b"" if path in indexes else orjson.dumps(artifacts.resource(path, text.text))
        built = orjson.dumps(result(catalogue, found, text, index))
        for squeezer, piece in zip(squeezers, (new, built), strict=True):
            size += len(squeezer.compress(piece)) + len(squeezer.flush(zlib.Z_SYNC_FLUSH))
        if size > _GZIP_BYTES:
            break
        if new:
            indexes[path] = index
            resources.append(new)
        results.append(built)
    return resources, results


def _write(
    catalogue: Catalogue,
    resources: Iterable[bytes],
    results: Iterable[bytes],
    notices: Callable[[], list[dict[str, Json]]],
    out: BinaryIO,
) -> None:
    """Write the file piece by piece; `notices` is asked last, when every assessment has gone by."""
    report = catalogue.report
    head: dict[str, Json] = {
        "tool": {"driver": catalogue.driver()},
        "taxonomies": catalogue.taxonomies(),
        "automationDetails": {"id": f"{_category(report)}/{report.taken_at}"},
        # Where the rules can be found again; what was scanned is in no repository.
        "versionControlProvenance": [
            {
                "repositoryUri": f"{SITE}/",
                "revisionTag": f"v{report.tool_version}",
                "mappedTo": {"uriBaseId": artifacts.ROOT},
            }
        ],
        "originalUriBaseIds": {
            artifacts.ROOT: {"description": {"text": "The rules lie there; the files of resources are made up."}}
        },
        "columnKind": "unicodeCodePoints",
        "properties": {
            "takenAt": report.taken_at,
            "asOf": report.as_of,
            "snapshotSha256": report.snapshot_sha256,
            "policySha256": report.policy_sha256,
            "waiversSha256": report.waivers_sha256,
            "engine": shown(report.engine),
        },
    }
    out.write(b'{"$schema":%b,"version":"2.1.0","runs":[{' % orjson.dumps(_SCHEMA))
    out.write(orjson.dumps(head)[1:-1])
    out.write(b',"artifacts":[\n')
    _write_all(chain(map(orjson.dumps, artifacts.general(report)), resources), out)
    out.write(b'\n],"results":[\n')
    _write_all(results, out)
    out.write(b'\n],"invocations":[%b]}]}\n' % orjson.dumps(invocation(report, notices())))


def _write_all(pieces: Iterable[bytes], out: BinaryIO) -> None:
    between = b""
    for piece in pieces:
        out.write(between + piece)
        between = b",\n"


def _category(report: Report) -> str:
    """Name what was scanned: GitHub closes the alerts of a category that its next upload does not repeat.

    Scans of other accounts, Regions or collectors must therefore never share one.
    """
    scope = report.scope
    digest = hashlib.sha256(orjson.dumps([scope.accounts, scope.regions, scope.collectors])).hexdigest()[:8]
    accounts = segment(scope.accounts[0]) if len(scope.accounts) == 1 else f"{len(scope.accounts)}-accounts"
    return f"safehold/{accounts}-{digest}"
