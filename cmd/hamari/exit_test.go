package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

func TestExitCode(t *testing.T) {
	source := func(s report.State, reason string) report.Source { return report.Source{State: s, Reason: reason} }
	ok, partial := source(report.OK, ""), source(report.Partial, "truncated")
	failed, unknown := source(report.Failed, "damaged"), source(report.Unrecognised, "text")
	limited, encrypted := source(report.Skipped, "size limit"), source(report.Skipped, "encrypted")
	system := source(report.Skipped, "file of the operating system: macOS")
	finding := func(v report.Verdict) []report.Finding { return []report.Finding{{Verdict: v}} }

	tests := []struct {
		name     string
		sources  []report.Source
		findings []report.Finding
		failOn   report.Verdict
		limits   []string
		want     int
	}{
		{"all read", []report.Source{ok, ok}, nil, "", nil, 0},
		{"findings alone are no failure", []report.Source{ok}, finding(report.Confirmed), "", nil, 0},
		{"other files are not missed", []report.Source{ok, unknown, system}, nil, "", nil, 0},
		{"partial", []report.Source{ok, partial}, nil, "", nil, 4},
		{"failed", []report.Source{ok, failed}, nil, "", nil, 4},
		{"cut by a limit", []report.Source{ok, limited}, nil, "", nil, 4},
		{"all read, but not all looked at", []report.Source{ok}, nil, "", []string{"a limit"}, 4},
		{"encrypted", []report.Source{ok, encrypted}, nil, "", nil, 4},
		{"as sure as asked", []report.Source{ok}, finding(report.Likely), report.Likely, nil, 1},
		{"surer than asked", []report.Source{ok}, finding(report.Confirmed), report.Possible, nil, 1},
		{"less sure than asked", []report.Source{ok}, finding(report.Possible), report.Likely, nil, 0},
		{"less sure than asked, and partial", []report.Source{partial}, finding(report.Likely), report.Confirmed, nil, 4},
		{"1 comes before 4", []report.Source{ok, failed}, finding(report.Likely), report.Likely, nil, 1},
		{"nothing there", nil, nil, "", nil, 3},
		{"nothing readable", []report.Source{failed, unknown, limited}, nil, "", nil, 3},
		{"nothing recognised", []report.Source{unknown}, nil, "", nil, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &report.Report{Sources: report.SourcesOf(tt.sources...), Findings: tt.findings, Limits: tt.limits}
			if got := exitCode(r, tt.failOn); got != tt.want {
				t.Errorf("exit code %d, want %d", got, tt.want)
			}
		})
	}
}

// TestAdvise holds that the advice fits what is wrong with the input.
func TestAdvise(t *testing.T) {
	for err, want := range map[error]string{
		fs.ErrNotExist:               "Check the path",
		syscall.EACCES:               "permissions",
		bundle.ErrNothing:            "has failed",
		errors.New("the zip is cut"): "have it sent again",
	} {
		if got := advise(fmt.Errorf("case.zip: %w", err)); !strings.Contains(got, want) {
			t.Errorf("%v: %s", err, got)
		}
	}
}
