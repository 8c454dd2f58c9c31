"""What moto tells otherwise than AWS, put right in its models.

Only what a scan would misread, each with a test that moto alone gets it wrong. This must run in the emulator's process.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from moto.cognitoidp.models import cognitoidp_backends
from moto.config.models import config_backends
from moto.core.resource_tagging import TaggedResource, make_tag_matcher, match_resource_type
from moto.rds.models import rds_backends
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend, resourcegroupstaggingapi_backends
from moto.sns.models import sns_backends

from scanner.demo import estate, services
from scanner.demo.kinds import ACCOUNT, MAIN, bucket_arn


def amend(now: datetime) -> None:
    """Put it all right, as of `now`."""
    for region in estate.REGIONS:
        resourcegroupstaggingapi_backends[ACCOUNT][region] = Tagging(region, ACCOUNT)
    topics = sns_backends[ACCOUNT][MAIN]
    for subscription in topics.subscriptions.values():
        topics.topics[subscription.topic.arn].subscriptions_confimed += 1
    for recorder in config_backends[ACCOUNT][MAIN].recorders.values():
        recorder.status.last_status = "SUCCESS"
    _amend_databases(now)


class Tagging(ResourceGroupsTaggingAPIBackend):
    """The tagging API, which tells of the buckets of its own Region only.

    moto's tells of those of every Region, calls log groups otherwise, and knows neither user pools nor search domains.
    """

    def _get_resources_generator(
        self,
        tag_filters: list[dict[str, Any]] | None = None,
        resource_type_filters: list[str] | None = None,
        resource_arn_list: list[str] | None = None,
    ) -> Iterator[TaggedResource]:
        asked = ["logs" if each == "logs:log-group" else each for each in resource_type_filters or ()]
        told = super()._get_resources_generator(tag_filters, asked, resource_arn_list)
        buckets = {bucket_arn(bucket.name) for bucket in estate.BUCKETS if bucket.region == self.region_name}
        matches = make_tag_matcher(tag_filters)
        return chain(
            (each for each in told if each.resource_type != "s3:bucket" or each.arn in buckets),
            (each for each in self._more() if match_resource_type(each.resource_type, asked) and matches(each.tags)),
        )

    def _more(self) -> Iterator[TaggedResource]:
        """What moto leaves out."""
        for pool in cognitoidp_backends[ACCOUNT][self.region_name].user_pools.values():
            yield TaggedResource(pool.arn, pool.extended_config["UserPoolTags"], "cognito-idp:userpool")
        if self.region_name == MAIN:
            name, tags = services.SEARCH_DOMAIN
            yield TaggedResource(f"arn:aws:es:{MAIN}:{ACCOUNT}:domain/{name}", dict(tags), "es:domain")


def _amend_databases(now: datetime) -> None:
    """Automated backups say whose they are and how far back they reach; snapshots of clusters say whose they are."""
    backend = rds_backends[ACCOUNT][MAIN]
    days = {database.name: database.backup_days for database in services.DATABASES}
    told = [
        {
            "DBInstanceIdentifier": name,
            "DbiResourceId": instance.dbi_resource_id,
            "Status": "active",
            "RestoreWindow": {"EarliestTime": now - timedelta(days=days[name])},
        }
        for name, instance in backend.databases.items()
    ]
    backend.describe_db_instance_automated_backups = lambda **_: told  # type: ignore[assignment,method-assign]  # moto's class of them has no room for that
    for snapshot in backend.cluster_snapshots.values():
        snapshot.db_cluster_resource_id = snapshot.cluster.db_cluster_resource_id  # type: ignore[attr-defined]  # likewise
