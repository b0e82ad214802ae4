package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// licences are the modules that the program is built from, with their licences. A new one is a decision: its licence must
// let the program be passed on without conditions beyond naming the author.
var licences = map[string]string{
	"github.com/VividCortex/ewma":          "MIT",
	"github.com/cheggaaa/pb/v3":            "BSD",
	"github.com/cespare/xxhash/v2":         "MIT",
	"github.com/clipperhouse/displaywidth": "MIT",
	"github.com/clipperhouse/uax29/v2":     "MIT",
	"github.com/fatih/color":               "MIT",
	"github.com/klauspost/compress":        "Apache-2.0 BSD MIT",
	"github.com/mattn/go-colorable":        "MIT",
	"github.com/mattn/go-isatty":           "MIT",
	"github.com/mattn/go-runewidth":        "MIT",
	"github.com/mikelolasagasti/xz":        "0BSD",
	"github.com/olekukonko/cat":            "MIT",
	"github.com/olekukonko/errors":         "MIT",
	"github.com/olekukonko/ll":             "MIT",
	"github.com/olekukonko/tablewriter":    "MIT",
	"github.com/rogpeppe/go-internal":      "BSD",
	"github.com/spf13/pflag":               "BSD",
	"github.com/tidwall/gjson":             "MIT",
	"github.com/tidwall/match":             "MIT",
	"github.com/tidwall/pretty":            "MIT",
	"github.com/ulikunitz/xz":              "BSD",
	"go.yaml.in/yaml/v4":                   "Apache-2.0",
	"golang.org/x/sys":                     "BSD",
	"golang.org/x/term":                    "BSD",
	"golang.org/x/tools":                   "BSD",
}

// marks are sentences by which licences are told.
var marks = []struct{ licence, text string }{
	{"AGPL", "GNU AFFERO GENERAL PUBLIC LICENSE"},
	{"LGPL", "GNU LESSER GENERAL PUBLIC LICENSE"},
	{"GPL", "GNU GENERAL PUBLIC LICENSE"},
	{"MPL", "Mozilla Public License"},
	{"EPL", "Eclipse Public License"},
	{"BUSL", "Business Source License"},
	{"SSPL", "Server Side Public License"},
	{"CC", "Creative Commons"},
	{"Apache-2.0", "Apache License Version 2.0"},
	{"BSD", "Redistributions in binary form must reproduce the above copyright notice"},
	{"MIT", "The above copyright notice and this permission notice shall be included in all copies"},
	{"0BSD", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
}

// TestLicences holds that the program is built from modules that were decided on, under the licences that they had then.
func TestLicences(t *testing.T) {
	found := map[string]string{}
	for module, dir := range linkedModules(t) {
		var text strings.Builder
		for _, file := range licenceFiles(t, dir) {
			text.WriteString(file.text)
		}
		found[module] = licenceOf(text.String())
	}
	if diff := cmp.Diff(licences, found); diff != "" {
		t.Errorf("modules or their licences are others (-decided +linked):\n%s", diff)
	}
}

// linkedModules gives the modules that the program is built from, each with its folder.
func linkedModules(t *testing.T) map[string]string {
	t.Helper()
	dirs := map[string]string{}
	for line := range strings.Lines(goTool(t, "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}`, ".")) {
		if module, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			dirs[module] = dir
		}
	}
	return dirs
}

type licenceFile struct{ name, text string }

// licenceFiles reads what a module says of its licence: more than one file where parts of it are of others.
func licenceFiles(t *testing.T, dir string) (files []licenceFile) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "NOTICE") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, licenceFile{e.Name(), string(data)})
	}
	return files
}

var updateNotices = flag.Bool("update", false, "write notices.txt anew")

// TestNotices holds that the program can print the licences of all that it is built from, word for word.
func TestNotices(t *testing.T) {
	dirs := linkedModules(t)
	dirs["Go"] = strings.TrimSpace(goTool(t, "env", "GOROOT"))
	var b strings.Builder
	for _, module := range slices.Sorted(maps.Keys(dirs)) {
		for _, file := range licenceFiles(t, dirs[module]) {
			fmt.Fprintf(&b, "==== %s, %s\n\n", module, file.name)
			for line := range strings.Lines(file.text) {
				b.WriteString(strings.TrimRight(line, " \t\r\n") + "\n")
			}
			b.WriteString("\n")
		}
	}
	if *updateNotices {
		if err := os.WriteFile("notices.txt", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(b.String(), "\n"), strings.Split(notices, "\n")); diff != "" {
		t.Errorf("the licences are others; go test ./cmd/hamari -run TestNotices -update writes them (-of the modules +printed):\n%s", diff)
	}
}

var spaces = regexp.MustCompile(`\s+`)

func licenceOf(text string) string {
	text = strings.ToLower(spaces.ReplaceAllString(text, " "))
	var all []string
	for _, m := range marks {
		if strings.Contains(text, strings.ToLower(m.text)) {
			all = append(all, m.licence)
		}
	}
	if len(all) == 0 {
		return "unknown"
	}
	return strings.Join(all, " ")
}

func TestLicenceOf(t *testing.T) {
	for text, want := range map[string]string{
		"                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007": "GPL",
		"GNU AFFERO GENERAL PUBLIC\nLICENSE":                                                    "AGPL",
		"This Source Code Form is subject to the terms of the Mozilla Public\nLicense, v. 2.0.": "MPL",
		"MIT License. The above copyright notice and this permission notice shall\nbe included in all copies or substantial portions of the Software.": "MIT",
		"Redistributions in binary form must reproduce the above copyright\n   notice":                                                                 "BSD",
		"All rights reserved.": "unknown",
		"":                     "unknown",
	} {
		if got := licenceOf(text); got != want {
			t.Errorf("%q is taken for %s, want %s", text, got, want)
		}
	}
}
