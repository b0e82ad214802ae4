package redact

import (
	"encoding/hex"
	"net/netip"
	"strings"
)

// Pseudonyms look like what they stand for, so that logs keep their form.

// account returns twelve digits. An account id never begins with 0 here, so that no spreadsheet shortens it.
func (k *Key) account(id string) string {
	sum := k.sum("account", id)
	b := []byte("900000000000")
	for i := 1; i < len(b); i++ {
		b[i] = '0' + sum[i]%10
	}
	k.note(string(b), id)
	return string(b)
}

// uniqueID returns an access key id or another unique identifier of IAM with the same prefix, which tells of what it is one.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func (k *Key) uniqueID(id string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	sum := k.sum("unique id", id)
	b := []byte(id)
	for i := 4; i < len(b); i++ {
		b[i] = alphabet[sum[i]%32]
	}
	k.note(string(b), id)
	return string(b)
}

// canonicalUser returns the id of an account in S3.
func (k *Key) canonicalUser(id string) string {
	sum := k.sum("canonical", id)
	w := hex.EncodeToString(sum[:])
	k.note(w, id)
	return w
}

// word returns a word of a kind: user-1a2b3c4d5e.
func (k *Key) word(kind, original string) string {
	sum := k.sum(kind, original)
	w := kind + "-" + hex.EncodeToString(sum[:5])
	k.note(w, original)
	return w
}

// organization returns the id of an organization.
func (k *Key) organization(id string) string { return k.word("o", id) }

// email returns an address at a domain that cannot exist (RFC 2606).
func (k *Key) email(original string) string {
	sum := k.sum("e-mail", strings.ToLower(original))
	w := "user-" + hex.EncodeToString(sum[:5]) + "@redacted.example"
	k.note(w, original)
	return w
}

// host returns a name at a domain that cannot exist.
func (k *Key) host(original string) string {
	sum := k.sum("host", strings.ToLower(original))
	w := "host-" + hex.EncodeToString(sum[:5]) + ".example"
	k.note(w, original)
	return w
}

// accountLabel returns the part of a host name that is the same for all databases of an account in a region.
func (k *Key) accountLabel(label string) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	sum := k.sum("label", label)
	b := []byte(label)
	for i := range b {
		b[i] = alphabet[int(sum[i%len(sum)])%len(alphabet)]
	}
	b[0] = 'c' // as all of them begin
	k.note(string(b), label)
	return string(b)
}

// secret returns what stands in place of a password or a token. It is not noted: nobody needs it back.
func (k *Key) secretWord(original string) string {
	sum := k.sum("secret", original)
	return "REDACTED" + hex.EncodeToString(sum[:8])
}

func (k *Key) addressText(a netip.Addr) string {
	to := k.address(a)
	if to == a {
		return a.String()
	}
	k.note(to.String(), a.String())
	return to.String()
}
