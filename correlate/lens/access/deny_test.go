package access

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/inventory"
)

// TestDeny holds which Deny statements are set beside a refusal.
func TestDeny(t *testing.T) {
	const resource = "arn:aws:s3:::lake/a"
	identity := denialKey{identity: "arn:aws:iam::111122223333:role/app", action: "s3:PutObject", resource: resource, layer: identityBased, explicit: "true"}
	bucket := identity
	bucket.layer = resourceBased
	for _, tt := range []struct {
		name, statement, holder string
		key                     denialKey
		want                    bool
	}{
		{"a policy of the caller", `{"Effect":"Deny","Action":"S3:put*","Resource":"*"}`, "", identity, true},
		{"its own", `{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::lake/*"}`, "app", identity, true},
		{"that of another role", `{"Effect":"Deny","Action":"s3:*","Resource":"*"}`, "other", identity, false},
		{"another resource", `{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}`, "", identity, false},
		{"an excepted resource", `{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::lake/*"}`, "", identity, false},
		{"an excepted action", `{"Effect":"Deny","NotAction":["s3:Put*"],"Resource":"*"}`, "", identity, false},
		{"all but others", `{"Effect":"Deny","NotAction":["iam:*"],"Resource":"*"}`, "", identity, true},
		{"an Allow", `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, "", identity, false},
		{"everybody", `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::lake/*"}`, "", bucket, true},
		{"the account", `{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}`, "", bucket, true},
		{"somebody else", `{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/other"},"Action":"s3:*","Resource":"*"}`, "", bucket, false},
		{"an excepted caller", `{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/app"},"Action":"s3:*","Resource":"*"}`, "", bucket, false},
	} {
		l := New()
		l.deny(gjson.Parse(`{"Statement":`+tt.statement+`}`), statement{layer: tt.key.layer, holder: tt.holder})
		s := &setting{denying: l.denying, byAction: map[string][]*statement{}}
		if got := len(s.denyingStatements(&denial{key: tt.key})) > 0; got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestDeniesHoldNoRecords holds that statements do not keep the records alive that they stand in.
func TestDeniesHoldNoRecords(t *testing.T) {
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	l, before := New(), heap()
	for range 32 {
		ev := &parsers.Event{Kind: inventory.Kind, Values: make([]parsers.Value, len(inventory.Kind.Fields))}
		ev.Values[inventory.SlotType] = parsers.Value("policy-document")
		ev.Raw = fmt.Appendf(nil, `{"Document":{"Statement":[{"Sid":"No","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}],"Id":%q}}`, strings.Repeat("x", 1<<20))
		l.Policy(ev)
	}
	if held := heap() - before; len(l.denying) != 32 || held > 8<<20 {
		t.Errorf("%d statements hold %d bytes", len(l.denying), held)
	}
	runtime.KeepAlive(l)
}

// TestManyDenies holds that many refusals beside many statements take no time that a reader would notice.
func TestManyDenies(t *testing.T) {
	l := New()
	for i := range maxStatements {
		l.deny(gjson.Parse(fmt.Sprintf(`{"Statement":{"Effect":"Deny","Action":"s3:Get%d","Resource":"*"}}`, i)), statement{layer: identityBased})
	}
	if notes := l.Notes(); len(notes) != 0 {
		t.Errorf("notes %q of as many as there is room for", notes)
	}
	l.deny(gjson.Parse(`{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`), statement{layer: identityBased})
	if notes := l.Notes(); len(notes) != 1 {
		t.Errorf("notes %q of one more", notes)
	}
	s := &setting{denying: l.denying, byAction: map[string][]*statement{}}
	begin := time.Now()
	for i := range maxDenials {
		s.denyingStatements(&denial{key: denialKey{identity: fmt.Sprintf("arn:aws:iam::111122223333:role/r%d", i), action: "s3:PutObject", explicit: "true"}})
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
