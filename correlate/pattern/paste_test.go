package pattern

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"text/template"
)

// forged is a name that a shell, JSON and flags all take for more than a name.
const forged = "a'\"\\ $(touch x) `touch x`; touch x #\n--profile b"

// needShell skips a test where there is no POSIX shell.
func needShell(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
}

func pasted(t *testing.T, source string, into pasting, data map[string]any) string {
	t.Helper()
	text := &Template{source: source, into: into, funcs: template.FuncMap{
		"or_else": func(fallback, v any) any {
			if v == nil || v == "" {
				return fallback
			}
			return v
		},
		"args": func(list string) Arguments { return strings.Split(list, ",") },
	}}
	got, err := text.Render(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestPastedIntoShell holds that a name from a log is one word of a command, wherever it stands, whatever it is: a shell
// that runs the command hands it on as it is.
func TestPastedIntoShell(t *testing.T) {
	needShell(t)
	for _, tt := range []struct {
		source string
		want   []string // words that the shell makes of it
	}{
		{`aws --region {{.name}} --end`, []string{"aws", "--region", forged, "--end"}},
		{`aws --name='{{.name}}' --end`, []string{"aws", "--name=" + forged, "--end"}},
		{`aws "of {{.name}}" end`, []string{"aws", "of " + forged, "end"}},
		{`aws arn:{{.name}}:x`, []string{"aws", "arn:" + forged + ":x"}},
		{`aws {{if .name}}'{{.name}}'{{else}}'x'{{end}} {{range .list}}{{.}} {{end}}`, []string{"aws", forged, "p", forged}},
		{"# it's of {{.name}}\naws {{.name}}", []string{"aws", forged}},
		{`aws '{"a": "\'{{.name}}`, []string{"aws", `{"a": "\` + forged}},
		{"true;# it's {{.name}}\naws {{.name}}", []string{"aws", forged}},
		{`aws $(echo {{.region}}) {{.name}}`, []string{"aws", "eu-west-1", forged}},
		{`aws a\'{{.name}}`, []string{"aws", "a'" + forged}},
		{`aws {{args .several}}`, []string{"aws", "one", "t w o", "three"}},
		{`aws {{or_else "$SHELL_WORD" .missing}}`, []string{"aws", "expanded"}},
		{`aws {{.region}} {{.number}}`, []string{"aws", "eu-west-1", "3.5"}},
		{`aws {{"{{"}}`, []string{"aws", "{{"}},
	} {
		command := pasted(t, tt.source, shell, map[string]any{
			"name": forged, "list": []string{"p", forged}, "several": "one,t w o,three", "region": "eu-west-1", "number": 3.5,
		})
		script := "SHELL_WORD=expanded; aws() { printf '%s\\0' aws \"$@\"; }\n" + command
		out, err := exec.Command("sh", "-c", script).Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s\n got %q\nwant %q\nfrom %s", tt.source, got, tt.want, command)
		}
	}
}

// TestPastedIntoPolicy holds that a name from a log is one string of a policy.
func TestPastedIntoPolicy(t *testing.T) {
	for _, source := range []string{
		`{"Resource": "{{.name}}"}`,
		`{"Resource": {{.name}}}`,
		`{{if .name}}{"Resource": "{{.name}}"}{{end}}`,
	} {
		var got struct{ Resource string }
		text := pasted(t, source, policy, map[string]any{"name": forged})
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Resource != forged {
			t.Errorf("%s: %v, %q", text, err, got.Resource)
		}
	}
	if got := pasted(t, `{"Action": {{.json}}, "Max": {{.number}}}`, policy, map[string]any{"json": `["a", "b"]`, "number": 3.0}); got != `{"Action": ["a", "b"], "Max": 3}` {
		t.Errorf("what is JSON already has become %s", got)
	}
	needShell(t)
	inShell := pasted(t, `printf %s '{"Resource": "{{.name}}"}'`, shell, map[string]any{"name": forged})
	out, err := exec.Command("sh", "-c", inShell).Output()
	var got struct{ Resource string }
	if err != nil || json.Unmarshal(out, &got) != nil || got.Resource != forged {
		t.Errorf("%s: %v, %s", inShell, err, out)
	}
}

// TestOpenQuotes holds that a text is refused of which it depends on the bundle in which quotes what follows stands, and one
// with a value where none can be quoted.
func TestOpenQuotes(t *testing.T) {
	for source, ok := range map[string]bool{
		`{{if .a}}'{{end}} {{.b}}'`:              false,
		`{{range .a}}"{{end}}`:                   false,
		`{{if .a}}'x'{{else}}"y"{{end}} {{.b}}`:  true,
		`{{if .a}}it's{{else}}they're{{end}} a'`: true,
		`{{range .a}}'{{else}}'{{end}}`:          false,
		"aws `x {{.a}}`":                         false,
		"aws `x` {{.a}}":                         true,
		"aws '`x {{.a}}`'":                       true,
		"aws \"`x {{.a}}`\"":                     false,
		`aws "$(x {{.a}})"`:                      false,
		`aws "$(x "$(y)" (z)) {{.a}}"`:           true,
		`aws $(x {{.a}})`:                        true,
		`aws $'x {{.a}}'`:                        false,
		`aws $'x\'' {{.a}}`:                      true,
		"cat <<E\n{{.a}}\nE":                     false,
	} {
		text := &Template{source: source, into: shell}
		if _, err := text.quoted(); (err == nil) != ok {
			t.Errorf("%s: %v", source, err)
		}
	}
}
