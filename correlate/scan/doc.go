// Package scan is the pass over the members of a bundle: every record that a format reads is fed to the entity graph,
// to the lenses and to the pattern steps that ask for its kind.
//
// Each worker owns one State and never waits for another. States merge; merging is associative and commutative, so
// that neither the number of workers nor the order of members shows in the result.
package scan
