// Package patterntest holds patterns against test bundles: readable text files, each a bundle with what must be found
// in it. A test bundle is a txtar archive:
//
//	A comment that says what the bundle shows.
//	-- expect.yaml --
//	findings:
//	  - pattern: kms-ebs-start-denied
//	    verdict: confirmed
//	    entities: {instance: [i-0aaaabbbbccccdddd]}
//	    contains: [kms:CreateGrant, no identity-based policy]
//	-- cloudtrail/one.json --
//	{"Records": [...]}
//
// A finding may say under explains which findings must be attached to it, in the same words; others may be attached.
//
// Everything but expect.yaml is a member of the bundle. What the report finds and the file does not expect is a
// difference, and so is what the file expects and the report does not find.
package patterntest
