package html

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate/report"
)

//go:embed page
var files embed.FS

// page is what the templates see beside the report itself.
type page struct {
	Title    string
	Policy   string // Content-Security-Policy
	Style    template.CSS
	Script   template.JS
	Report   *report.Report
	Facts    []fact
	Verdicts []verdict
	Nothing  string // said where there is no finding
	Timeline timeline
	Findings []finding
	Many     bool   // findings: those out of sight are not laid out
	Other    []mark // moments that are no finding's evidence
	Failures []report.FailureSort
	Patterns []patternGroup
	Coverage []coverage
	Sources  sources

	FailuresBeyond int // that are not listed
}

// source is the text of the page's parts, read when the first page is written: no start of the program should pay
// for it.
type source struct {
	pages  *template.Template
	style  template.CSS
	script template.JS
	policy string
}

var load = sync.OnceValues(func() (*source, error) {
	style, err := files.ReadFile("page/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the page's style: %w", err)
	}
	var script []byte
	for _, part := range []string{"base", "state", "timeline"} {
		text, err := files.ReadFile("page/" + part + ".js")
		if err != nil {
			return nil, fmt.Errorf("read the page's script: %w", err)
		}
		script = append(append(script, text...), '\n')
	}
	pages, err := template.New("page").Funcs(funcs()).ParseFS(files, "page/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read the page's templates: %w", err)
	}
	return &source{
		pages: pages, style: template.CSS(style), script: template.JS(script),
		policy: "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style) + "'; base-uri 'none'; form-action 'none'",
	}, nil
})

// hash names a script or a style in a Content-Security-Policy.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Render writes the report as a page.
func Render(w io.Writer, r *report.Report) error {
	src, err := load()
	if err != nil {
		return fmt.Errorf("html report: %w", err)
	}
	p := newPage(clean.Report(r))
	p.Style, p.Script, p.Policy = src.style, src.script, src.policy
	out := bufio.NewWriterSize(w, 64<<10)
	if err := src.pages.ExecuteTemplate(out, "page.tmpl", p); err != nil {
		return fmt.Errorf("html report: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("html report: %w", err)
	}
	return nil
}
