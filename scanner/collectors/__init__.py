"""Collectors, one module a service: what is asked of AWS (I/O), and how the answers become facts (pure)."""

from __future__ import annotations

from scanner.collectors.account import ACCOUNT_COLLECTOR
from scanner.collectors.backup import BACKUP
from scanner.collectors.base import Collector
from scanner.collectors.dynamodb import DYNAMODB
from scanner.collectors.formkiq import FORMKIQ
from scanner.collectors.s3 import S3

__all__ = ["COLLECTORS", "Collector"]

COLLECTORS: tuple[Collector, ...] = (ACCOUNT_COLLECTOR, DYNAMODB, S3, BACKUP, FORMKIQ)
"""Every collector there is."""
