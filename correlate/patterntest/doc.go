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
// A finding has these words, of which only pattern must be there:
//
//	pattern   the id
//	verdict   confirmed, likely or possible
//	severity  critical, high, medium, low or info
//	count     how often it was seen
//	entities  things that it must be on, by the words that patterns fields lists, and no word that the pattern itself binds; it
//	          may be on others
//	without   names of things that it must not be on
//	contains  parts of its texts: title, summary, explanation, evidence, tables, remedies, commands and rivals
//	lacks     what none of these may hold
//	same_cause_as  a thing that the finding is on in which it is told, as both have one cause; without it, it must be told in full
//	explains  findings that must be attached to it, in the same words; others may be attached
//
// Beside findings, the file may say of patterns how they are judged, which is how a near miss is written, and of the
// report what it notes:
//
//	status: {kms-ebs-start-denied: ruled-out}   # matched, ruled-out, not-found, not-assessable
//	why: {kms-ebs-start-denied: a part of the reason}
//	notes: [a part of a note]
//	timezone: Asia/Tokyo                        # as --timezone
//
// Everything but expect.yaml is a member of the bundle. What the report finds and the file does not expect is a
// difference, and so is what the file expects and the report does not find.
package patterntest
