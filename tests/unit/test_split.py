"""The report of one site tells nothing of another: every format is searched for its names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import reports
from support.later_reports import later
from support.matrices import cell, path, recovery

from scanner.elsewhere import Names
from scanner.history import rows
from scanner.model import (
    Assessment,
    Change,
    Comparison,
    Ended,
    Finding,
    Json,
    Part,
    Profile,
    Report,
    Verdict,
    Waiver,
    WaiverUse,
)
from scanner.render import RENDERERS
from scanner.split import BY, folder_name, split

SITES = ("harbour", "meadow")


def of_site(site: str | None, application: str = "papers") -> Profile:
    because = {"tier": f"tag site={site} says so"}
    return Profile(application, site, "document_content", "standard", because, classified=True)


def estate() -> Report:
    """Two sites of one application, each with a table and a bucket, what they share, and one that is nobody's."""
    found = []
    for site, other in (SITES, SITES[::-1]):
        named = f"arn:aws:s3:::{other}-scans"
        short: tuple[str, str, Json, Json] = (
            f"it is copied to {named} and {other}-orders only",
            "/config/replicas",
            [],
            [named, {other: "x"}],
        )
        table = reports.table(f"{site}-orders", replicas=[{"arn": named}], tags={"owner": f"{other}-orders"})
        matrix = recovery(cell("delete", because=f"as {other}-orders"), paths=(path("pitr", arn=named),))
        found.append(Assessment(table, of_site(site), (reports.failed("DDB-001", short),), matrix))
        found.append(Assessment(reports.bucket(f"{site}-scans"), of_site(site), (reports.passed("S3-001"),)))
    shared = reports.table("index", prefixes=[f"{site}/" for site in SITES])
    found.append(Assessment(shared, of_site(None), (reports.failed("DDB-002"),)))
    alone = reports.table("zanzibar-books")
    found.append(Assessment(alone, of_site(None, "zanzibar"), (reports.failed("DDB-002"),)))
    return reports.of(found)


def rendered(report: Report) -> Iterator[tuple[str, str]]:
    for name, renderer in RENDERERS.items():
        out = io.BytesIO()
        renderer.render(report, out)
        yield name, out.getvalue().decode()


@pytest.mark.parametrize(("site", "other"), [SITES, SITES[::-1]])
def test_no_format_names_anything_of_another_site(site: str, other: str) -> None:
    with split(estate(), "site") as parts:
        part = dict(parts)[f"{site} of papers"]
        for name, text in rendered(part):
            assert other not in text, name
            assert "zanzibar" not in text, name
            assert f"{site}-orders" in text, name


def test_it_holds_what_is_its_own_and_what_all_sites_share() -> None:
    with split(estate(), "site") as parts:
        names = {name: [each.fact.name for each in part.assess()] for name, part in parts}
    assert names == {
        "harbour of papers": ["harbour-orders", "index", "harbour-scans"],
        "meadow of papers": ["index", "meadow-orders", "meadow-scans"],
    }


def test_the_order_is_that_of_a_report() -> None:
    with split(estate(), "site") as parts:
        for _, part in parts:
            places = [(each.fact.account, each.fact.region, each.fact.kind, each.fact.id) for each in part.assess()]
            assert places == sorted(places)


def test_its_counts_are_its_own() -> None:
    with split(estate(), "site") as parts:
        part = dict(parts)["harbour of papers"]
        assert part.summary.verdicts[Verdict.FAIL] == 2
        assert part.summary.resources == {"dynamodb.table": 2, "s3.bucket": 1}
        assert part.only == ("site", "harbour of papers")


@pytest.mark.parametrize("by", BY)
def test_every_way_of_splitting_gives_reports_that_every_format_can_show(by: str) -> None:
    with split(later(reports.small()), by) as parts:
        shown = {name: dict(rendered(part)) for name, part in parts}
    assert shown
    assert all(texts.keys() == RENDERERS.keys() for texts in shown.values())


def test_what_ended_is_told_to_its_own_site_only() -> None:
    report = later(reports.small())
    with split(report, "account") as parts:
        counts = {name: part.comparison.counts if part.comparison else {} for name, part in parts}
    assert (counts[reports.PRODUCTION][Change.FIXED], counts[reports.PRODUCTION][Change.UNSEEN]) == (1, 1)
    assert counts[reports.ARCHIVE][Change.FIXED] == 0


def test_waivers_and_history_of_the_whole_estate_are_left_out() -> None:
    report = later(reports.small())
    with split(report, "account") as parts:
        part = dict(parts)[reports.ARCHIVE]
    assert (part.waivers, part.history) == ((), ())


def test_what_aws_said_of_a_listing_is_left_out_and_that_it_failed_is_not() -> None:
    report = reports.small()
    unit = replace(report.coverage.units[1], account=reports.PRODUCTION)
    whole = replace(report, coverage=replace(report.coverage, units=(unit,)))
    with split(whole, "account") as parts:
        (gap,) = dict(parts)[reports.PRODUCTION].coverage.units[0].gaps
    assert (gap.detail, gap.path) == ("", "backup.recovery_point")


def test_every_name_has_a_folder_of_its_own_that_any_system_takes() -> None:
    names = [*reports.HOSTILE, "a/b", "a:b", "..", "", "CON", "x" * 300, "docs", "docs of FormKiQ prod"]
    folders = {folder_name(name) for name in names}
    assert len(folders) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9_~-]{1,60}", folder) for folder in folders)
    assert folder_name("docs") == "docs"
    assert folder_name("docs of FormKiQ prod").startswith("docs-of-FormKiQ-prod~")


def told(text: str, **names: tuple[str, ...]) -> str:
    """What harbour reads of a text, where the sites have names."""
    found = Names()
    for owner, owned in names.items():
        for name in owned:
            found.add(name, ("own", owner), anywhere=name in {"meadow", "legal"})
    found.allow("harbour papers", ("own", "harbour"))
    return found.hidden(text, [("own", "harbour")])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("meadow-scans", "[elsewhere]"),
        ("meadow-scans.s3.eu-west-1.amazonaws.com", "[elsewhere].s3.eu-west-1.amazonaws.com"),
        ("bucket=meadow-scans,x", "bucket=[elsewhere],x"),
        ("arn:aws:s3:::meadow-scans/*", "arn:aws:s3:::[elsewhere]/*"),
        ("log-group:/aws/lambda/meadow:*", "log-group:/[elsewhere]:*"),
        ("the case of “Ann Ågren & Sons”, all", "the case of “[elsewhere]”, all"),
        ("both use payroll", "both use [elsewhere]"),
        ("index is ours too", "index is ours too"),
        ("harbour/meadow-scans is ours", "harbour/meadow-scans is ours"),
        ("orders-old is another than orders", "orders-old is another than [elsewhere]"),
        ("the groups meadow_read, upper-meadow", "the groups [elsewhere]_read, upper-[elsewhere]"),
        ("meadows and in meadow", "meadows and in [elsewhere]"),
        ("legal_hold of legal", "legal_hold of [elsewhere]"),
        ("the papers of harbour", "the papers of harbour"),
        ("arn:aws:s3:::x at 2026-03-01T06:00:00Z", "arn:aws:s3:::x at 2026-03-01T06:00:00Z"),
    ],
)
def test_a_name_is_found_wherever_it_stands(text: str, shown: str) -> None:
    common = ("s3", "aws", "eu-west-1", "00", "default")
    meadow = (
        "meadow-scans",
        "/aws/lambda/meadow",
        "Ann Ågren & Sons",
        "payroll",
        "index",
        "meadow",
        "orders",
        "legal",
        *common,
    )
    assert told(text, meadow=meadow, valley=("payroll",), harbour=("index", "harbour/meadow-scans")) == shown


@given(st.lists(st.text(max_size=6), max_size=4), st.text(max_size=20))
def test_no_name_of_another_is_left(names: list[str], text: str) -> None:
    shown = told(f"{text} {' '.join(names)}", meadow=tuple(names))
    assert told(shown, meadow=tuple(names)) == shown


def test_nobody_breaks_the_report_of_another_by_a_name() -> None:
    """Each of these names of tables is a field, a value or a word of our own."""
    names = (
        "config",
        "scenario",
        "cells",
        "because",
        "delete",
        "recoverable",
        "pitr",
        "enabled",
        "ACTIVE",
        "aws",
        "arn",
    )
    (mine, *_) = estate().assess()
    own = replace(mine, fact=replace(mine.fact, config={**mine.fact.config, "created_at": "2026-01-01T06:00:00Z"}))
    theirs = [Assessment(reports.table(name), of_site("meadow"), ()) for name in names]
    with split(reports.of([own, *theirs]), "site") as parts:
        part = dict(parts)["harbour of papers"]
        (found,) = part.assess()
        assert found.fact.config.keys() == own.fact.config.keys()
        assert found.fact.config["pitr"] == own.fact.config["pitr"]
        assert found.recovery
        assert [each.scenario for each in found.recovery.cells] == ["delete"]
        assert [each.at for made in found.decisions for each in made.details] == ["/config/replicas"]
        assert dict(rendered(part))


def test_a_name_that_an_application_or_nobody_has_too_is_hidden() -> None:
    """A site's own name, which anybody could put into a tag of something else."""
    (mine, *_) = estate().assess()
    detail: tuple[str, str, Json, Json] = ("sites: harbour, meadow", "/config/sites", ["harbour", "meadow"], None)
    own = replace(mine, decisions=(reports.failed("DDB-001", detail),), recovery=None)
    rest = [
        Assessment(reports.table("books"), of_site("meadow"), ()),
        Assessment(reports.table("meadow", account=reports.ARCHIVE), of_site(None, "meadow"), ()),
        Assessment(reports.bucket("meadow"), replace(of_site(None), application=None), ()),
    ]
    with split(reports.of([own, *rest]), "site") as parts:
        (found,) = dict(parts)["harbour of papers"].assess()
        assert found.decisions[0].details[0].expected == ["harbour", "[elsewhere]"]


def test_of_waivers_and_of_what_ended_only_its_own_is_told() -> None:
    whole = estate()
    waiver = Waiver("W-1", ("DDB-001",), "as meadow-orders", "A. Person", "T-1", "2026-01-01", "2026-12-31", "*", "w:1")
    assessments = [
        replace(each, decisions=tuple(replace(made, waiver="W-1", verdict=Verdict.WAIVED) for made in each.decisions))
        for each in whole.assess()
    ]
    harbour = next(each for each in assessments if each.profile.site == "harbour")
    finding = Finding("0" * 64, whole.rules["DDB-001"], harbour.fact, harbour.profile, harbour.decisions[0])
    past = rows.of(finding, "2026-02-01T00:00:00Z")
    ended = [Ended(past, Change.UNSEEN, "denied for meadow"), Ended(past, Change.FIXED, "no longer: see meadow-orders")]
    report = replace(
        reports.of(assessments),
        waivers=(WaiverUse(waiver, expired=False, findings=9, unknowns=7),),
        comparison=Comparison("by-site/meadow-orders/findings.json", {}, lambda: iter(ended)),
        parts={(account, "eu-west-1", "s3.bucket"): Part("", "") for account in (reports.PRODUCTION, "999988887777")},
    )
    with split(report, "site") as parts:
        part = dict(parts)["harbour of papers"]
        (use,) = part.waivers
        assert (use.unknowns, use.waiver.reason) == (0, "as [elsewhere]")
        assert part.comparison
        assert not any("meadow" in each.because for each in part.comparison.ended())
        assert "meadow" not in part.comparison.baseline
        assert [key[0] for key in part.parts] == [reports.PRODUCTION]
