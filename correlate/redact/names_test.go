package redact

import (
	"strings"
	"testing"
)

// A text with escapes is redacted once, so that each original has one pseudonym, and the key file lists originals alone.
func TestOncePerOriginal(t *testing.T) {
	const originals = `AROAEXAMPLEEXAMPLE123 ASIAIOSFODNN7EXAMPLE 111122223333 203.0.113.7 ana@corp.example.com db1.corp.internal 02:29:96:8f:6a:2d ana77`
	const text = `{"arn":"arn:aws:iam::111122223333:user/ana77","plain":"` + originals + `","errorMessage":"A \u003cb\u003e ` + originals + `","inner":"{\"m\":\"\\u003c ` + originals + `\"}"}`
	r := redactorOf(text)
	got := r.Text(text)
	for original := range strings.FieldsSeq(originals) {
		if n := strings.Count(got, r.Text(original)); n < 3 {
			t.Errorf("the pseudonym of %s stands %d times in %s", original, n, got)
		}
	}
	for pseudonym, original := range r.key.pairs {
		if _, is := r.key.pairs[original]; is {
			t.Errorf("%s is the pseudonym of a pseudonym, %s", pseudonym, original)
		}
	}
}
