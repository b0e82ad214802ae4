package clean

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

// Hazard reports whether a character does something else than to be seen: controls (C0, DEL, C1), line and paragraph
// separators, and everything invisible that steers its neighbours, such as bidirectional overrides and zero-width
// characters. Spaces of any width are no hazard, nor are letters of any script.
func Hazard(r rune) bool { return !unicode.IsGraphic(r) }

// Line returns the text with every hazard and every byte that is not UTF-8 in a visible form. The result is one line.
func Line(s string) string { return visible(s, "") }

// Block is Line for text of several lines: line feeds and tabs stay, and CR LF becomes a line feed.
func Block(s string) string { return visible(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t") }

// Report returns a copy of the report in which every string is clean. Fields that hold prose or something to paste
// keep their line breaks; raw records are left as they are, since only JSON may carry them.
//
// Sources are made clean when they are asked for: there may be millions of them.
func Report(r *report.Report) *report.Report {
	rest := *r
	rest.Sources = report.Sources{}
	out := walk.Copy(&rest, edit)
	out.Sources = sources(r.Sources)
	return out
}

func edit(field string, v reflect.Value) {
	switch {
	case v.Kind() != reflect.String:
	case multiline[field]:
		v.SetString(Block(v.String()))
	default:
		v.SetString(Line(v.String()))
	}
}

func sources(list report.Sources) report.Sources {
	isOdd := func(s *report.Source) bool { return !isClean(s) }
	if !list.Any(isOdd) { // a hash that is made when it is asked for is hex
		return list
	}
	return report.SourcesFrom(list.Len(), func(i int) report.Source {
		s := list.At(i)
		if isOdd(&s) {
			one := &report.Report{Sources: report.SourcesOf(s)}
			s = walk.Copy(one, edit).Sources.At(0)
		}
		return s
	}, func(i int) string { return Line(list.At(i).SHA256) })
}

// isClean reports whether every text of the source is plain ASCII.
func isClean(s *report.Source) bool {
	return isPlain(s.Member) && isPlain(s.Format) && isPlain(string(s.State)) && isPlain(s.SHA256) && isPlain(s.Timezone) &&
		isPlain(s.Reason) && !slices.ContainsFunc(s.Via, isOdd) && !slices.ContainsFunc(s.Notes, isOdd) &&
		!slices.ContainsFunc(s.Rejects, func(r report.Reject) bool { return isOdd(r.Error) })
}

func isOdd(s string) bool { return !isPlain(s) }

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// multiline names the fields of the model that patterns write as several lines.
var multiline = map[string]bool{"Explain": true, "Body": true, "Command": true}

func visible(s, allowed string) string {
	if strings.IndexFunc(s, Hazard) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !Hazard(r) || strings.ContainsRune(allowed, r):
			b.WriteRune(r)
		default:
			b.WriteString(escape(r))
		}
		i += size
	}
	return b.String()
}

func escape(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
