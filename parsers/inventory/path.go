package inventory

import (
	"path"
	"strings"

	"hamari/parsers/lazy"
)

// hints are what the path of a member says about all resources in it. They count less than the answer itself.
type hints struct {
	account, region []byte
	base            string // the file's name without extensions
	id              string // an ID of AWS's making in the file's name
}

var (
	regionInPath  = lazy.Regexp(`(?:^|[^a-z0-9])((?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-|iso[a-z]?-)?(?:central|(?:north|south)?(?:east|west)|north|south)-[1-9]|eusc-de-east-[1-9])`)
	accountInPath = lazy.Regexp(`AWSLogs/(?:o-[a-z0-9]+/)?(\d{12})/|(?:^|[^0-9A-Za-z])(\d{12})(?:[^0-9A-Za-z]|$)`)
	stampInPath   = lazy.Regexp(`^20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$`)
	idInName      = lazy.Regexp(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|(?:tgw-rtb|lb|tgw|rtb|vpc|vol|i)-[0-9a-f]{8,17}`)
)

func hintsFrom(member string) hints {
	var h hints
	if m := regionInPath().FindStringSubmatch(member); m != nil {
		h.region = []byte(m[1])
	}
	if m := accountInPath().FindStringSubmatch(idInName().ReplaceAllLiteralString(member, "id")); m != nil {
		// Twelve digits are a moment to the minute as easily as an account, unless they stand under AWSLogs.
		if account := m[1] + m[2]; m[1] != "" || !stampInPath().MatchString(account) {
			h.account = []byte(account)
		}
	}
	h.base = path.Base(member)
	for {
		switch ext := path.Ext(h.base); ext {
		case ".json", ".jsonl", ".txt", ".log", ".gz", ".out", ".yaml", ".yml":
			h.base = strings.TrimSuffix(h.base, ext)
			continue
		}
		break
	}
	h.id = idInName().FindString(h.base)
	return h
}

// parent returns what a file that is called after an operation says it was asked about: JobRole for
// list-attached-role-policies-JobRole. An ID in the name goes before.
func (h *hints) parent(t *Type) string {
	if h.id != "" {
		return h.id
	}
	_, operation, _ := strings.Cut(t.Call, " ")
	_, noun, _ := strings.Cut(operation, "-")
	for _, title := range []string{operation, noun, t.Name} {
		for _, title := range []string{title, strings.ReplaceAll(title, "-", "_")} {
			i := strings.Index(h.base, title)
			if i < 0 {
				continue
			}
			rest := h.base[i+len(title):]
			if name := strings.TrimLeft(rest, "-_. =@"); name != rest && name != string(h.region) && name != string(h.account) {
				return name
			}
		}
	}
	return ""
}
