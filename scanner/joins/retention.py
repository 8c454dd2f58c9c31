"""How long a bucket keeps what is in it, and how long FormKiQ's documents bucket keeps what a site has in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanner.joins import bucket_notes
from scanner.joins.base import Join, Link, Note, Notes
from scanner.joins.bucket_notes import BUCKET
from scanner.link_rows import partition
from scanner.model import Fact, Gap, GapReason, Json, Profile
from scanner.retention import Filter, retention

_INSTALLATION: Final = "formkiq.installation"
_SITE: Final = "formkiq.site"

_DEFAULT_SITE: Final = "default"
"""Its documents have no prefix."""


def _documents(fact: Fact) -> Iterator[Note]:
    """The names that an installation gives its documents bucket."""
    config = fact.config
    names = {name for parameter, name in config["resources"].items() if parameter.startswith("s3/DocumentsS3Bucket")}
    names |= {stack["outputs"].get("DocumentsS3Buckets") for stack in config["stacks"] or ()}
    yield fact.id, sorted(name for name in names if name)


def _sites(fact: Fact) -> Iterator[Note]:
    yield fact.config["installation"], fact.config["site_id"]


def _find(fact: Fact, profile: Profile, notes: Notes) -> Link:  # noqa: ARG001 - what every join is given
    if fact.kind == _SITE:
        return _of_site(fact, notes)
    gaps = bucket_notes.decided(fact)
    if gaps:
        return None, gaps
    return {"bucket_arn": fact.id, **retention(fact.config, notes.taken_at)}, []


def _of_site(site: Fact, notes: Notes) -> Link:
    """What a site's prefix has to do with; for the default site, all but the other sites' prefixes."""
    owner = site.config["installation"]
    known = notes.notes("retention", owner, kind=_INSTALLATION, account=site.account, region=site.region)
    names = sorted({name for row in known for name in row})
    if len(names) != 1:
        why = f"{owner} names {', '.join(names) or 'no documents bucket'}: one is needed"
        missing = notes.missing(_INSTALLATION, site.account, site.region, owner)
        return None, [*missing, Gap("", "", GapReason.NOT_COLLECTED, why)]
    arn = f"arn:{partition(owner)}:s3:::{names[0]}"
    row, gaps = bucket_notes.find("retention", arn, notes)
    if gaps:
        return None, gaps
    found = _kept_for(site.config["site_id"], owner, row["config"], notes)
    if not found["complete"]:
        why = f"the lifecycle rules of {arn} meet in too many ways to tell which are the site's"
        return None, [Gap("", "", GapReason.NOT_COLLECTED, why)]
    return {"bucket_arn": arn, **found}, []


def _kept_for(site: str, owner: str, config: Json, notes: Notes) -> dict[str, Json]:
    if site != _DEFAULT_SITE:
        return retention(config, notes.taken_at, within=Filter(prefix=f"{site}/"))
    others = {str(other) for other in notes.notes("retention", owner, kind=_SITE)} - {_DEFAULT_SITE}
    return retention(config, notes.taken_at, without=[Filter(prefix=f"{other}/") for other in sorted(others)])


RETENTION: Final = Join(
    name="retention",
    kinds=frozenset({BUCKET, _SITE}),
    keeps={BUCKET: bucket_notes.kept, _INSTALLATION: _documents, _SITE: _sites},
    find=_find,
)
