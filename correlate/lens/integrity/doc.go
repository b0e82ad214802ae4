// Package integrity checks the log files of a bundle against the digest files that CloudTrail wrote about them: that
// each file is there and is what was delivered, that each digest is what the next one says it is, that no hour is
// without a digest, and, where the public key is in the bundle, that the digests are CloudTrail's. Results of CloudTrail
// Lake queries are checked against their sign file in the same way.
//
// While the bundle is scanned the lens only keeps what digests, sign files and public keys say. Afterwards [Lens.Settle]
// finds the members that they name, by the name that CloudTrail gave the file, wherever the customer put it. The caller
// reads those once more for [Lens.Hashed], and [Lens.Rows] then has one row for each thing that was checked. A bundle
// without digests costs nothing.
//
// A hash that differs proves that a file is not what CloudTrail delivered, and no more: saving it from an editor does
// that as well as malice does. A file in which nothing but the white space between its tokens was changed is told apart:
// its content is proven all the same.
//
// The files: lens.go is what is kept of a scan, match.go finds the members, chain.go follows the digests, sum.go and
// sign.go hash and verify, rows.go and kind.go are the rows.
package integrity
