# METADATA
# title: What is needed to recover the user pool was reviewed
# description: >-
#   Identities change by the day, and what was written about their recovery ages with them: who runs the providers,
#   which clients must get new secrets, how users set new passwords. Somebody looks at it each quarter, and approves a
#   record with the topic identity_export: an export, or what was decided after looking at one.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
# custom:
#   id: COG-002
#   severity: medium
#   kind: cognito.user_pool
#   needs: [/links/evidence]
#   part_suffices: [/links/evidence]
#   requires: [identity_review_days]
#   covers: [85]
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL09-BP04]
#   remediation: >-
#     Go through the recovery document of {name} with its owner, and record that:
#     `safehold evidence new approval`, with the topic identity_export.
package rules.cognito.export_reviewed

import data.lib.exports

compliant if count(exports.reviews(input.links.evidence, "identity_export", _asked)) > 0

findings contains finding if some finding in exports.unreviewed(input.links.evidence, "identity_export", _asked)

_asked := {"days": input.requires.identity_review_days, "taken_at": input.taken_at, "as_of": input.as_of}
