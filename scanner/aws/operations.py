"""What is asked of AWS, as data: an operation, and a listing that answers in pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One AWS operation. What asks for a snapshot declares only those that read.

    service: botocore's name of the service ("s3"). name: the operation ("ListBuckets").
    action: the IAM action that permits it, where it is not called like the operation ("s3:ListAllMyBuckets").
    also: IAM actions that it needs beside that one.
    """

    service: str
    name: str
    action: str = ""
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As gaps and call counts name it: "s3:ListBuckets"."""
        return f"{self.service}:{self.name}"

    @property
    def permission(self) -> str:
        """The IAM action that permits it."""
        return self.action or str(self)

    @property
    def permissions(self) -> tuple[str, ...]:
        """Every IAM action that it needs."""
        return (self.permission, *self.also)


@dataclass(frozen=True, slots=True)
class Listing:
    """An operation that answers in pages.

    items: the field of an answer that holds the page. size: the parameter for the number of entries on a page, and
    the most that AWS takes there (from the service models); None where AWS has none. ask: the parameter that takes the
    next page's token.
    told: the field that gives it; missing or empty on the last page. sparse: AWS leaves an empty `items` out.
    """

    operation: Operation
    items: str
    size: tuple[str, int] | None
    ask: str = "NextToken"
    told: str = "NextToken"
    sparse: bool = False


GET_CALLER_IDENTITY = Operation("sts", "GetCallerIdentity")
DESCRIBE_REGIONS = Operation("ec2", "DescribeRegions")
