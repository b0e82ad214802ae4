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

	"hamari/cmd/internal/generate"
)

// stopsWithin is the second that stopping may take, and as much again for a machine that has other things to do.
const stopsWithin = 2 * time.Second

// TestSignals sends signals to the real program at every stage of its work. It must stop soon, with the exit code that the
// signal stands for, and leave nothing behind.
func TestSignals(t *testing.T) {
	if testing.Short() {
		t.Skip("it analyses a large bundle")
	}
	large, underWay := largeFolder(t), startTakes(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Run("receiving", func(t *testing.T) {
				r := start(t, []string{"-o", "report.txt", "-"}, true)
				r.wait(t, time.Now().Add(500*time.Millisecond+underWay).Before)
				r.signal(t, sig)
			})
			t.Run("reading", func(t *testing.T) {
				r := start(t, []string{"-f", "text=report.txt", "-f", "json=report.json", large}, false)
				r.wait(t, time.Now().Add(time.Second+underWay).Before)
				r.signal(t, sig)
			})
			t.Run("writing", func(t *testing.T) {
				fifo := filepath.Join(t.TempDir(), "fifo")
				if err := syscall.Mkfifo(fifo, 0o600); err != nil {
					t.Fatal(err)
				}
				// Nobody reads the pipe, so that writing waits while the other report lies aside.
				r := start(t, []string{"-f", "text=" + fifo, "-f", "json=report.json", startDenied(t)}, false)
				r.wait(t, func(time.Time) bool { return len(r.left(t)) > 0 })
				time.Sleep(200 * time.Millisecond)
				r.signal(t, sig)
			})
		})
	}
}

// startTakes returns within which time the program has surely started, and heeds signals, on a machine that has other things to do.
func startTakes(t *testing.T) time.Duration {
	begin := time.Now()
	if err := exec.Command("hamari", "version").Run(); err != nil {
		t.Fatal(err)
	}
	return 10 * time.Since(begin)
}

// largeFolder returns a bundle whose analysis takes many seconds, although it takes little room.
func largeFolder(t *testing.T) string {
	dir := t.TempDir()
	one := filepath.Join(dir, "0.zip")
	f, err := os.Create(one)
	if err != nil {
		t.Fatal(err)
	}
	_, err = generate.Write(f, "start-denied", generate.Options{Seed: 1, Size: 20e6})
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if err := os.Link(one, filepath.Join(dir, fmt.Sprint(i+1, ".zip"))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// running is a process of the program that was started in a folder of its own.
type running struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	ended  chan error
}

// start starts hamari analyze; standard input stays open, with the beginning of a stream in it, if that is wished.
func start(t *testing.T, args []string, stdin bool) *running {
	t.Helper()
	r := &running{ended: make(chan error, 1)}
	r.cmd = exec.Command("hamari", append([]string{"analyze", "--temp-dir", t.TempDir()}, args...)...)
	r.cmd.Dir, r.cmd.Stderr = t.TempDir(), &r.stderr
	if stdin {
		in, err := r.cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer io.WriteString(in, "{")
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.cmd.Process.Kill() })
	go func() { r.ended <- r.cmd.Wait() }()
	return r
}

// wait waits until done says so.
func (r *running) wait(t *testing.T, done func(now time.Time) bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(time.Now()); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-r.ended:
			t.Fatalf("it ended too early: %v\n%s", err, &r.stderr)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not get that far")
		}
	}
}

// left returns what lies in the process's folders: where it writes, and its temp folder.
func (r *running) left(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, dir := range []string{r.cmd.Dir, r.cmd.Args[3]} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
	}
	return names
}

// signal sends the signal and holds what comes of it.
func (r *running) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if memory := residentOf(r.cmd.Process.Pid); memory > mostMemory {
		t.Errorf("%d MB of memory were used", memory>>20)
	}
	sent := time.Now()
	if err := r.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not stop at all")
	}
	if took := time.Since(sent); took > stopsWithin {
		t.Errorf("it took %v to stop", took)
	}
	want := map[syscall.Signal]string{syscall.SIGINT: "interrupted", syscall.SIGTERM: "terminated"}[sig]
	if code := r.cmd.ProcessState.ExitCode(); code != 128+int(sig) || !strings.HasSuffix(r.stderr.String(), "hamari: "+want+"\n") {
		t.Errorf("exit code %d, stderr %q", code, &r.stderr)
	}
	if left := r.left(t); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
