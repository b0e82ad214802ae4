//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// healthyBundle writes the healthy case, and noise that does not compress if there is to be some, as a member of a zip of its
// own, so that reading it needs a temporary file.
func healthyBundle(t *testing.T, noise int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.zip")
	writeHostile(t, path, func(b *bad) {
		if noise == 0 {
			zipOf()(b)
			return
		}
		var inner bytes.Buffer
		zipOf(storedEntry("noise.bin", noiseBytes(noise)))(&bad{b.t, &inner})
		z := &zipWriter{w: b}
		z.add(storedEntry("inner.zip", inner.Bytes()))
		z.addHealthy(b.t)
		z.end("")
	})
	return path
}

func noiseBytes(n int) []byte {
	out := make([]byte, n)
	x := uint64(88172645463325252)
	for i := range out {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		out[i] = byte(x)
	}
	return out
}

// manyFlows writes so many lines of a flow log as a file.
func manyFlows(t *testing.T, lines int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "flow.log")
	writeHostile(t, path, func(b *bad) {
		var text bytes.Buffer
		text.WriteString(aLog)
		for i := range lines {
			fmt.Fprintf(&text, "2 111122223333 eni-0a1b2c3d4e5f60718 10.0.%d.%d 10.0.2.7 %d 443 6 10 840 %d %d ACCEPT OK\n", i>>8&255, i&255, 1024+i%60000, 1772590200+i%3600, 1772590260+i%3600)
		}
		b.check(writeAll(b, text.Bytes()))
	})
	return path
}

// withFolder runs the program with a small folder, or one that is read-only, mounted in a place that only it sees. The test is
// skipped where that is not allowed.
func withFolder(t *testing.T, options string, args ...string) (*exec.Cmd, string) {
	t.Helper()
	for _, need := range []string{"unshare", "mount", "sh"} {
		if _, err := exec.LookPath(need); err != nil {
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	unshare := []string{"--mount"}
	if os.Getuid() != 0 {
		unshare = append(unshare, "--map-root-user")
	}
	script := `mount -t tmpfs -o "$1" none "$2" || exit 125; shift 2; exec "$@"`
	if out, err := exec.Command("unshare", append(unshare, "sh", "-c", script, "sh", options, dir, "true")...).CombinedOutput(); err != nil {
		t.Skipf("mounting is not allowed: %v: %s", err, out)
	}
	cmd := hamariCommand(t)
	words := append(unshare, "sh", "-c", script, "sh", options, dir, "hamari")
	for _, a := range args {
		words = append(words, strings.ReplaceAll(a, "FOLDER", dir))
	}
	with := exec.CommandContext(t.Context(), "unshare", words...)
	with.Env = cmd.Env
	return with, dir
}

// TestFullFolder runs the program where there is no room, or no right to write.
func TestFullFolder(t *testing.T) {
	nested, plain := healthyBundle(t, 12<<20), healthyBundle(t, 0)
	for _, c := range []struct {
		name, options string
		args          []string
		code          int
		stderr        string
		report        bool // it is on standard output, with what could be read
	}{
		{"output folder is read-only", "ro", []string{"analyze", "-o", "FOLDER/r.json", plain}, 2, "read-only file system", false},
		{"output folder is missing", "size=1m", []string{"analyze", "-o", "FOLDER/a/r.json", plain}, 2, "there is no folder", false},
		{"disk full while the report is written", "size=8k", []string{"analyze", "-f", "json", "-o", "FOLDER/r.json", plain}, 3, "no space left on device", false},
		{"disk full while the timeline is written", "size=8k", []string{"timeline", "-f", "csv", "-o", "FOLDER/t.csv", plain}, 3, "no space left on device", false},
		{"disk full while the redacted bundle is written", "size=8k", []string{"redact", plain, "-o", "FOLDER/r.zip"}, 3, "no space left on device", false},
		{"temp folder full", "size=1m", []string{"analyze", "-f", "json", "--temp-dir", "FOLDER", nested}, 4, "1 of ", true},
		{"temp folder read-only", "ro", []string{"analyze", "-f", "json", "--temp-dir", "FOLDER", nested}, 4, "1 of ", true},
		{"temp folder is not needed", "ro", []string{"analyze", "-f", "json", "--temp-dir", "FOLDER", plain}, 0, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd, _ := withFolder(t, c.options, c.args...)
			o := finish(t, cmd)
			t.Logf("%d MB, %s", o.memory>>20, o.stderr)
			if o.code != c.code || !strings.Contains(o.stderr, c.stderr) {
				t.Errorf("exit code %d, want %d: %s", o.code, c.code, o.stderr)
			}
			if !c.report {
				return
			}
			path := filepath.Join(t.TempDir(), "report.json")
			if err := os.WriteFile(path, []byte(o.stdout), 0o600); err != nil {
				t.Fatal(err)
			}
			holdHealthy(t, readReport(t, path))
			if c.code != 0 && !strings.Contains(o.stdout, "temp file") {
				t.Error("the report does not say why")
			}
		})
	}
}

// TestTimelineWithoutRoom sorts more than memory holds where there is no room for it.
func TestTimelineWithoutRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	log := manyFlows(t, 700_000)
	cmd, _ := withFolder(t, "size=2m", "timeline", "-q", "-f", "jsonl", "--temp-dir", "FOLDER", "-o", filepath.Join(t.TempDir(), "t.jsonl"), log)
	o := finish(t, cmd)
	if o.code != exitUnreadable || !strings.Contains(o.stderr, "--temp-dir DIR") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	// What is selected may be little, or may not: nobody knows before.
	cmd, _ = withFolder(t, "size=2m", "timeline", "-q", "-f", "jsonl", "--temp-dir", "FOLDER", "--where", "action=ACCEPT", "-o", filepath.Join(t.TempDir(), "t.jsonl"), log)
	if o := finish(t, cmd); o.code != exitUnreadable || !strings.Contains(o.stderr, "no space left on device") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
}

// TestTimelineInterrupted stops a timeline that has written to its temporary file.
func TestTimelineInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	out := t.TempDir()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd := hamariCommand(t, "timeline", "-q", "-f", "jsonl", "-o", filepath.Join(out, "t.jsonl"), manyFlows(t, 700_000))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		if !spills(cmd.Process.Pid) {
			t.Skip("what a process has open is not told here")
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		<-ended
		want := map[syscall.Signal]string{syscall.SIGINT: "hamari: interrupted\n", syscall.SIGTERM: "hamari: terminated\n"}[sig]
		if code := cmd.ProcessState.ExitCode(); code != 128+int(sig) || stderr.String() != want {
			t.Errorf("exit code %d: %s", code, &stderr)
		}
		if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

// spills waits until a process has a temporary file that it has written to and that has no name any more.
func spills(pid int) bool {
	return opens(pid, func(fd, to string) bool {
		info, err := os.Stat(fd)
		return err == nil && strings.Contains(to, "/hamari-") && strings.HasSuffix(to, "(deleted)") && info.Size() > 0
	})
}

// opens waits until a process has a file open that is wanted: what /proc calls it, and the path that it stands for.
func opens(pid int, wanted func(fd, to string) bool) bool {
	for range 3000 {
		time.Sleep(10 * time.Millisecond)
		if found, known := hasOpen(pid, wanted); found || !known {
			return found
		}
	}
	return false
}

// hasOpen reports whether a process has a file open now, and whether that can be known.
func hasOpen(pid int, wanted func(fd, to string) bool) (found, known bool) {
	open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil || len(open) == 0 {
		return false, false
	}
	for _, fd := range open {
		to, err := os.Readlink(fd)
		if err == nil && wanted(fd, to) {
			return true, true
		}
	}
	return false, true
}

// TestPlaces runs the program on bundles that are no files, change or vanish.
func TestPlaces(t *testing.T) {
	plain := healthyBundle(t, 0)
	analyze := func(t *testing.T, code int, stderr string, judged bool, bundles ...string) {
		t.Helper()
		to := filepath.Join(t.TempDir(), "report.json")
		o := runHamari(t, append([]string{"analyze", "-f", "json=" + to}, bundles...)...)
		if o.code != code || !strings.Contains(o.stderr, stderr) {
			t.Errorf("exit code %d, want %d: %q", o.code, code, o.stderr)
		}
		if judged {
			holdHealthy(t, readReport(t, to))
		} else if _, err := os.Stat(to); err == nil {
			t.Error("there is a report")
		}
	}
	t.Run("a device", func(t *testing.T) { analyze(t, 3, "neither a file nor a folder but a device", false, "/dev/zero") })
	t.Run("a pipe", func(t *testing.T) {
		pipe := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Skip(err)
		}
		data, err := os.ReadFile(plain)
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = os.WriteFile(pipe, data, 0) }() // what is wrong shows in the report
		analyze(t, 0, "", true, pipe)
	})
	t.Run("pipes, links and devices in a folder", func(t *testing.T) {
		dir := t.TempDir()
		unpackHealthy(t, dir)
		for _, err := range []error{
			syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600), os.Symlink("/etc/passwd", filepath.Join(dir, "link")),
			os.Symlink("..", filepath.Join(dir, "loop")), os.Symlink("/dev/zero", filepath.Join(dir, "zero")),
		} {
			if err != nil {
				t.Skip(err)
			}
		}
		analyze(t, 4, "4 of ", true, dir)
	})
	t.Run("standard input is closed", func(t *testing.T) {
		cmd := hamariCommand(t, "analyze", "-")
		cmd.Stdin = strings.NewReader("")
		if o := finish(t, cmd); o.code != 3 {
			t.Errorf("exit code %d: %q", o.code, o.stderr)
		}
	})
	t.Run("there is no standard input", func(t *testing.T) {
		cmd := hamariCommand(t, "analyze", "-")
		with := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `exec "$@" <&-`, "sh"}, cmd.Args...)...)
		with.Env = cmd.Env
		if o := finish(t, with); o.code != 3 || !strings.Contains(o.stderr, "standard input: nothing came through it") {
			t.Errorf("exit code %d: %q", o.code, o.stderr)
		}
	})
	t.Run("standard input ends early", func(t *testing.T) {
		data, err := os.ReadFile(plain)
		if err != nil {
			t.Fatal(err)
		}
		cmd := hamariCommand(t, "ls", "-")
		cmd.Stdin = bytes.NewReader(data[:len(data)*2/3])
		if o := finish(t, cmd); o.code != 4 || !strings.Contains(o.stdout, "truncated") || !strings.Contains(o.stdout, "central directory is missing") || !strings.Contains(o.stdout, "ok ") {
			t.Errorf("exit code %d: %s %s", o.code, o.stdout, o.stderr)
		}
	})
	t.Run("few file handles", func(t *testing.T) {
		dir := t.TempDir()
		for i := range 30 {
			unpackHealthyTo(t, dir, fmt.Sprintf("copy-%d", i))
		}
		unpackHealthy(t, dir)
		cmd := hamariCommand(t, "ls", "--jobs", "8", dir)
		with := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `ulimit -n 48 && exec "$@"`, "sh"}, cmd.Args...)...)
		with.Env = cmd.Env
		if o := finish(t, with); o.code != 0 {
			t.Errorf("exit code %d: %s %s", o.code, o.stdout, o.stderr)
		}
	})
	t.Run("out of file handles", func(t *testing.T) {
		dir := t.TempDir()
		unpackHealthy(t, dir)
		cmd := hamariCommand(t, "ls", "--jobs", "8", dir, plain, plain, plain, plain, plain, plain, plain, plain)
		with := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `ulimit -n 12 && exec "$@"`, "sh"}, cmd.Args...)...)
		with.Env = cmd.Env
		if o := finish(t, with); o.code != exitUnreadable || !strings.Contains(o.stderr, "too many open files") {
			t.Errorf("exit code %d: %s %s", o.code, o.stdout, o.stderr)
		}
	})
	t.Run("whoever reads hangs up", func(t *testing.T) {
		for _, args := range [][]string{{"analyze", plain}, {"analyze", "-f", "json", plain}, {"timeline", plain}, {"ls", plain}, {"patterns", "list"}} {
			cmd := hamariCommand(t, args...)
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Stdout = w
			r.Close()
			o := finish(t, cmd)
			w.Close()
			if o.code != -1 || strings.Contains(o.stderr, "broken pipe") { // ended by SIGPIPE, as every program in a pipeline
				t.Errorf("%s: exit code %d: %q", args, o.code, o.stderr)
			}
		}
	})
}

func unpackHealthy(t *testing.T, dir string) { t.Helper(); unpackHealthyTo(t, dir, healthyFolder) }

func unpackHealthyTo(t *testing.T, dir, folder string) {
	t.Helper()
	for _, f := range healthyFiles(t) {
		path := filepath.Join(dir, folder, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// stands waits until all threads of a process stand still, which they do some time after the signal.
func stands(pid int) bool {
	for range 500 {
		states, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		still := err == nil && len(states) > 0
		for _, name := range states {
			stat, _ := os.ReadFile(name)
			behind := stat[bytes.LastIndexByte(stat, ')')+1:]
			still = still && bytes.HasPrefix(behind, []byte(" T"))
		}
		if still {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// TestChangingFiles cuts a file of a folder while it is read, and removes one and lets one grow whose turn has not come. The program
// stands still meanwhile, so that nothing depends on who is faster.
func TestChangingFiles(t *testing.T) {
	dir := t.TempDir()
	unpackHealthy(t, dir)
	big := readText(t, manyFlows(t, 300_000))
	for i, name := range []string{"a-cut.log", "b-gone.log", "c-grown.log"} {
		own := strings.ReplaceAll(big, "eni-0a1b2c3d4e5f60718", fmt.Sprintf("eni-0a1b2c3d4e5f6071%d", i)) // else they are copies, and read again
		if err := os.WriteFile(filepath.Join(dir, name), []byte(own), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	to := filepath.Join(t.TempDir(), "report.json")
	cmd := hamariCommand(t, "analyze", "--jobs", "1", "-f", "json="+to, dir)
	o := finishWith(t, cmd, func(pid int) {
		if !opens(pid, func(_, to string) bool { return strings.HasSuffix(to, "/a-cut.log") }) {
			t.Skip("what a process has open is not told here")
		}
		_ = syscall.Kill(pid, syscall.SIGSTOP)
		defer func() { _ = syscall.Kill(pid, syscall.SIGCONT) }()
		if !stands(pid) {
			t.Skip("the process does not stand still")
		}
		if next, _ := hasOpen(pid, func(_, to string) bool { return strings.HasSuffix(to, "/b-gone.log") }); next {
			t.Skip("the process was stopped too late: a file that it has open cannot vanish")
		}
		if err := os.Truncate(filepath.Join(dir, "a-cut.log"), 1000); err != nil {
			t.Error(err)
		}
		if err := os.Remove(filepath.Join(dir, "b-gone.log")); err != nil {
			t.Error(err)
		}
		grown, err := os.OpenFile(filepath.Join(dir, "c-grown.log"), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = io.WriteString(grown, strings.Repeat(strings.SplitAfter(aLog, "\n")[1], 1000))
		}
		if err := errors.Join(err, grown.Close()); err != nil {
			t.Error(err)
		}
	})
	if o.code != exitIncomplete || !strings.Contains(o.stderr, "2 of ") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	rep := readReport(t, to)
	holdHealthy(t, rep)
	want := map[string]string{"a-cut.log": "partial: truncated: ", "b-gone.log": "failed: ", "c-grown.log": "ok: "}
	for _, s := range rep.Sources.All() {
		name := filepath.Base(s.Member)
		if begin, has := want[name]; has && !strings.HasPrefix(fmt.Sprintf("%s: %s", s.State, s.Reason), begin) {
			t.Errorf("%s is %s: %s, want %s", name, s.State, s.Reason, begin)
		} else if has {
			t.Logf("%s is %s: %s", name, s.State, s.Reason)
			delete(want, name)
		}
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}
}
