"""Regions that need no asking."""

from __future__ import annotations

_AREAS = {"ap-northeast": 3, "ap-south": 1, "ap-southeast": 2, "ca-central": 1, "eu-central": 1, "eu-north": 1}
_AREAS |= {"eu-west": 3, "sa-east": 1, "us-east": 2, "us-west": 2}
OPEN_TO_ALL = frozenset(f"{area}-{number}" for area, last in _AREAS.items() for number in range(1, last + 1))
"""Regions of the partition aws that every account has; it has to enable the others, and until it does, they refuse its
credentials: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html. Other partitions have no
such others."""
