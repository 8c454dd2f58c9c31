"""What all listings of AWS Backup share."""

from __future__ import annotations

from typing import Any

from scanner.aws.caller import Raw

GONE = ("ResourceNotFoundException",)
PAGE = ("MaxResults", 1000)


def entry(listed: Any) -> Raw:  # noqa: ANN401 - whatever is in the list
    """An entry whose contents are to be listed too; an empty one for what is no entry at all, as AWS never answers.

    It has no name then, and both what it is and what it holds are told to be incomplete.
    """
    return listed if isinstance(listed, dict) else {}
