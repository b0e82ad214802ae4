package acceptance

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"hamari/cmd/internal/report/html"
	"hamari/cmd/internal/report/markdown"
	"hamari/cmd/internal/report/text"
	"hamari/cmd/internal/report/ticket"
	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// packedPatternBundle is a test bundle of a pattern.
func packedPatternBundle(t *testing.T, pattern, name string) []byte {
	t.Helper()
	b, err := patterntest.Load(filepath.Join("..", "..", "..", "correlate", "catalogue", pattern, "testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := b.Zip(nil)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// readable are the forms of the report that people read. A case for AWS Support leaves out what is to be done where it has no room.
func readable() map[string]func(io.Writer, *report.Report) error {
	return map[string]func(io.Writer, *report.Report) error{
		"text":     func(w io.Writer, r *report.Report) error { return text.Render(w, r, text.Options{Width: 80}) },
		"markdown": markdown.Render, "html": html.Render, "ticket": ticket.Render,
	}
}

// TestOneCauseToldOnce holds that a cause that keeps three instances from starting is told once in every form: with the names of all,
// the records of each, one policy, and the commands for each.
func TestOneCauseToldOnce(t *testing.T) {
	rep := analyze(t, packedPatternBundle(t, "kms-ebs-start-denied", "one-cause-three-instances"), 2)
	validate(t, rendered(t, rep))
	if len(rep.Findings) != 3 {
		t.Fatalf("the JSON report has %d findings", len(rep.Findings))
	}
	for form, render := range readable() {
		var out bytes.Buffer
		if err := render(&out, rep); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		for i := range 3 {
			id := fmt.Sprintf("i-0f3b61c7d2a94e85%d", i)
			if !strings.Contains(got, id) {
				t.Errorf("%s: %s is not named", form, id)
			}
			if start := "aws ec2 start-instances --region eu-north-1 --instance-ids " + id; form != "ticket" && strings.Count(got, start) != 1 {
				t.Errorf("%s: %q stands there %d times", form, start, strings.Count(got, start))
			}
			for n := 2*i + 1; n <= 2*i+2; n++ {
				if event := fmt.Sprintf("b7c1d2e3-f405-4617-8293-%012d", n); !strings.Contains(got, event) {
					t.Errorf("%s: event %s of %s is not there", form, event, id)
				}
			}
		}
		if n := strings.Count(got, "UseKeyOfEncryptedVolumes"); form != "ticket" && n != 1 {
			t.Errorf("%s: %d policies", form, n)
		}
		if n := strings.Count(got, "the call reported no error"); form != "html" && n != 1 { // which has each in short as well
			t.Errorf("%s: it is told %d times", form, n)
		}
	}
}

// TestOtherCausesToldApart holds that what is alike but for the role, the key, the reason or the Region has a page of its own.
func TestOtherCausesToldApart(t *testing.T) {
	rep := analyze(t, packedPatternBundle(t, "kms-ebs-start-denied", "alike-but-of-other-causes"), 2)
	for i, f := range rep.Findings {
		if f.SameCauseAs != 0 || f.Cause != nil || f.Apart != nil {
			t.Errorf("finding %d is told in finding %d, by %v", i+1, f.SameCauseAs, f.Cause)
		}
	}
	var out bytes.Buffer
	if err := text.Render(&out, rep, text.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "the call reported no error"); n != 5 || strings.Contains(out.String(), "same cause") {
		t.Errorf("%d findings are told", n)
	}
}

// TestOnePolicyForResources holds that one policy has all resources that a role was refused for one permission, and no other.
func TestOnePolicyForResources(t *testing.T) {
	rep := analyze(t, packedPatternBundle(t, "iam-implicit-deny", "one-permission-for-several-queues"), 2)
	var out bytes.Buffer
	if err := text.Render(&out, rep, text.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	const want = `
             "Resource": [
               "arn:aws:sqs:eu-west-1:684213975520:orders",
               "arn:aws:sqs:eu-west-1:684213975520:invoices",
               "arn:aws:sqs:eu-west-1:684213975520:returns"
             ]
`
	if got := out.String(); strings.Count(got, want) != 1 || strings.Count(got, `"Sid": "sqsSendMessage"`) != 5 {
		t.Error(got)
	}
}

// TestFocusOnOneOfACause holds that what was asked for is told in full, whatever has the same cause.
func TestFocusOnOneOfACause(t *testing.T) {
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	path := stow(t, "case.zip", packedPatternBundle(t, "kms-ebs-start-denied", "one-cause-three-instances"))
	for _, asked := range []string{"i-0f3b61c7d2a94e850", "i-0f3b61c7d2a94e852"} {
		rep, err := correlate.Analyze(t.Context(), caseOf(t, path), patterns, correlate.Options{Focus: []string{asked}})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := text.Render(&out, rep, text.Options{Width: 80}); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, asked+" was started by role BatchOps") {
			t.Errorf("%s is not told of in full:\n%s", asked, got)
		}
	}
}
