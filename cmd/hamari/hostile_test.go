package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"hamari/cmd/internal/generate"
	reportjson "hamari/cmd/internal/report/json"
	"hamari/correlate/report"
)

// What a bundle from a stranger may cost at most, whatever is in it.
const (
	mostMemory = 300 << 20
	mostTime   = 2 * time.Minute // a hang, not a slow machine
)

// hostile is a bundle that means harm, or is broken. Beside what is bad in it there is the healthy case, and the program
// must find the same in that as if it were alone.
type hostile struct {
	name    string
	file    string // the bundle's own name
	write   func(b *bad)
	args    []string
	code    int
	stderr  string            // what is told on standard error, in part
	sources map[string]string // by member: how "state: reason" begins
	note    string            // in part, of the report's
	heavy   bool              // left out with -short
}

// bad is a hostile bundle that is being written. The first error stays.
type bad struct {
	t testing.TB
	w io.Writer
}

func (b *bad) check(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bad) Write(p []byte) (int, error) {
	n, err := b.w.Write(p)
	b.check(err)
	return n, nil
}

// outcome is how a run of the program ended.
type outcome struct {
	code           int
	stdout, stderr string
	memory         int64 // most bytes that were resident at a time
}

// hamariCommand makes a command of the program with a folder of its own for temporary files, which must be empty in the end.
func hamariCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	temp := t.TempDir()
	t.Cleanup(func() {
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("left in the folder for temporary files: %v %v", left, err)
		}
	})
	cmd := exec.CommandContext(t.Context(), "hamari", args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, memoryFile+"="+filepath.Join(t.TempDir(), "memory"))
	return cmd
}

// finish runs a command to its end.
func finish(t testing.TB, cmd *exec.Cmd) outcome {
	t.Helper()
	return finishWith(t, cmd, func(int) {})
}

// finishWith runs a command to its end and does something while it runs.
func finishWith(t testing.TB, cmd *exec.Cmd, meanwhile func(pid int)) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &stdout
	}
	cmd.Stderr = &stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	meanwhile(cmd.Process.Pid)
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if took := time.Since(began); took > mostTime {
		t.Errorf("it took %v", took)
	}
	o := outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), usedMemory(t, cmd.Environ())}
	if o.memory > mostMemory && !raceDetector {
		t.Errorf("%d MB of memory were used", o.memory>>20)
	}
	if strings.Contains(o.stderr, "goroutine ") {
		t.Errorf("a panic: %s", o.stderr)
	}
	return o
}

// memoryFile is the environment variable that names the file to which a run of the program writes how much memory it took.
const memoryFile = "HAMARI_TEST_MEMORY"

// measured is the program with its memory told.
func measured() {
	code := execute()
	if path := os.Getenv(memoryFile); path != "" {
		if err := os.WriteFile(path, strconv.AppendInt(nil, maxRSS(), 10), 0o600); err != nil {
			panic(err)
		}
	}
	os.Exit(code)
}

// usedMemory reads what measured wrote; 0 where a signal ended the program.
func usedMemory(t testing.TB, env []string) int64 {
	t.Helper()
	for _, v := range env {
		if path, ok := strings.CutPrefix(v, memoryFile+"="); ok {
			text, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				return 0
			}
			n, parseErr := strconv.ParseInt(string(text), 10, 64)
			if err := errors.Join(err, parseErr); err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("the command was not made by hamariCommand")
	return 0
}

// runHamari runs the program to its end.
func runHamari(t testing.TB, args ...string) outcome {
	t.Helper()
	return finish(t, hamariCommand(t, args...))
}

// file is a member of a bundle.
type file struct {
	name string
	data []byte
}

// healthy are the members of a small case with one finding. Their names come last, so that what is bad is read first.
var healthy = sync.OnceValues(func() ([]file, error) {
	var packed bytes.Buffer
	if _, err := generate.Write(&packed, healthyScenario, generate.Options{Seed: 1, Size: 100_000}); err != nil {
		return nil, err
	}
	return unzip(packed.Bytes())
})

const (
	healthyScenario = "start-denied"
	healthyFinding  = "kms-ebs-start-denied"
	healthyFolder   = "zz-healthy/"
)

func healthyFiles(t testing.TB) []file {
	t.Helper()
	files, err := healthy()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// hold analyses the bundle and holds what comes out to what is wanted.
func (h *hostile) hold(t *testing.T) {
	if h.heavy && testing.Short() {
		t.Skip("takes seconds")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, h.file)
	writeHostile(t, path, h.write)
	asJSON, asText := filepath.Join(dir, "report.json"), filepath.Join(dir, "report.txt")
	args := slices.Concat([]string{"analyze", "--jobs", "2", "-f", "json=" + asJSON, "-f", "text=" + asText}, h.args, []string{path})
	o := runHamari(t, args...)
	t.Logf("%d MB", o.memory>>20)
	if o.code != h.code || !strings.Contains(o.stderr, h.stderr) || o.stdout != "" {
		t.Errorf("exit code %d, want %d; standard output %q; standard error %q, want %q", o.code, h.code, o.stdout, o.stderr, h.stderr)
	}
	rep := readReport(t, asJSON)
	text, err := os.ReadFile(asText)
	if err != nil {
		t.Fatal(err)
	}
	holdHealthy(t, rep)
	h.holdSources(t, rep, string(text))
	holdLegible(t, string(text))
	if h.note != "" && !slices.ContainsFunc(rep.Notes, func(n string) bool { return strings.Contains(n, h.note) }) {
		t.Errorf("no note says %q: %q", h.note, rep.Notes)
	}
}

// holdAll holds that all members whose path begins so have one of the states, and takes them off the list.
func holdAll(t testing.TB, got map[string]string, prefix, want string) {
	t.Helper()
	tally := map[string]int{}
	for member, state := range got {
		if strings.HasPrefix(member, prefix) {
			tally[state]++
			delete(got, member)
		}
	}
	t.Logf("%v", tally)
	if len(tally) == 0 {
		t.Errorf("no member is called %s...", prefix)
	}
	for state, n := range tally {
		if !slices.ContainsFunc(strings.Split(want, "|"), func(w string) bool { return strings.HasPrefix(state, w) }) {
			t.Errorf("%d members called %s... are %q, want %q", n, prefix, state, want)
		}
	}
}

func writeHostile(t testing.TB, path string, write func(*bad)) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	write(&bad{t, f})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func readReport(t testing.TB, path string) *report.Report {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rep, err := reportjson.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// holdHealthy holds that the healthy members were read in full and judged.
func holdHealthy(t testing.TB, rep *report.Report) {
	t.Helper()
	read := 0
	for _, s := range rep.Sources.All() {
		if !strings.Contains(s.Member, healthyFolder) {
			continue
		}
		read++
		if s.State != report.OK || s.Rejected > 0 {
			t.Errorf("%s is %s: %s, %d records rejected", s.Member, s.State, s.Reason, s.Rejected)
		}
	}
	if want := len(healthyFiles(t)); read != want {
		t.Errorf("%d healthy members are in the report, want %d", read, want)
	}
	if !slices.ContainsFunc(rep.Findings, func(f report.Finding) bool {
		return f.Pattern == healthyFinding && f.Verdict == report.Confirmed && len(f.Evidence) > 0
	}) {
		t.Errorf("the healthy members are not judged: %d findings", len(rep.Findings))
	}
}

// holdSources holds what the report says of the members that are bad. A name that ends with * stands for all that begin so.
func (h *hostile) holdSources(t testing.TB, rep *report.Report, text string) {
	t.Helper()
	got := map[string]string{}
	for _, s := range rep.Sources.All() {
		if !strings.Contains(s.Member, healthyFolder) {
			got[s.Member] = fmt.Sprintf("%s: %s", s.State, s.Reason)
		}
	}
	for member, want := range h.sources {
		if prefix, all := strings.CutSuffix(member, "*"); all {
			holdAll(t, got, prefix, want)
			continue
		}
		if !strings.HasPrefix(got[member], want) {
			t.Errorf("%s is %q, want %q", member, got[member], want)
		}
		if _, reason, _ := strings.Cut(want, ": "); reason != "" && !strings.Contains(strings.Join(strings.Fields(text), " "), reason) {
			t.Errorf("the text does not say of %s: %s", member, reason)
		}
		delete(got, member)
	}
	for member, state := range got {
		t.Errorf("%s is %q, and nothing is expected of it", member, state)
	}
}

// holdLegible holds that nothing in a text moves the cursor, colours, hides, or turns what is read.
func holdLegible(t testing.TB, text string) {
	t.Helper()
	for i, c := range text {
		if c != '\n' && !unicode.IsPrint(c) {
			t.Errorf("%q at byte %d: %q", c, i, text[max(0, i-40):min(len(text), i+40)])
			return
		}
	}
}
