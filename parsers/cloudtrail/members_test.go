package cloudtrail

import "testing"

// TestBeginsAt holds that a member is found by its whole key, wherever it stands, and by nothing that differs from it in a byte.
func TestBeginsAt(t *testing.T) {
	for _, name := range []string{"ab", "abcde", "abcdef", "eventName", "eventVersion", "abcdefghijklm", "abcdefghijklmn", "sourceIPAddress", "sessionCredentialFromConsole"} {
		m := newMember(name, noSlot)
		if text := []byte("{" + m.key + "true}"); !m.beginsAt(text, 1) || m.beginsAt(text, 0) {
			t.Errorf("%s: not where it stands, or elsewhere", m.key)
		}
		for i := range m.key {
			text := []byte(m.key + "12345678")
			if text[i]++; m.beginsAt(text, 0) {
				t.Errorf("%s begins %s", m.key, text)
			}
			if len(m.key) >= 8 && m.beginsAt([]byte(m.key[:i]), 0) {
				t.Errorf("%s begins %s", m.key, m.key[:i])
			}
		}
	}
}
