package redact

import "strings"

// secrets are names of fields whose values give access to something.
var secrets = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("password passwd pwd secret secretkey secretaccesskey aws_secret_access_key aws_session_token sessiontoken securitytoken " +
		"x-amz-security-token x-amz-signature signature authorization apikey api_key api-key x-api-key privatekey private_key client_secret clientsecret access_token " +
		"accesstoken refresh_token id_token token bearer cookie set-cookie masteruserpassword userpassword webidentitytoken samlassertion") {
		all[w] = true
	}
	return all
}()

// maxSecretName is the length of the longest of them.
const maxSecretName = 24

func isFieldName(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

// secret takes the value of such a field with its name: password=..., "sessionToken": "...", Authorization: Bearer ...
func (s *scanner) secret() (int, string) {
	if isFieldName(s.before()) {
		return 0, ""
	}
	n := s.run(isFieldName)
	if n == 0 || n > maxSecretName || !secrets[strings.ToLower(string(s.text[s.at:s.at+n]))] {
		return 0, ""
	}
	head := n + s.separator(n)
	if head == n {
		return 0, ""
	}
	quote := s.after(head - 1)
	end := head
	for end < s.at+head+maxSecret && s.at+end < len(s.text) && !endsSecret(s.text[s.at+end], quote) {
		if s.text[s.at+end] == '\\' && quote == '"' && s.at+end+1 < len(s.text) {
			end++
		}
		end++
	}
	end = min(end, len(s.text)-s.at)
	value := string(s.text[s.at+head : s.at+end])
	if isHarmless(value) {
		return 0, ""
	}
	return end, string(s.text[s.at:s.at+head]) + s.r.key.secretWord(value)
}

// maxSecret is the most bytes of a secret.
const maxSecret = 64 << 10

// isHarmless reports whether a value hides nothing.
func isHarmless(value string) bool {
	switch strings.TrimSpace(strings.ToLower(value)) {
	case "", "-", "null", "true", "false", "{", "[", "yes", "no", "hidden_due_to_security_reasons", "****", "***":
		return true
	}
	return strings.HasPrefix(value, "REDACTED") || strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[")
}

// separator returns the length of what stands between the name of a field and its value.
func (s *scanner) separator(from int) int {
	n := from
	for s.after(n) == '\\' {
		n++
	}
	if c := s.after(n); c == '"' || c == '\'' {
		n++
	}
	for s.after(n) == ' ' {
		n++
	}
	if c := s.after(n); c != '=' && c != ':' {
		return 0
	}
	n++
	for s.after(n) == ' ' {
		n++
	}
	for s.after(n) == '\\' {
		n++
	}
	if c := s.after(n); c == '"' || c == '\'' {
		n++
	}
	return n - from
}

// endsSecret reports whether a character ends a value that began behind a quote, or behind none.
func endsSecret(c, quote byte) bool {
	if quote == '"' || quote == '\'' {
		return c == quote || c == '\n'
	}
	return strings.IndexByte("\"' \t\r\n&,;}])", c) >= 0
}

// minToken is the length from which on a run of letters and digits is a token: of a session, or an encoded message.
const minToken = 100

// token takes long runs of characters in which nothing can be read.
func (s *scanner) token() (int, string) {
	if isBase64(s.before()) {
		return 0, ""
	}
	n := s.run(func(c byte) bool { return isBase64(c) || c == '.' })
	if n < minToken || !isOpaque(s.text[s.at:s.at+n]) {
		return 0, ""
	}
	return n, s.r.key.secretWord(string(s.text[s.at : s.at+n]))
}

// isOpaque tells a token from a long path or name: all sorts of characters, and few that part words.
func isOpaque(run []byte) bool {
	var upper, lower, digits, parts int
	for _, c := range run {
		switch {
		case isDigit(c):
			digits++
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			upper++
		default:
			parts++
		}
	}
	share := len(run) / 10
	return upper > share && lower > share && digits > share/2 && parts < share
}
