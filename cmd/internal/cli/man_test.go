package cli

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func TestManual(t *testing.T) {
	program := wordy()
	program.Short, program.Long, program.Examples = "Does things.", ".first\n\n'second' with a \\ and a -", "tool do -q 'x'"
	program.Commands[0].Notes = "Exit codes:\n  0  fine"
	page := manual(program, "v1.2", []Word{{"TOOL", "what it does"}})
	for _, want := range []string{
		".TH \"TOOL\" \"1\" \"\" \"tool v1.2\" \"\"\n", "tool \\- does things\n", "\\&.first\n.PP\n\\(aqsecond\\(aq with a \\e and a \\-\n",
		".SS \"tool do\"\n", ".B \"\\-f, \\-\\-format FORMAT\"\nFORMAT of it; more\n", ".SS \"tool more inner\"\n", "\n  0  fine\n", ".B \"TOOL\"\nwhat it does\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in\n%s", want, page)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed: the page is not formatted")
	}
	cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-")
	cmd.Stdin = strings.NewReader(page)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Errorf("%v\n%s", err, &complaints)
	}
	overstruck := regexp.MustCompile(".\b|\x1b\\[[0-9;]*m") // how bold letters are printed
	text := overstruck.ReplaceAllString(out.String(), "")
	for _, want := range []string{"-f, --format FORMAT", "tool do -q 'x'", `'second' with a \ and a -`, ".first"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}
