"""All that judges, loaded before anything is scanned: a mistake in a file of the user's is told at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from scanner import waivers
from scanner.rules import RulePack, load
from scanner.settings import Config
from scanner.severity import Severities
from scanner.tiers import Tiers
from scanner.waivers import WaiverFiles


@dataclass(frozen=True, slots=True)
class Policies:
    """All that judges: the rules, the tiers, the severities and the waivers of a configuration."""

    pack: RulePack
    tiers: Tiers
    severities: Severities
    waivers: WaiverFiles

    @classmethod
    def load(cls, config: Config) -> Policies:
        """The policies of a configuration.

        Raises:
            ConfigError: a file of waivers cannot be used. RuleError: a rule is refused.
        """
        pack = load(config.rule_paths)
        accepted = waivers.load(config.waivers, pack.rules, longest_days=config.waiver_longest_days)
        return cls(pack, Tiers.load(config), Severities.load(config, pack.rules), accepted)

    @property
    def sha256(self) -> str:
        """Of the rules, tiers and severities, in hex."""
        parts = (self.pack.sha256, self.tiers.sha256, self.severities.sha256)
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()
