package redact

import (
	"bytes"
	"iter"
	"strings"
)

// uniqueIDs are the beginnings of IAM's unique identifiers.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
var uniqueIDs = map[string]bool{
	"AKIA": true, "ASIA": true, "AROA": true, "AIDA": true, "AGPA": true, "AIPA": true, "ANPA": true, "ANVA": true, "APKA": true, "ABIA": true, "ACCA": true, "ASCA": true,
}

func (s *scanner) uniqueID(word int) (int, string) {
	id := s.text[s.at : s.at+word]
	if word < 16 || word > 32 || id[0] != 'A' || !uniqueIDs[string(id[:4])] {
		return 0, ""
	}
	for _, c := range id {
		if 'a' <= c && c <= 'z' {
			return 0, ""
		}
	}
	return word, s.r.remembered(id, (*Key).uniqueID)
}

// organization takes the id of an organization: o-a1b2c3d4e5.
func (s *scanner) organization(word int) (int, string) {
	const head = len("o-")
	if word != 1 || s.text[s.at] != 'o' || s.after(1) != '-' || s.before() == '-' || s.before() == '_' {
		return 0, ""
	}
	rest := s.text[s.at+head:]
	n := wordLength(rest[:min(len(rest), 33)])
	id := rest[:n]
	if n < 10 || n > 32 || !bytes.ContainsAny(id, "0123456789") || !bytes.Equal(id, bytes.ToLower(id)) || s.after(head+n) == '-' || s.after(head+n) == '_' {
		return 0, ""
	}
	return head + n, s.r.remembered(s.text[s.at:s.at+head+n], (*Key).organization)
}

// account takes an account id: as it is, in groups of four digits as the console shows it, and what a spreadsheet made of it.
func (s *scanner) account(word int) (int, string) {
	rest := s.text[s.at:]
	if word >= minAccount && word <= accountDigits {
		if to, has := s.r.accounts[string(rest[:word])]; has {
			return word, to
		}
	}
	if word == 4 && s.after(word) == '-' && wordLength(rest[5:]) == 4 && s.after(9) == '-' && wordLength(rest[10:]) == 4 {
		id := strings.ReplaceAll(string(rest[:14]), "-", "")
		if to, has := s.r.accounts[id]; has {
			return 14, to[:4] + "-" + to[4:8] + "-" + to[8:]
		}
	}
	if word == 1 && (s.after(1) == '.' || s.after(1) == ',') {
		return s.roundedAccount()
	}
	return 0, ""
}

// accountWithin takes the account ids that stand within a word, as in the name of a bucket: logs111122223333.
func (s *scanner) accountWithin(word int) (int, string) {
	if word <= accountDigits || len(s.r.accounts) == 0 {
		return 0, ""
	}
	text := s.text[s.at : s.at+word]
	var out []byte
	done := 0 // of the text, in out
	for from, to := range eachNumber(text, accountDigits) {
		if pseudonym, has := s.r.accounts[string(text[from:to])]; has {
			out = append(append(out, text[done:from]...), pseudonym...)
			done = to
		}
	}
	if done == 0 {
		return 0, ""
	}
	return word, string(append(out, text[done:]...))
}

// eachNumber goes over the numbers in a text that have so many digits.
func eachNumber(text []byte, length int) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for i := 0; i < len(text); i++ {
			if !is(text[i], digits) {
				continue
			}
			from := i
			for i < len(text) && is(text[i], digits) {
				i++
			}
			if i-from == length && !yield(from, i) {
				return
			}
		}
	}
}

const accountDigits = 12

// roundedAccount takes an account id as a spreadsheet rounds it: 1.11122E+11.
func (s *scanner) roundedAccount() (int, string) {
	const exponent = "E+11"
	rest := s.text[s.at:]
	n := 2 + runLength(rest[2:], digits, accountDigits)
	const few = 10_000 // each is looked at
	if n < 4 || !bytes.HasPrefix(rest[n:], []byte(exponent)) || len(s.r.accounts) > few {
		return 0, ""
	}
	kept := string(rest[:1]) + string(rest[2:n])
	for id, to := range s.r.accounts {
		if len(id) == accountDigits && rounded(id, len(kept)) == kept {
			to = rounded(to, len(kept))
			return n + len(exponent), to[:1] + string(rest[1]) + to[1:] + exponent
		}
	}
	return 0, ""
}

// rounded returns the first digits of a number, rounded.
func rounded(id string, n int) string {
	kept := []byte(id[:n])
	if n < len(id) && id[n] >= '5' {
		for i := n - 1; i >= 0; i-- {
			if kept[i]++; kept[i] <= '9' {
				break
			}
			kept[i] = '0'
		}
	}
	return string(kept)
}
