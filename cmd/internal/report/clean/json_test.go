package clean

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAppendJSON(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"{\n  \"a\": [1, 2]\n}":                "{\n  \"a\": [1, 2]\n}",
		"\"é 東京 \u00a0\"":                      "\"é 東京 \u00a0\"",
		"\"\x7f\u009b\u202e\U000e0001\u2028\"": `"\u007f\u009b\u202e\udb40\udc01\u2028"`,
		"\"a\xffb\"":                           "\"a\ufffdb\"",
	} {
		if got := string(AppendJSON([]byte("x"), []byte(text))); got != "x"+want {
			t.Errorf("%q becomes %s, want %s", text, got, want)
		}
	}
}

// FuzzAppendString holds that every text comes back from JSON as encoding/json would give it back, and that none of it is
// obeyed.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[2J", "a\"b\\c\r\n\t", "\xff\ufffd", "\u202e\U000e0001\u009b\x7f", "é 東京"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := AppendString(nil, []byte(s))
		var got string
		if err := json.Unmarshal(text, &got); err != nil || got != eachInvalid(s) {
			t.Errorf("%q becomes %s: %v", s, text, err)
		}
		if strings.ContainsFunc(string(text), Hazard) {
			t.Errorf("%q becomes %q", s, text)
		}
		if again := AppendJSON(nil, text); string(again) != string(text) {
			t.Errorf("%s becomes %s", text, again)
		}
	})
}

// eachInvalid puts U+FFFD in place of each byte that is no UTF-8, as encoding/json does.
func eachInvalid(s string) string { return string([]rune(s)) }
