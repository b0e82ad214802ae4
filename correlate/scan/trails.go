package scan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/inventory"
)

// Trails knows what the described trails record, and whether there are records of what they may leave out.
type Trails struct {
	described map[string]string // what get-event-selectors answered, by the trail's ARN
	accounts  map[string]*recorded
	source    string // the service of which all records are, as far as they have been read
	mixed     bool   // there are records of several
}

// recorded is what the bundle has of an account's management events.
type recorded struct {
	sources map[string]bool // of the optional services
	reads   bool            // some that only read
	full    bool            // some with all their fields, as trails deliver them
}

// Omission is what a trail is set to leave out of an account's management events, and of which the bundle has none.
type Omission struct {
	Account, Trail string
	Sources        []string // services of which it leaves everything out
	Reads          bool     // calls that only read
}

// optional are the services whose management events a trail may leave out.
var optional = []string{"kms.amazonaws.com", "rdsdata.amazonaws.com"}

// resource takes in what a trail is set to.
func (t *Trails) resource(ev *parsers.Event) {
	t.know(ev.Value(inventory.SlotARN).String(), string(ev.Raw))
}

// know takes in what get-event-selectors answered of a trail: of several answers one, whichever is read first.
func (t *Trails) know(arn, raw string) {
	if t.described == nil {
		t.described = map[string]string{}
	}
	t.described[arn] = max(t.described[arn], raw)
}

// call takes in a record.
func (t *Trails) call(ev *parsers.Event) {
	if source := ev.Value(cloudtrail.SlotEventSource); !t.mixed && t.source != string(source) {
		t.mixed, t.source = t.source != "", string(source)
	}
	if category := ev.Value(cloudtrail.SlotEventCategory); category.Exists() && string(category) != "Management" {
		return
	}
	r := t.of(ev.Value(cloudtrail.SlotRecipientAccountID))
	source := ev.Value(cloudtrail.SlotEventSource)
	for _, o := range optional {
		if string(source) == o {
			r.sources[o] = true
		}
	}
	r.reads = r.reads || string(ev.Value(cloudtrail.SlotReadOnly)) == "true"
	r.full = r.full || len(ev.Lacks) == 0
}

func (t *Trails) of(account parsers.Value) *recorded {
	r := t.accounts[string(account)]
	if r == nil {
		if t.accounts == nil {
			t.accounts = map[string]*recorded{}
		}
		r = &recorded{sources: map[string]bool{}}
		t.accounts[string(account)] = r
	}
	return r
}

// OnlySource returns the service of which all records are; "" where they are of several.
func (t *Trails) OnlySource() string {
	if t.mixed {
		return ""
	}
	return t.source
}

func (t *Trails) merge(o *Trails) {
	t.mixed = t.mixed || o.mixed || t.source != "" && o.source != "" && t.source != o.source
	t.source = cmp.Or(t.source, o.source)
	for arn, raw := range o.described {
		t.know(arn, raw)
	}
	for account, theirs := range o.accounts {
		mine := t.of(parsers.Value(account))
		maps.Copy(mine.sources, theirs.sources)
		mine.reads, mine.full = mine.reads || theirs.reads, mine.full || theirs.full
	}
}

// Omissions returns what trails leave out of the accounts of which the bundle has records, in order of the accounts. Where
// several trails of an account are described, nothing tells which of them delivered the records: all must leave it out.
func (t *Trails) Omissions() (list []Omission) {
	trails := map[string][]string{} // by account, in order
	for _, arn := range slices.Sorted(maps.Keys(t.described)) {
		if parts := strings.Split(arn, ":"); len(parts) >= 6 {
			trails[parts[4]] = append(trails[parts[4]], arn)
		}
	}
	for _, account := range slices.Sorted(maps.Keys(trails)) {
		recorded := func(source, readOnly string) int {
			return slices.IndexFunc(trails[account], func(arn string) bool { return records(t.described[arn], source, readOnly) })
		}
		r, first := t.accounts[account], recorded("", "")
		if r == nil || !r.full || first < 0 { // without a first they deliver no management events at all
			continue
		}
		o := Omission{Account: account, Trail: trails[account][first], Reads: !r.reads && recorded("", "true") < 0}
		o.Sources = slices.DeleteFunc(slices.Clone(optional), func(source string) bool {
			return r.sources[source] || t.elsewhere(source) || recorded(source, "") >= 0
		})
		if len(o.Sources) > 0 || o.Reads {
			list = append(list, o)
		}
	}
	return list
}

// elsewhere reports whether there are records of a service that do not tell their account.
func (t *Trails) elsewhere(source string) bool {
	r := t.accounts[""]
	return r != nil && r.sources[source]
}

// records reports whether a trail with the given selectors records management events with an eventSource and a readOnly, of
// which either may be "" for any.
func records(raw, source, readOnly string) bool {
	for _, s := range gjson.Get(raw, "EventSelectors").Array() {
		if basic(s, source, readOnly) {
			return true
		}
	}
	for _, s := range gjson.Get(raw, "AdvancedEventSelectors").Array() {
		if advanced(s, source, readOnly) {
			return true
		}
	}
	return false
}

func basic(s gjson.Result, source, readOnly string) bool {
	if include := s.Get("IncludeManagementEvents"); include.Exists() && !include.Bool() {
		return false
	}
	for _, excluded := range s.Get("ExcludeManagementEventSources").Array() {
		if source != "" && excluded.String() == source {
			return false
		}
	}
	return readOnly != "true" || s.Get("ReadWriteType").String() != "WriteOnly"
}

// advanced is basic for an advanced selector, of which all fields must fit. Other fields than these choose among the events
// of every service.
func advanced(s gjson.Result, source, readOnly string) bool {
	for _, f := range s.Get("FieldSelectors").Array() {
		value := map[string]string{"eventCategory": "Management", "eventSource": source, "readOnly": readOnly}[f.Get("Field").String()]
		if value != "" && !chosen(f, value) {
			return false
		}
	}
	return true
}

// chosen reports whether a field selector lets a value through: it must be among those that it names, and none that it excludes.
func chosen(f gjson.Result, value string) bool {
	named, asks := false, false
	for operator, test := range map[string]func(s, part string) bool{
		"Equals": func(s, part string) bool { return s == part }, "StartsWith": strings.HasPrefix, "EndsWith": strings.HasSuffix,
	} {
		for _, v := range f.Get(operator).Array() {
			asks, named = true, named || test(value, v.String())
		}
		for _, v := range f.Get("Not" + operator).Array() {
			if test(value, v.String()) {
				return false
			}
		}
	}
	return named || !asks
}
