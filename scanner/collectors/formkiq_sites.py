"""The sites (tenants) of a FormKiQ installation.

They show in its documents bucket, in its user pool's groups, and in settings that it keeps in its documents table;
these are read only when the user asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import UNTAGGED, Draft, Unit, misread
from scanner.collectors.cognito import LIST_GROUPS, groups
from scanner.collectors.formkiq_settings import QUERY, UNSET, settings
from scanner.collectors.shapes import MALFORMED
from scanner.model import Fact, Gap, GapReason, Json

SITE = "formkiq.site"

LIST_PREFIXES = Listing(
    Operation("s3", "ListObjectsV2", "s3:ListBucket"),
    "CommonPrefixes",
    ("MaxKeys", 1000),
    "ContinuationToken",
    "NextContinuationToken",
    sparse=True,
)
OPERATIONS = (LIST_PREFIXES.operation, LIST_GROUPS.operation, QUERY)

PREFIX, GROUP, CONFIGURATION = "prefix", "group", "configuration"
"""Where a site was seen."""

_GONE = ("NoSuchBucket", "ResourceNotFoundException")
"""What an installation names is not there any more, and so neither are sites in it."""

_MOST_PAGES = 100
"""Of a bucket's top level, where the documents of the default site lie between the prefixes of the others."""

_GROUP = re.compile(r"(?P<site>.+?)(_read|_govern)?", re.DOTALL)
_NO_SITES = frozenset({"", "Admins", "authentication_only", "global", "API_KEY"})
_DOCUMENT = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
"""The id of a document. One of the default site that has artifacts looks like the prefix of another site."""

_NOT_ASKED = Gap("/config/settings", "", GapReason.NOT_COLLECTED, "not read without --formkiq-site-config")


class _Sites:
    """The sites of an installation, as they come to light.

    seen: site to where. unknown: by where, the gap, on nothing yet, that says why that may not be all.
    settings: site to its settings, or why not.
    """

    def __init__(self, unit: Unit, installation: Fact) -> None:
        self.seen: dict[str, set[str]] = {}
        self.unknown: dict[str, Gap] = {}
        self.settings: dict[str, Json | Failure] = {}
        self.environment = installation.config["environment"]
        self._unit = unit

    def failed(self, where: str, why: Failure) -> None:
        """Some sites may be missing."""
        if why.code not in _GONE:
            self.miss(where, why.gap(""))

    def miss(self, where: str, gap: Gap) -> None:
        """Some sites may be missing."""
        self.unknown.setdefault(where, gap)
        self._unit.incomplete(replace(gap, path=SITE, detail=f"{self.environment}: {gap.detail}"))

    def see(self, where: str, sites: Iterable[str]) -> None:
        """Sites were seen."""
        for site in sites:
            if site not in _NO_SITES:
                self.seen.setdefault(site, set()).add(where)


def sites(unit: Unit, installation: Fact) -> Iterator[Fact]:
    """The facts of an installation's sites."""
    found = _Sites(unit, installation)
    named = partial(_named, found, installation)
    for bucket in named(PREFIX, "s3/DocumentsS3Bucket", "DocumentsS3Buckets"):
        found.see(PREFIX, _prefixes(unit, bucket, partial(found.failed, PREFIX)))
    for pool in named(GROUP, "cognito/UserPoolId", "CognitoUserPoolId"):
        found.see(GROUP, _groups(unit, pool, partial(found.failed, GROUP)))
    if unit.options.formkiq_site_config:
        for table in named(CONFIGURATION, "dynamodb/DocumentsTableName", "DocumentsTableName"):
            told, why = settings(unit, table)
            found.see(CONFIGURATION, told)
            found.settings |= told
            if why:
                found.failed(CONFIGURATION, why)
    for site, where in sorted(found.seen.items()):
        if where != {PREFIX} or not _DOCUMENT.fullmatch(site):
            yield _site(unit, found, installation, site)


def _named(found: _Sites, installation: Fact, where: str, parameter: str, output: str) -> list[str]:
    """What the installation's parameter and its stacks' output name: one and the same, unless somebody changed it.

    Where neither does, the sites are not fully known. What is known by tags alone may be anything that somebody keeps
    beside an installation elsewhere, such as copies in a second Region: there no site is missing.
    """
    config = installation.config
    names = {stack["outputs"].get(output) for stack in config["stacks"] or ()} | {config["resources"].get(parameter)}
    named = sorted(name for name in names if name is not None)
    if not named and config["found_by"] != ["tags"]:
        pointer = f"/config/resources/{parameter.replace('/', '~1')}"
        known = (gap for gap in installation.gaps if gap.touches(pointer))
        found.miss(
            where, next(known, Gap("", "", GapReason.NOT_FOUND, f"neither parameter {parameter} nor output {output}"))
        )
    return named


def _prefixes(unit: Unit, bucket: str, failed: Callable[[Failure], None]) -> Iterator[str]:
    """The first part of the keys in the documents bucket, where they have another."""
    listed = unit.pages(LIST_PREFIXES, failed, Bucket=bucket, Delimiter="/")
    for number, page in enumerate(listed, 1):
        if number > _MOST_PAGES:
            why = f"only the first {_MOST_PAGES} pages of {bucket} were looked at"
            failed(Failure(LIST_PREFIXES.operation, GapReason.NOT_COLLECTED, "", why))
            return
        yield from _read(page, lambda entry: entry["Prefix"].removesuffix("/"), LIST_PREFIXES.operation, failed)


def _groups(unit: Unit, pool: str, failed: Callable[[Failure], None]) -> Iterator[str]:
    """The sites that the groups of the user pool give access to."""
    listed = groups(unit, pool)
    if listed.failure:
        failed(listed.failure)
    yield from _read(listed.known, lambda group: _site_of(group["name"]), LIST_GROUPS.operation, failed)


def _site_of(group: str) -> str:
    """A site has a group of its own name, one that may only read, and one that may only govern."""
    match = _GROUP.fullmatch(group)
    return match["site"] if match else ""


def _read(
    page: Iterable[Json], name: Callable[[Json], str], operation: Operation, failed: Callable[[Failure], None]
) -> Iterator[str]:
    for entry in page:
        try:
            yield name(entry)
        except MALFORMED as error:
            failed(misread(operation, error))


def _site(unit: Unit, found: _Sites, installation: Fact, site: str) -> Fact:
    where = found.seen[site]
    draft = Draft(unit, SITE, f"{installation.id}/site/{site}", site)
    draft.config = {
        "installation": installation.id,
        "environment": found.environment,
        "site_id": site,
        "seen_in": [each for each in (PREFIX, GROUP, CONFIGURATION) if each in where],
        "certain": where != {PREFIX},
        "settings": None,
    }
    for each, gap in found.unknown.items():
        if each not in where:
            draft.gaps.append(replace(gap, path="/config/seen_in"))
            if where == {PREFIX}:
                draft.config["certain"] = None
                draft.gaps.append(replace(gap, path="/config/certain"))
    _add_settings(unit, draft, found, site)
    return draft.fact(UNTAGGED)


def _add_settings(unit: Unit, draft: Draft, found: _Sites, site: str) -> None:
    """Adds the site's settings. A site without an item has none, if all items were read."""
    if not unit.options.formkiq_site_config:
        draft.gaps.append(_NOT_ASKED)
        return
    told = found.settings.get(site, UNSET)
    if isinstance(told, Failure):
        draft.miss(("settings",), told)
    elif site not in found.settings and CONFIGURATION in found.unknown:
        draft.gaps.append(replace(found.unknown[CONFIGURATION], path="/config/settings"))
    else:
        draft.config["settings"] = told
