# METADATA
# title: Somebody decided how the search index comes back
# description: >-
#   An index is derived data: it is restored from a snapshot, or built again from its sources, and each needs its own
#   preparation. AWS Backup knows neither domains nor collections, so nothing that it does is credited. Of a serverless
#   collection no snapshot can be kept elsewhere, so only a plan to build it again brings it back once it is deleted
#   (https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-snapshots.html). The decision is a
#   record with the topic search_recovery.
# schemas:
#   - input: schema.input
# custom:
#   id: OSS-001
#   severity: medium
#   kind: [opensearch.collection, opensearch.domain]
#   needs: [/links/evidence]
#   part_suffices: [/links/evidence]
#   requires: [search_recovery_days]
#   covers: [39, 43, 44]
#   controls:
#     nist_800_53_r5: [CP-10]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.1"]
#     aws_well_architected: [REL09-BP01, REL13-BP02]
#   remediation: >-
#     Decide whether {name} is restored or built again, from which sources and in what time, and record it:
#     `safehold evidence new decision`, with the topic search_recovery and the index in its scope.
package rules.opensearch.recovery_decided

import data.lib.evidence

compliant if count(evidence.decisions(input.links.evidence, "search_recovery", _asked)) > 0

findings contains finding if some finding in evidence.undecided(input.links.evidence, "search_recovery", _asked)

_asked := {"days": input.requires.search_recovery_days, "taken_at": input.taken_at, "as_of": input.as_of}
