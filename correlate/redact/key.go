package redact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Key is what pseudonyms are made with. Whoever has it can tell which original stands behind a pseudonym.
type Key struct {
	secret []byte

	mu    sync.Mutex
	pairs map[string]string // pseudonym to original
}

// keyVersion is the version of the key file's form.
const keyVersion = 1

// maxPairs is how many pseudonyms a key file lists. Beyond it the secret alone tells, by trying originals.
const maxPairs = 1_000_000

// keyFile is the form of a key file.
type keyFile struct {
	Version    int               `json:"version"`
	Secret     string            `json:"secret"`     // in hex
	Pseudonyms map[string]string `json:"pseudonyms"` // pseudonym to original
}

// NewKey returns a key that nobody has had before.
func NewKey() *Key {
	secret := make([]byte, sha256.Size)
	_, _ = rand.Read(secret) // it never fails
	return &Key{secret: secret, pairs: map[string]string{}}
}

// ReadKey reads a key file, so that a further bundle gets the same pseudonyms.
func ReadKey(r io.Reader) (*Key, error) {
	const most = 256 << 20
	var f keyFile
	if err := json.NewDecoder(io.LimitReader(r, most)).Decode(&f); err != nil {
		return nil, fmt.Errorf("not a key file: %w", err)
	}
	secret, err := hex.DecodeString(f.Secret)
	switch {
	case f.Version != keyVersion:
		return nil, fmt.Errorf("not a key file of version %d", keyVersion)
	case err != nil || len(secret) != sha256.Size:
		return nil, errors.New("not a key file: its secret is not 32 bytes in hex")
	}
	if f.Pseudonyms == nil {
		f.Pseudonyms = map[string]string{}
	}
	return &Key{secret: secret, pairs: f.Pseudonyms}, nil
}

// Write writes the key file.
func (k *Key) Write(w io.Writer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(keyFile{keyVersion, hex.EncodeToString(k.secret), k.pairs})
}

// sum is what all pseudonyms are drawn from: the same for the same kind and original, and known to the holder of the key alone.
func (k *Key) sum(kind, original string) [sha256.Size]byte {
	h := hmac.New(sha256.New, k.secret)
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(original))
	return [sha256.Size]byte(h.Sum(nil))
}

// note remembers a pair.
func (k *Key) note(pseudonym, original string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.pairs) < maxPairs {
		k.pairs[pseudonym] = original
	}
}
