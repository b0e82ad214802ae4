package integrity

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// Limits of public keys; CloudTrail's are RSA keys of 2048 bits, of which a region has a handful a year.
const (
	maxKey  = 8 << 10 // bytes of base64
	maxKeys = 10_000
)

// signedText is what CloudTrail signs of a digest whose content has the given hash. See
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
func (d *digest) signedText(hash string) string {
	previous := d.prevSignature
	if previous == "" {
		previous = "null"
	}
	return strings.Join([]string{d.end.Format(time.RFC3339), d.bucket + "/" + d.object, hash, previous}, "\n")
}

// signedText is what CloudTrail signs of query results. See
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-results-file-custom-validation.html
func (s *sign) signedText() string { return strings.Join(s.hashes, " ") }

// verify says what the signature, in hex, of a text is worth.
func (l *Lens) verify(fingerprint, text, signature string) string {
	key, has := l.keys[fingerprint]
	switch {
	case signature == "":
		return notRecorded
	case !has:
		return noKey
	}
	if isSigned(key, text, signature) {
		return valid
	}
	return invalid
}

func isSigned(key, text, signature string) bool {
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return false
	}
	public := publicKey(der)
	if public == nil {
		return false
	}
	sig, err := hex.DecodeString(signature)
	if err != nil {
		return false
	}
	sum := sha256.Sum256([]byte(text))
	return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], sig) == nil
}

// publicKey reads a key as list-public-keys hands it out: PKCS #1, DER (RFC 8017, appendix A.1.1). It is nil where der is
// something else. Package crypto/x509 would do it too, at the price of the network's code in every start of the program.
func publicKey(der []byte) *rsa.PublicKey {
	var key struct {
		N *big.Int
		E int
	}
	rest, err := asn1.Unmarshal(der, &key)
	if err != nil || len(rest) > 0 || key.N.Sign() <= 0 || key.E <= 0 {
		return nil
	}
	return &rsa.PublicKey{N: key.N, E: key.E}
}
