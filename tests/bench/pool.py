"""What boto3 can do here at most: a bare pool of threads that asks for the core facts and keeps nothing.

Usage: python tests/bench/pool.py [--threads 16] [--processes 1]

Four calls for each bucket and two for each table, through one client a service. With two processes, each has half.
"""

from __future__ import annotations

import argparse
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET_CALLS = (
    "get_bucket_versioning",
    "get_bucket_lifecycle_configuration",
    "get_object_lock_configuration",
    "get_bucket_replication",
)
TABLE_CALLS = ("describe_table", "describe_continuous_backups")


def share(threads: int, number: int, of: int) -> None:
    """Asks for every `of`-th bucket and table, beginning with `number`."""
    session = boto3.session.Session()
    config = Config(max_pool_connections=threads, retries={"mode": "standard"}, s3={"addressing_style": "path"})
    s3, dynamodb = session.client("s3", config=config), session.client("dynamodb", config=config)
    pages = s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 1000})
    buckets = [each["Name"] for page in pages for each in page["Buckets"]][number::of]
    tables = [name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]

    def bucket(name: str) -> None:
        for call in BUCKET_CALLS:
            with suppress(ClientError):  # not configured
                getattr(s3, call)(Bucket=name)

    def table(name: str) -> None:
        for call in TABLE_CALLS:
            getattr(dynamodb, call)(TableName=name)

    with ThreadPoolExecutor(threads) as pool:
        work = [pool.submit(bucket, name) for name in buckets]
        work += [pool.submit(table, name) for name in tables[number::of]]
        for each in work:
            each.result()


def main() -> None:
    """Do it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    others = [
        context.Process(target=share, args=(given.threads, number, given.processes))
        for number in range(1, given.processes)
    ]
    for each in others:
        each.start()
    share(given.threads, 0, given.processes)
    for each in others:
        each.join()


if __name__ == "__main__":
    main()
