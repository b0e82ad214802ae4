package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"hamari/cmd/internal/generate"
)

// sandbox is a set of folders of which each has one use.
type sandbox struct {
	work, home, system, temp, in, out string // system is where TMPDIR points, temp is --temp-dir
}

// spooled is a log for standard input that does not fit into memory, of which 8 MiB are kept.
var spooled = sync.OnceValue(func() []byte {
	var log bytes.Buffer
	for i := range 330_000 {
		fmt.Fprintf(&log, "2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 %d 443 6 10 840 1772590200 1772590260 ACCEPT OK\n", 1024+i%60_000)
	}
	return log.Bytes()
})

func newSandbox(t *testing.T) sandbox {
	t.Helper()
	root := t.TempDir()
	folder := func(name string) string {
		path := filepath.Join(root, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	box := sandbox{folder("work"), folder("home"), folder("system"), folder("temp"), folder("in"), folder("out")}
	var packed bytes.Buffer
	if _, err := generate.Write(&packed, "start-denied", generate.Options{Seed: 1, Size: 300_000}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(box.in, "case.zip"), packed.Bytes(), 0o400); err != nil {
		t.Fatal(err)
	}
	return box
}

// run is one way to call the program, and the files that it may write.
type run struct {
	args   []string
	stdin  bool
	writes []string
}

func (b sandbox) runs() []run {
	bundle := filepath.Join(b.in, "case.zip")
	out := func(name string) string { return filepath.Join(b.out, name) }
	return []run{
		{args: []string{"analyze", "-o", out("report.txt"), bundle}, writes: []string{"report.txt"}},
		{args: []string{"analyze", "-f", "json=" + out("report.json"), "-f", "text", bundle}, writes: []string{"report.json"}},
		{args: []string{"analyze", "--temp-dir", b.temp, "-"}, stdin: true},
		{args: []string{"ls", bundle}},
		{args: []string{"timeline", "--temp-dir", b.temp, "-f", "csv", "-o", out("timeline.csv"), "-"}, stdin: true, writes: []string{"timeline.csv"}},
		{args: []string{"redact", bundle, "-o", out("redacted.zip")}, writes: []string{"redacted.zip", "redacted.zip.key"}},
		{args: []string{"verify", out("report.json"), bundle}},
	}
}

// command is the program with its arguments, behind another that watches it.
func (b sandbox) command(t *testing.T, r run, before ...string) *exec.Cmd {
	t.Helper()
	words := append(append(slices.Clone(before), built(t)), r.args...)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = b.work
	cmd.Env = []string{"HOME=" + b.home, "TMPDIR=" + b.system, "PATH=" + os.Getenv("PATH")}
	if r.stdin {
		cmd.Stdin = bytes.NewReader(spooled())
	}
	return cmd
}

// files are the modes of all files in the sandbox, by path.
func (b sandbox) files(t *testing.T) map[string]fs.FileMode {
	t.Helper()
	all := map[string]fs.FileMode{}
	err := filepath.WalkDir(filepath.Dir(b.work), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all[path] = info.Mode()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWritesOnlyWhereTold holds that a run leaves nothing behind but the files that it was told to write, which nobody else may
// read, and that it leaves the bundle as it is.
func TestWritesOnlyWhereTold(t *testing.T) {
	box := newSandbox(t)
	bundle := filepath.Join(box.in, "case.zip")
	was, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range box.runs() {
		before := box.files(t)
		if out, err := box.command(t, r).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", r.args, err, out[:min(len(out), 2000)])
		}
		after := box.files(t)
		for _, name := range r.writes {
			path := filepath.Join(box.out, name)
			if mode, written := after[path]; !written || mode != 0o600 {
				t.Errorf("%s: %s has mode %v", r.args[0], name, mode)
			}
			delete(after, path)
		}
		for path := range after {
			if _, had := before[path]; !had {
				t.Errorf("%v left %s behind", r.args, path)
			}
		}
	}
	if is, err := os.ReadFile(bundle); err != nil || !bytes.Equal(is, was) {
		t.Errorf("the bundle has changed: %v", err)
	}
}

// TestSystemCalls holds, by what the kernel is asked for, that a run opens nothing for writing outside of the places that it was
// told, removes its temporary files at once, and never asks for a network.
func TestSystemCalls(t *testing.T) {
	box := newSandbox(t)
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("no strace")
	}
	trace := filepath.Join(t.TempDir(), "trace")
	watch := []string{strace, "-f", "-qq", "-o", trace, "-e", "trace=network,open,openat,openat2,creat,unlink,unlinkat,execve,mkdir,mkdirat"}
	if out, err := exec.Command(watch[0], append(watch[1:], built(t), "version")...).CombinedOutput(); err != nil {
		t.Skipf("strace does not work here: %v\n%s", err, out)
	}
	for _, r := range box.runs() {
		if out, err := box.command(t, r, watch...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", r.args, err, out[:min(len(out), 2000)])
		}
		calls, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(calls, []byte("openat(")) {
			t.Fatalf("%v: nothing was traced", r.args)
		}
		holdCalls(t, box, r, string(calls))
	}
}

// holdCalls looks through what strace has written of a run.
func holdCalls(t *testing.T, box sandbox, r run, calls string) {
	t.Helper()
	made, removed := 0, 0
	for line := range strings.Lines(calls) {
		_, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, rest, ok := strings.Cut(strings.TrimSpace(call), "(")
		if !ok || strings.HasPrefix(name, "---") || strings.HasPrefix(name, "<...") {
			continue
		}
		if name == "???" && strings.Contains(rest, "<detached") {
			continue // a thread that ended with the program, before it made a call
		}
		path := ""
		if parts := strings.SplitN(rest, `"`, 3); len(parts) == 3 {
			path = parts[1]
		}
		switch name {
		case "execve":
			if path != built(t) {
				t.Errorf("%s: %s", r.args[0], call)
			}
		case "open", "openat", "openat2":
			if !strings.Contains(rest, "O_WRONLY") && !strings.Contains(rest, "O_RDWR") && !strings.Contains(rest, "O_CREAT") {
				continue
			}
			if strings.HasPrefix(path, filepath.Join(box.temp, "hamari-")) {
				made++
			} else if !box.told(r, path) {
				t.Errorf("%s opens %s for writing: %s", r.args[0], path, call)
			}
		case "unlink", "unlinkat":
			if strings.HasPrefix(path, filepath.Join(box.temp, "hamari-")) {
				removed++
			} else if !box.told(r, path) {
				t.Errorf("%s removes %s", r.args[0], path)
			}
		default:
			t.Errorf("%s: %s", r.args[0], call)
		}
	}
	if made != removed {
		t.Errorf("%v: %d temporary files were made, %d removed", r.args, made, removed)
	}
	if r.stdin && made == 0 {
		t.Errorf("%v: no temporary file was needed, so that nothing is shown of them", r.args)
	}
}

// told reports whether a run was told to write a file: under its own name, or aside under one that begins with it.
func (b sandbox) told(r run, path string) bool {
	name := strings.TrimPrefix(filepath.Base(path), ".")
	return filepath.Dir(path) == b.out && slices.ContainsFunc(r.writes, func(w string) bool { return strings.HasPrefix(name, w) })
}

// TestWithoutNetwork runs the program where there is no network at all: not even the machine's own.
func TestWithoutNetwork(t *testing.T) {
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		t.Skip("no unshare")
	}
	if out, err := exec.Command(unshare, "-rn", "true").CombinedOutput(); err != nil {
		t.Skipf("no network namespace may be made here: %v\n%s", err, out)
	}
	box := newSandbox(t)
	for _, r := range box.runs() {
		out, err := box.command(t, r, unshare, "-rn").CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v\n%s", r.args, err, out[:min(len(out), 2000)])
		}
	}
}
