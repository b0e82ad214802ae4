package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// goTool runs the Go command in this package's folder the way the program is built.
func goTool(t *testing.T, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out)
}

// build builds the program as it is given to users, once for all tests; the folder that it lies in is removed after them.
var build struct {
	once   sync.Once
	folder string
	err    error
}

// built returns the path of the program.
func built(t *testing.T) string {
	t.Helper()
	build.once.Do(func() {
		if build.folder, build.err = os.MkdirTemp("", "hamari-program-"); build.err == nil {
			goTool(t, "build", "-o", filepath.Join(build.folder, "hamari"), ".")
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return filepath.Join(build.folder, "hamari")
}

// tests are the tests of this package.
type tests struct{ *testing.M }

// Run removes what was built, whatever comes out of the tests.
func (m tests) Run() int {
	defer func() {
		if build.folder != "" {
			os.RemoveAll(build.folder)
		}
	}()
	return m.M.Run()
}

// TestNothingToReachOutWith holds that the program has no code that could open a connection, start another program or load
// one: what is not linked cannot be called, whatever a bundle holds. Package net itself is there, since pflag has flags for
// addresses, but nothing of it that talks.
func TestNothingToReachOutWith(t *testing.T) {
	packages := strings.Fields(goTool(t, "list", "-deps", "."))
	if !slices.Contains(packages, "hamari/correlate") {
		t.Fatalf("go list does not know what the program is made of: %v", packages)
	}
	for _, p := range packages {
		if p == "net/http" || strings.HasPrefix(p, "net/http/") || slices.Contains([]string{"crypto/tls", "os/exec", "plugin", "net/rpc", "net/smtp", "log/syslog", "runtime/cgo"}, p) {
			t.Errorf("the program depends on %s", p)
		}
	}
	symbols := goTool(t, "tool", "nm", built(t))
	if !strings.Contains(symbols, " main.main\n") {
		t.Fatal("go tool nm does not list the program's functions")
	}
	reach := regexp.MustCompile(`(?m) (net\.\(\*?(?:Dialer|Resolver|ListenConfig|sysDialer|sysListener|netFD|TCPConn|UDPConn|UnixConn|IPConn|TCPListener|UnixListener|conn)\).*` +
		`|net\.(?:Dial|Listen|Lookup|FileConn|FileListener|FilePacketConn|socket|internetSocket).*` +
		`|syscall\.(?:Socket|Connect|Bind|Listen|StartProcess|Exec|ForkExec|forkExec|forkAndExecInChild)` +
		`|os\.(?:StartProcess|startProcess)|plugin\..*|golang\.org/x/sys/unix\.(?:Socket|Connect|Bind|Listen|Exec))$`)
	for _, m := range reach.FindAllStringSubmatch(symbols, -1) {
		t.Errorf("the program holds %s", m[1])
	}
	for _, held := range []string{"net.(*Dialer).DialContext", "net.Listen", "syscall.Socket", "syscall.forkExec", "os.StartProcess"} {
		if !reach.MatchString("  401000 T " + held + "\n") {
			t.Errorf("%s would not be noticed", held)
		}
	}
}
