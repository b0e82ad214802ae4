// Package redact replaces what a customer may not pass on by pseudonyms: account ids, access keys, names of users, roles,
// sessions, groups and policies, IP and MAC addresses, host names, e-mail addresses, passwords and tokens. The same original gives the same
// pseudonym everywhere, in logs of every format and in reports, so that what hangs together still does: findings on the
// redacted bundle are those on the bundle itself, about the pseudonyms.
//
// Most of it needs no knowledge of a format, since an address looks like one wherever it stands ([Redactor.Text]). What
// does not look like anything, such as a user's name, is gathered from the fields of the logs beforehand ([Collector]).
// Text within Base64, percent-encoding, quoted-printable and JSON escapes is replaced there, too, and names are gathered from it.
//
// What is replaced rather once too often: a run of forty characters that looks drawn at random is a key, and a name that was
// gathered is replaced in any text, in capitals or not. A name that is also a word of a format is replaced only where nothing but a
// name stands, and each member is read again as it is written, to see that its records still are. What is not known to be a name
// stays. Line ends stay where they are,
// so that records keep their places.
//
// IP addresses keep their common prefixes: what was in one network still is, private ranges stay private, and so do the
// sizes of CIDR blocks and the addresses at the edges of 256, by which broadcasts are told. Resource IDs, names of buckets and tags, and
// times stay as they are, but for account ids in the names of buckets.
package redact
