"""The joins: every member of `links` that `scanner.link` does not make itself."""

from __future__ import annotations

from typing import Final

from scanner.joins.backup_audit import AUDIT
from scanner.joins.base import Join
from scanner.joins.before_update import BEFORE_UPDATE
from scanner.joins.claims import CLAIMS
from scanner.joins.evidence import EVIDENCE
from scanner.joins.exported import EXPORTED
from scanner.joins.exports import EXPORTS
from scanner.joins.keys import ENCRYPTS, KEY
from scanner.joins.log_bucket import LOG_BUCKET
from scanner.joins.monitoring import MONITORING
from scanner.joins.places import PLACES
from scanner.joins.publishers import PUBLISHERS
from scanner.joins.queues import DEAD_LETTER, EVENT_SOURCES, SOURCES
from scanner.joins.replicas import REPLICAS
from scanner.joins.replication_metrics import REPLICATION_METRICS
from scanner.joins.resource_restores import RESTORES
from scanner.joins.resource_vaults import VAULTS
from scanner.joins.restore_source import RESTORE_SOURCE
from scanner.joins.restore_tests import RESTORE_TESTS, TESTING
from scanner.joins.restored_indices import RESTORED_INDICES
from scanner.joins.retention import RETENTION
from scanner.joins.stack import STACK
from scanner.joins.trails import TRAILS
from scanner.joins.vaults import ALERTS, CONTENTS, FILLED_BY, SELECTIONS, TARGETS
from scanner.joins.volume_snapshots import SNAPSHOTS

JOINS: Final[tuple[Join, ...]] = (
    BEFORE_UPDATE,
    CLAIMS,
    DEAD_LETTER,
    EVENT_SOURCES,
    EVIDENCE,
    EXPORTED,
    EXPORTS,
    LOG_BUCKET,
    MONITORING,
    PLACES,
    PUBLISHERS,
    REPLICATION_METRICS,
    REPLICAS,
    RESTORED_INDICES,
    RETENTION,
    RESTORE_SOURCE,
    SOURCES,
    STACK,
    TRAILS,
    AUDIT,
    ENCRYPTS,
    KEY,
    RESTORE_TESTS,
    TESTING,
    ALERTS,
    CONTENTS,
    FILLED_BY,
    SELECTIONS,
    TARGETS,
    RESTORES,
    SNAPSHOTS,
    VAULTS,
)
