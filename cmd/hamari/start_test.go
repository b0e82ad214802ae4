package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkStart measures the CPU time from the start of a process to its end: of an empty Go program, of hamari version,
// and of a command that loads and compiles the whole catalogue.
//
//	go test -run '^$' -bench Start -benchtime 200x ./cmd/hamari
func BenchmarkStart(b *testing.B) {
	if _, err := exec.LookPath("go"); err != nil {
		b.Skip("no go command")
	}
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "empty.go"), []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	build := func(name, source string) string {
		path := filepath.Join(dir, name)
		cmd := exec.Command("go", "build", "-o", path, source)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", name, err, out)
		}
		return path
	}
	empty, hamari := build("empty", filepath.Join(dir, "empty.go")), build("hamari", ".")
	for _, bench := range []struct {
		name string
		args []string
	}{
		{"empty program", []string{empty}},
		{"version", []string{hamari, "version"}},
		{"load the catalogue", []string{hamari, "patterns", "list"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var used time.Duration
			for b.Loop() {
				cmd := exec.Command(bench.args[0], bench.args[1:]...)
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				used += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			}
			b.ReportMetric(float64(used.Microseconds())/float64(b.N)/1000, "cpu-ms/run")
		})
	}
}
