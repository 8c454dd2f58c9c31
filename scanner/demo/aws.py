"""Clients of the emulator."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config


class Aws:
    """Clients of the emulator, each made once, none looking at the environment."""

    def __init__(self, endpoint: str) -> None:
        self._session = boto3.Session(aws_access_key_id="demo", aws_secret_access_key="demo")  # noqa: S106 - moto takes any
        self._config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}

    def ask(self, service: Any, region: str, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as botocore takes them
        """Call an operation; raises what botocore raises."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._session.client(
                service, region_name=region, endpoint_url=self._endpoint, config=self._config
            )
        answer: dict[str, Any] = getattr(self._clients[service, region], operation)(**parameters)
        return answer
