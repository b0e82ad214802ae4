package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"hamari/cmd/internal/generate"
)

func TestMain(m *testing.M) { testscript.Main(tests{m}, map[string]func(){"hamari": measured}) }

// TestScripts runs the program the way users do. Beside the commands of package testscript the scripts know:
//
//	exits CODE COMMAND...  run a command, which must end with this exit code
//	bundle SCENARIO FILE   write a synthetic bundle
//	binary FILE            write a file that is no text
//	cutgzip FILE OUT       compress a file and leave the last bytes out
//
// $ENCRYPTED is a folder with archives that 7-Zip and Info-ZIP made with the password "open sesame".
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			encrypted, err := filepath.Abs("testdata/encrypted")
			env.Setenv("ENCRYPTED", encrypted)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"bundle":  writeBundle,
			"cutgzip": cutGzip,
			"binary":  writeBinary,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func writeBundle(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	_, err = generate.Write(f, args[0], generate.Options{Seed: 1, Size: 200_000})
	ts.Check(errors.Join(err, f.Close()))
}

func cutGzip(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(errors.Join(err, w.Close()))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes()[:b.Len()-20], 0o600))
}

func writeBinary(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: binary FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), 0o600))
}
