package flowlog

import (
	"errors"
	"strings"
	"testing"

	"hamari/parsers"
)

// FuzzRead holds that reading never panics, that every line that is neither blank nor a header becomes an event or a
// reject, and that nothing is emitted before ErrUnknownLayout.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		defaultHeader + "\n" + defaultLine + "\n", defaultLine, tgwLine + "\r\n\r\n", "srcaddr,dstaddr\n\"10.0.0.1\",\n,\n\"", "\ufeff\n\nsrcaddr\n::1\n",
		"tgw-id version\nsrcaddr dstaddr\n10.0.0.1 ::\n", "eni-01 ACCEPT 1700000000 1700000060", "a\nsrcaddr;dstaddr;\n;;;\n",
		defaultHeader + "\n" + defaultLine + strings.Repeat(" 1", 80) + "\n" + defaultLine + "\n",
	} {
		f.Add(text, "${srcaddr} ${start} ${end} ${action}")
	}
	f.Fuzz(func(t *testing.T, text, format string) {
		for _, kind := range []*parsers.Format{VPC, TransitGateway} {
			kind.Detect(&parsers.Header{Name: format, Prefix: []byte(text), Complete: true})
			r := &recorder{}
			err := kind.Read(t.Context(), strings.NewReader(text), &parsers.Source{Layouts: []string{format}}, r)
			emitted := len(r.events) + len(r.rejects)
			if errors.Is(err, ErrUnknownLayout) {
				if emitted > 0 {
					t.Errorf("%d records before %v", emitted, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if least, most := countRecords(text); emitted < least || emitted > most {
				t.Errorf("%d events and %d rejects of %d to %d records", len(r.events), len(r.rejects), least, most)
			}
		}
	})
}

// countRecords counts the lines that are not blank: those that cannot be headers, and all.
func countRecords(text string) (least, most int) {
	for _, text := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		text = strings.TrimSuffix(text, "\r")
		if isBlank([]byte(text)) {
			continue
		}
		most++
		if _, ok := parseHeader([]byte(text)); !ok {
			least++
		}
	}
	return least, most
}
