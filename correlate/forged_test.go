package correlate_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestForgedNames holds that what a report gives to paste does no more than it says, whatever a log says: each command is
// run by a shell that has no aws, and no name from the log may become a command of its own.
func TestForgedNames(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	forge := func(name string) string { return name + `$(touch forged)'; touch forged #\"` + "`touch forged`" }
	event := map[string]any{
		"eventVersion": "1.11", "eventID": "e-1", "eventTime": "2026-03-04T09:15:02Z", "eventSource": "sqs.amazonaws.com", "eventName": "SendMessage",
		"awsRegion": forge("eu-west-1"), "recipientAccountId": forge("111122223333"), "errorCode": "AccessDenied",
		"userIdentity": map[string]any{"type": "IAMUser", "userName": forge("ann"), "arn": "arn:aws:iam::111122223333:user/" + forge("ann")},
		"errorMessage": "User: arn:aws:iam::111122223333:user/" + forge("ann") + " is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:" + forge("q") + " because no identity-based policy allows the sqs:SendMessage action",
	}
	data, err := json.Marshal(map[string]any{"Records": []any{event}})
	if err != nil {
		t.Fatal(err)
	}
	rep := analyzeWithAll(t, txtar.File{Name: "trail.json", Data: data})
	if len(rep.Findings) != 1 {
		t.Fatalf("%d findings", len(rep.Findings))
	}
	var commands []string
	for _, p := range rep.Patterns {
		for _, c := range p.Collect {
			commands = append(commands, c.Command)
		}
	}
	for _, c := range rep.Findings[0].Collect {
		commands = append(commands, c.Command)
	}
	for _, r := range rep.Findings[0].Remedy {
		if strings.HasSuffix(r.Kind, "-policy") {
			if !json.Valid([]byte(r.Body)) {
				t.Errorf("no policy: %s", r.Body)
			}
		} else {
			commands = append(commands, r.Body)
		}
	}
	dir := t.TempDir()
	for _, command := range commands {
		run := exec.Command(sh, "-c", command)
		run.Dir, run.Env = dir, []string{"PATH=" + dir}
		if touch, err := exec.LookPath("touch"); err == nil {
			_ = os.Symlink(touch, filepath.Join(dir, "touch"))
		}
		_ = run.Run() // there is no aws here
		if _, err := os.Stat(filepath.Join(dir, "forged")); err == nil {
			t.Fatalf("a name became a command: %s", command)
		}
	}
	if len(commands) < 10 {
		t.Errorf("only %d commands", len(commands))
	}
}
