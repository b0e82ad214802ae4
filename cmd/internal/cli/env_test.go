package cli

import "testing"

func TestUTF8(t *testing.T) {
	for _, test := range []struct {
		name     string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{"a locale", map[string]string{"LANG": "ja_JP.UTF-8"}, true, true},
		{"written otherwise", map[string]string{"LANG": "C.utf8"}, true, true},
		{"no terminal", map[string]string{"LANG": "en_US.UTF-8"}, false, false},
		{"none", nil, true, false},
		{"another", map[string]string{"LANG": "ja_JP.eucJP"}, true, false},
		{"the stronger variable", map[string]string{"LC_ALL": "C", "LC_CTYPE": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, true, false},
		{"the next one", map[string]string{"LC_CTYPE": "en_US.UTF-8", "LANG": "C"}, true, true},
		{"a dumb terminal", map[string]string{"LANG": "en_US.UTF-8", "TERM": "dumb"}, true, false},
		{"the console", map[string]string{"LANG": "en_US.UTF-8", "TERM": "linux"}, true, false},
	} {
		env := &Env{Getenv: func(k string) string { return test.env[k] }, Screen: func(any) (int, bool) { return 80, test.terminal }}
		if got := env.UTF8(nil); got != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}
