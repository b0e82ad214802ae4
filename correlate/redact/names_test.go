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

// Names with signs that JSON escapes, and those of Windows domains, are gone in every way to write them.
func TestEscapedNames(t *testing.T) {
	for _, tt := range []struct {
		text       string
		gone, stay []string
	}{
		{`{"userName":"ZORGDOM\\benz77","x":"ZORGDOM\\benz77 and benz77"} ZORGDOM\benz77 {"in":"{\"userName\":\"ZORGDOM\\\\benz77\"}"}`, []string{"ZORGDOM", "benz77"}, []string{`\\user-`, `\\\\user-`, " and "}},
		{`{"principalId":"AROAEXAMPLEEXAMPLE123:ZORGDOM\\benz77","requestParameters":{"userName": "ZORGDOM\\uzorg41"}}`, []string{"ZORGDOM", "benz77", "uzorg41"}, nil},
		{`{"in":"{\"userName\":\"ZORGDOM\\\\natalie\"}"} by ZORGDOM\natalie`, []string{"ZORGDOM", "natalie"}, nil},
		{`{"userName":"zorg\"13","x":"zorg\"13 came"} zorg"13 {"in":"{\"userName\":\"zorg\\\"13\"}"}`, []string{`zorg`}, []string{" came"}},
		{`{"principalId":"AROAEXAMPLEEXAMPLE123:benz77\nnext"} next`, []string{"benz77"}, []string{`\nnext"} next`}},
		{`{"userName":"a\\"} tail77`, nil, []string{"tail77"}},
	} {
		got := redactorOf(tt.text).Text(tt.text)
		for _, gone := range tt.gone {
			if strings.Contains(got, gone) {
				t.Errorf("%s is left in\n   %s of\n   %s", gone, got, tt.text)
			}
		}
		for _, stay := range tt.stay {
			if !strings.Contains(got, stay) {
				t.Errorf("%s is not left in %s", stay, got)
			}
		}
	}
}

// What a log writes where there is no name is none.
func TestPlaceholders(t *testing.T) {
	n := newNames()
	for _, name := range []string{"[unknown]", "[local]", "<unknown>", "-", "(none)"} {
		n.user(name)
		n.host(name)
	}
	if len(n.users)+len(n.hosts) > 0 {
		t.Errorf("%v and %v are taken for names", n.users, n.hosts)
	}
}
