package redact

import (
	"bytes"
	"strings"
	"sync"
)

// tokenForm is how tokens of one sort begin, and the least length of what follows.
type tokenForm struct {
	begins string
	least  int
}

// tokenForms are tokens that are known by how they begin, by their first letters and digits. They are documented by those who give
// them out: GitHub, GitLab, Slack, Stripe, npm, PyPI, Docker, Google, Hugging Face, Shopify, SendGrid, DigitalOcean, HashiCorp,
// Atlassian, Anthropic and OpenAI.
var tokenForms = sync.OnceValue(func() map[string][]tokenForm {
	forms := map[string][]tokenForm{}
	const forms20 = "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- glptt- glcbt- glsoat- npm_ pypi- dckr_pat_ hf_ shpat_ shpss_ shpca_ dop_v1_ doo_v1_ hvs. hvb. sk-ant- sk-proj-"
	const forms10 = "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xapp- sk_live_ sk_test_ rk_live_ rk_test_ whsec_ SG. ya29."
	for text, least := range map[string]int{forms20: 16, forms10: 10} {
		for begins := range strings.FieldsSeq(text) {
			first := begins[:wordLength([]byte(begins))]
			forms[first] = append(forms[first], tokenForm{begins, least})
		}
	}
	return forms
})

// Keys of Google's APIs have no sign behind their beginning.
const (
	googleKey       = "AIza"
	googleKeyLength = 39
)

// googleKey takes a key of Google's APIs, or a token of Atlassian: neither has a sign behind its beginning.
func (s *scanner) googleKey(word int) (int, string) {
	rest := s.text[s.at:]
	n := 0
	switch {
	case bytes.HasPrefix(rest, []byte(googleKey)):
		if n = runLength(rest, fieldChars, googleKeyLength+1); n != googleKeyLength {
			return 0, ""
		}
	case bytes.HasPrefix(rest, []byte("ATATT3")) && word > 2*len("ATATT3"):
		n = runLength(rest, base64s, maxSecret)
	default:
		return 0, ""
	}
	return n, s.r.key.secretWord(string(rest[:n]))
}

// publicToken takes a token that is known by how it begins.
func (s *scanner) publicToken(word int) (int, string) {
	rest := s.text[s.at:]
	const longest = len("github")
	if word > longest {
		return 0, ""
	}
	for _, form := range tokenForms()[string(rest[:word])] {
		if !strings.HasPrefix(string(rest[:min(len(rest), len(form.begins))]), form.begins) {
			continue
		}
		n := len(form.begins)
		for n < len(rest) && n < maxSecret && (is(rest[n], fieldChars) || rest[n] == '.' && n+1 < len(rest) && is(rest[n+1], alnum)) {
			n++
		}
		if n-len(form.begins) >= form.least && isMixed(rest[len(form.begins):n]) {
			return n, s.r.key.secretWord(string(rest[:n]))
		}
	}
	return 0, ""
}

// isMixed reports whether a text is rather drawn at random than a word.
func isMixed(text []byte) bool {
	return bytes.ContainsAny(text, "0123456789") || !bytes.Equal(text, bytes.ToLower(text))
}
