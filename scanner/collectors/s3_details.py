"""What a bucket's facts tell beside the core ones: each takes a call a bucket, and is left out with --detail core.

Server access logs are not asked about: AWS delivers them on a best-effort basis only, so they prove no purge.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from scanner.aws.caller import Raw
from scanner.aws.failures import Failure
from scanner.aws.operations import Listing, Operation
from scanner.collectors.base import Draft, Section, Unit, misread
from scanner.collectors.policy import BUCKET_ACTIONS, NO_POLICY, OBJECT_ACTIONS, Target, policy_facts, reaches_beyond
from scanner.collectors.s3_rules import inventory_configuration, metrics_configuration, tiering_configuration
from scanner.collectors.shapes import MALFORMED, text
from scanner.model import Json


def _encryption(answer: Raw) -> dict[str, Json]:
    rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
    default = rule["ApplyServerSideEncryptionByDefault"]
    return {
        "encryption": {
            "algorithm": default["SSEAlgorithm"],
            "key_id": default.get("KMSMasterKeyID"),
            "bucket_key": rule.get("BucketKeyEnabled", False),
        }
    }


def _public_access(answer: Raw) -> dict[str, Json]:
    block = answer["PublicAccessBlockConfiguration"]
    return {
        "public_access_block": {
            "block_public_acls": block.get("BlockPublicAcls", False),
            "ignore_public_acls": block.get("IgnorePublicAcls", False),
            "block_public_policy": block.get("BlockPublicPolicy", False),
            "restrict_public_buckets": block.get("RestrictPublicBuckets", False),
        }
    }


def _policy(arn: str, account: str, answer: Raw) -> dict[str, Json]:
    targets = (Target(BUCKET_ACTIONS, arn), Target(OBJECT_ACTIONS, f"{arn}/", below=True))
    facts = policy_facts(answer["Policy"], targets)
    for entry in facts["allowed"]:
        entry["other_account"] = reaches_beyond(account, entry["principals"])
    return {"policy": facts}


def _configurations(name: str, action: str, items: str) -> Listing:
    """A listing of a bucket's configurations: 100 a page, and no parameter to change that."""
    return Listing(Operation("s3", name, action), items, None, "ContinuationToken", "NextContinuationToken")


LIST_INVENTORIES = _configurations(
    "ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration", "InventoryConfigurationList"
)
LIST_REQUEST_METRICS = _configurations(
    "ListBucketMetricsConfigurations", "s3:GetMetricsConfiguration", "MetricsConfigurationList"
)
LIST_TIERINGS = _configurations(
    "ListBucketIntelligentTieringConfigurations",
    "s3:GetIntelligentTieringConfiguration",
    "IntelligentTieringConfigurationList",
)


def _id(row: Json) -> str:
    return text(row["id"])


def _listed(listing: Listing, name: str, normalize: Callable[[Raw], Json]) -> tuple[Listing, Section]:
    def all_of_them(answer: Raw) -> dict[str, Json]:
        return {name: sorted(map(normalize, answer[listing.items]), key=_id)}

    return listing, Section(listing.operation, (name,), all_of_them, detail=True)


_LISTED = (
    _listed(LIST_INVENTORIES, "inventory_configurations", inventory_configuration),
    _listed(LIST_REQUEST_METRICS, "metrics_configurations", metrics_configuration),
    _listed(LIST_TIERINGS, "tiering_configurations", tiering_configuration),
)

GET_ENCRYPTION = Section(
    Operation("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("encryption",),
    _encryption,
    ("ServerSideEncryptionConfigurationNotFoundError",),
    {"encryption": {"algorithm": None, "key_id": None, "bucket_key": False}},
    detail=True,
)
GET_PUBLIC_ACCESS = Section(
    Operation("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("public_access_block",),
    _public_access,
    ("NoSuchPublicAccessBlockConfiguration",),
    _public_access({"PublicAccessBlockConfiguration": {}}),
    detail=True,
)
GET_POLICY = Operation("s3", "GetBucketPolicy")

DETAILS = (GET_ENCRYPTION.operation, GET_PUBLIC_ACCESS.operation, GET_POLICY, *(each.operation for each, _ in _LISTED))
"""The operations of `read_details`: one call of each, and more of a listing only beyond 100 configurations."""


def read_details(unit: Unit, draft: Draft, bucket: str) -> None:
    """Fills the fields of a bucket's draft that are no core facts.

    Raises:
        VanishedError: the bucket is gone.
    """
    for section in (GET_ENCRYPTION, GET_PUBLIC_ACCESS, _get_policy(unit, draft)):
        draft.read(section, Bucket=bucket)
    for listing, section in _LISTED:
        if unit.options.details:
            draft.take(section, _all_pages(unit, listing, bucket))
        else:
            draft.read(section)


def _get_policy(unit: Unit, draft: Draft) -> Section:
    """What a policy says depends on the bucket that it stands on."""
    normalize = partial(_policy, draft.arn, unit.account)
    return Section(GET_POLICY, ("policy",), normalize, ("NoSuchBucketPolicy",), {"policy": NO_POLICY}, detail=True)


def _all_pages(unit: Unit, listing: Listing, bucket: str) -> Raw | Failure:
    """All configurations as if on one page; AWS leaves the list out where there is none, and always says IsTruncated.

    One page that fails fails them all: half a list is not the bucket's.
    """
    found: list[Json] = []
    seen: list[str] = []
    while True:
        token = {listing.ask: seen[-1]} if seen else {}
        answer = unit.call(listing.operation, Bucket=bucket, **token)
        if isinstance(answer, Failure):
            return answer.after(len(seen))
        try:
            found += answer.get(listing.items, [])
            if not answer["IsTruncated"]:
                return {listing.items: found}
            if answer[listing.told] in seen:
                raise ValueError("the token of the next page came before")
        except MALFORMED as error:
            return misread(listing.operation, error).after(len(seen))
        seen.append(answer[listing.told])
