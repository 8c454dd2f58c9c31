"""Effective retention: how long an S3 bucket really keeps what is in it."""

from __future__ import annotations

from scanner.retention.effective import retention
from scanner.retention.filters import Filter
from scanner.retention.parity import Comparison, compared

__all__ = ["Comparison", "Filter", "compared", "retention"]
