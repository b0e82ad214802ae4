package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamari/cmd/internal/generate"
)

func TestRunWritesBundleAndTruth(t *testing.T) {
	dir := t.TempDir()
	bundle, truth := filepath.Join(dir, "case.zip"), filepath.Join(dir, "case.json")
	var stderr bytes.Buffer
	args := []string{
		"--scenario", "start-denied", "--size", "300kB", "--seed", "7", "-o", bundle, "--truth", truth,
		"--zone", "Asia/Tokyo", "--start", "2026-06-01T09:00:00+09:00", "--forms", "cloudtrail=ndjson",
	}
	if code := run(args, nil, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	z, err := zip.OpenReader(bundle)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	text, err := os.ReadFile(truth)
	if err != nil {
		t.Fatal(err)
	}
	var got generate.Truth
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Members != len(z.File) || got.Zone != "Asia/Tokyo" || got.Start.Format("2006-01-02T15:04Z") != "2026-06-01T00:00Z" {
		t.Errorf("truth %+v of a zip with %d members", got, len(z.File))
	}

	var stdout bytes.Buffer
	args[7] = "-"
	if code := run(args, &stdout, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	if onDisk, err := os.ReadFile(bundle); err != nil || !bytes.Equal(onDisk, stdout.Bytes()) {
		t.Errorf("standard output differs from the file (%v)", err)
	}
}

func TestRunExitCodes(t *testing.T) {
	tests := []struct {
		args string
		code int
		says string
	}{
		{"--help", 0, "start-denied"},
		{"--size many", 2, "not a number of bytes"},
		{"--forms cloudtrail=xml", 2, "is not one of s3"},
		{"--zone Mars/Olympus", 2, "Mars"},
		{"--start yesterday", 2, "not a time"},
		{"extra", 2, "unexpected argument"},
		{"--no-such-flag", 2, "unknown flag"},
		{"--scenario loud --size 1kB", 3, "is not one of"},
		{"--scenario quiet -o /nonexistent/dir/case.zip", 3, "no such file"},
	}
	for _, tt := range tests {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(tt.args), &stdout, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: exit %d, want %d; stderr %q", tt.args, code, tt.code, stderr.String())
		}
	}
}
