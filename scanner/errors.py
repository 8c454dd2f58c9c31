"""The exceptions that a user may see. Only `scanner.cli` turns one into an exit code.

    SafeholdError                 exit 1: the scanner failed
    ├── UsageError                exit 2: an option, a file or a folder that the user can mend
    │   ├── ConfigError           safehold.yaml, or another file the user wrote
    │   ├── RuleError             a rule that does not parse, or that the lint refuses
    │   └── CredentialsError      no credentials, expired ones, an unknown profile or Region
    ├── SnapshotError             exit 2: a snapshot that was altered, cut short or is of another schema
    ├── EngineError               exit 1: the Rego engine could not be started or reached
    └── NotificationError         exit 1: a target of --notify did not take what was to be told

Each message says what is wrong, where (file and line, or ARN), and what to do.
"""

from __future__ import annotations


class SafeholdError(Exception):
    """The base of every error that Safehold raises on purpose."""


class UsageError(SafeholdError):
    """Something the user gave cannot be used, and the user can mend it."""


class ConfigError(UsageError):
    """A file the user wrote is malformed; the message begins with file:line."""


class RuleError(UsageError):
    """A rule is refused; the message begins with file:line:column."""


class CredentialsError(UsageError):
    """AWS cannot be asked anything as things stand."""


class SnapshotError(SafeholdError):
    """A snapshot cannot be trusted; the message names the part and why."""


class EngineError(SafeholdError):
    """A Rego engine is missing, does not answer, or answers nonsense."""


class NotificationError(SafeholdError):
    """A notice was not taken; the message says why, and holds no secret. The reports are there all the same."""
