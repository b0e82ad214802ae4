// Package scan is the pass over the members of a bundle: every record that a format reads is fed to the entity graph,
// to the lenses and to the pattern steps that ask for its kind.
//
// Each worker owns one State and never waits for another. States merge; merging is associative and commutative, so
// that neither the number of workers nor the order of members shows in the result.
//
// Messages of AWS that somebody pasted or logged are held against the calls that CloudTrail has on record as failed: of a
// call that is there the record is told, and the message no second time.
package scan
