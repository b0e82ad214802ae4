package redact

import (
	"strings"
	"testing"
)

// A text with escapes is redacted once, so that each original has one pseudonym, and the key file lists originals alone.
func TestOncePerOriginal(t *testing.T) {
	const originals = `AROAEXAMPLEEXAMPLE123 ASIAIOSFODNN7EXAMPLE 111122223333 203.0.113.7 ana@corp.example.com db1.corp.internal 02:29:96:8f:6a:2d ana77`
	const text = `{"arn":"arn:aws:iam::111122223333:user/ana77","plain":"` + originals + `","errorMessage":"A \u003cb\u003e ` + originals + `","inner":"{\"m\":\"\\u003c ` + originals + `\"}"}`
	r := redactorOf(text)
	got := r.Text(text)
	for original := range strings.FieldsSeq(originals) {
		if n := strings.Count(got, r.Text(original)); n < 3 {
			t.Errorf("the pseudonym of %s stands %d times in %s", original, n, got)
		}
	}
	for pseudonym, original := range r.key.pairs {
		if _, is := r.key.pairs[original]; is {
			t.Errorf("%s is the pseudonym of a pseudonym, %s", pseudonym, original)
		}
	}
}

// Names with signs that JSON escapes, and those of Windows domains, are gone in every way to write them.
func TestEscapedNames(t *testing.T) {
	for _, tt := range []struct {
		text       string
		gone, stay []string
	}{
		{`{"userName":"ZORGDOM\\benz77","x":"ZORGDOM\\benz77 and benz77"} ZORGDOM\benz77 {"in":"{\"userName\":\"ZORGDOM\\\\benz77\"}"}`, []string{"ZORGDOM", "benz77"}, []string{`\\user-`, `\\\\user-`, " and "}},
		{`{"principalId":"AROAEXAMPLEEXAMPLE123:ZORGDOM\\benz77","requestParameters":{"userName": "ZORGDOM\\uzorg41"}}`, []string{"ZORGDOM", "benz77", "uzorg41"}, nil},
		{`{"in":"{\"userName\":\"ZORGDOM\\\\natalie\"}"} by ZORGDOM\natalie`, []string{"ZORGDOM", "natalie"}, nil},
		{`{"userName":"zorg\"13","x":"zorg\"13 came"} zorg"13 {"in":"{\"userName\":\"zorg\\\"13\"}"}`, []string{`zorg`}, []string{" came"}},
		{`{"principalId":"AROAEXAMPLEEXAMPLE123:benz77\nnext"} next`, []string{"benz77"}, []string{`\nnext"} next`}},
		{`{"userName":"a\\"} tail77`, nil, []string{"tail77"}},
	} {
		got := redactorOf(tt.text).Text(tt.text)
		for _, gone := range tt.gone {
			if strings.Contains(got, gone) {
				t.Errorf("%s is left in\n   %s of\n   %s", gone, got, tt.text)
			}
		}
		for _, stay := range tt.stay {
			if !strings.Contains(got, stay) {
				t.Errorf("%s is not left in %s", stay, got)
			}
		}
	}
}

// What a log writes where there is no name is none.
func TestPlaceholders(t *testing.T) {
	n := newNames()
	for _, name := range []string{"[unknown]", "[local]", "<unknown>", "-", "(none)"} {
		n.user(name)
		n.host(name)
	}
	if len(n.users)+len(n.hosts) > 0 {
		t.Errorf("%v and %v are taken for names", n.users, n.hosts)
	}
}

// A name that is also a word of a format is replaced where nothing but a name stands, and stays where the format's word does;
// one that is none is replaced as a key, too.
func TestNamesLikeWords(t *testing.T) {
	const text = `{"Records":[{"eventSource":"ec2.amazonaws.com","eventName":"StartInstances","errorCode":"Client.UnauthorizedOperation","tags":{"jsmith7":"x"},"arn":"arn:aws:sts::111122223333:assumed-role/%/jsmith7",` +
		`"userIdentity":{"principalId":"AROAEXAMPLEEXAMPLE123:%","userName":"%"},"roleName": "%","errorMessage":"not authorized to perform: ec2:StartInstances; ec2.amazonaws.com"}],"State":{"Name":"running"},"Reservations":[]}`
	for _, word := range []string{"Records", "StartInstances", "ec2", "UnauthorizedOperation", "State", "running", "Reservations", "roleName"} {
		c := &Collector{newNames()}
		for _, seen := range []string{"StartInstances", "UnauthorizedOperation", "ec2"} {
			c.names.word(seen)
		}
		named := strings.ReplaceAll(text, "%", word)
		c.Text([]byte(named))
		r := New(testKey(), c.names)
		want := strings.NewReplacer("jsmith7", r.key.word("user", "jsmith7"), "111122223333", r.key.account("111122223333"), "AROAEXAMPLEEXAMPLE123", r.key.uniqueID("AROAEXAMPLEEXAMPLE123"))
		role := r.key.word("role", word)
		if isKnown(word) { // nobody's name
			role = word
		}
		if got := r.Text(named); got != strings.ReplaceAll(want.Replace(text), "%", role) {
			t.Errorf("with %s as a name: %s", word, got)
		}
	}
}

// A key that is a name stays where AWS's keys stand, and goes in the maps that customers fill.
func TestKeysLikeNames(t *testing.T) {
	const named = "arn:aws:iam::111122223333:user/AvailabilityZone arn:aws:iam::111122223333:user/jsmith7 "
	r := redactorOf(named)
	user, other := r.key.word("user", "AvailabilityZone"), r.key.word("user", "jsmith7")
	for text, want := range map[string]string{
		`{"Placement":{"x":{},"AvailabilityZone":"a"}}`:                `{"Placement":{"x":{},"AvailabilityZone":"a"}}`,
		`{"m":"{\"AvailabilityZone\":\"a\"}"}`:                         `{"m":"{\"AvailabilityZone\":\"a\"}"}`,
		"Placement:\n  AvailabilityZone: a\n":                          "Placement:\n  AvailabilityZone: a\n",
		`{"Tags":{"x":{},"AvailabilityZone":"a"}}`:                     `{"Tags":{"x":{},"` + user + `":"a"}}`,
		`{"Placement":{"jsmith7":"by AvailabilityZone"},"jsmith7": 1}`: `{"Placement":{"` + other + `":"by ` + user + `"},"` + other + `": 1}`,
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%s became %s", text, got)
		}
	}
}

// Account ids are known by the fields that hold them, in lists of any length, and counts and times of as many digits are not.
func TestAccountsByField(t *testing.T) {
	long := strings.Repeat(`"881100220050", `, 30)
	for _, text := range []string{
		`{"valuesToAdd":["%"]}`, `{"valuesToRemove": ["x", "y"], "principals":["%"]}`, `{"AttributeName":"restore","AttributeValues":[` + long + `"%"]}`, `{"principal":"%"}`,
		"\"AttributeValues\": [\n    \"881100220050\",\n    \"%\"\n]", `{"filterSet":{"items":[{"name":"owner-id","valueSet":{"items":[{"value":"881100220046"},{"value":"%"}]}}]}}`,
		`--filters Name=owner-id,Values=%`, `{"in":"{\"valuesToAdd\":[\"881100220046\",\"%\"]}"}`, `[{"userId":"881100220046"},{"userId":"%"}]`,
	} {
		text = strings.ReplaceAll(text, "%", "447711223344")
		if got := redactorOf(text).Text(text); strings.Contains(got, "447711223344") || strings.Contains(got, "8811002200") {
			t.Errorf("%s became %s", text, got)
		}
	}
	if got := redactorOf("account 4477-1122-3344 is ours, and 8811-0022-0047 too").Text("8811-0022-0047 881100220047"); strings.Contains(got, "8811") {
		t.Errorf("the account is left: %s", got)
	}
	for _, text := range []string{
		`{"bytes":447711223344,"values":["447711223344"],"value":"447711223344","count":"447711223344"}`, `{"principal":"x","bytes":"447711223344"}`, "card 4477-1122-3344, 4477-1122-3344-5566",
		`{"accountId":"111122223333","bytes":"447711223344"}`,
	} {
		if got := redactorOf(text).Text(text); !strings.Contains(got, "4477") {
			t.Errorf("%s became %s", text, got)
		}
	}
}

// Passwords and tokens that command lines, variables and their own beginnings give away.
func TestSecretsInText(t *testing.T) {
	for _, tt := range []struct{ text, stays string }{
		{"curl -u svc:hunter77 https://x.example.org/", "curl -u svc:"}, {`curl --user "svc:hunter77" x`, `svc:`}, {"mysql -u dba -phunter77 -h db1", "mysql -u dba -p"}, {"sshpass -p hunter77 ssh x", " ssh x"},
		{"useradd ben -p hunter77", "useradd ben -p "}, {"tool -p'hunter77' x", "tool -p'"}, {"net user ben hunter77 /add", "net user ben "}, {"echo 'ben:hunter77' | chpasswd", "echo 'ben:"},
		{`{"commands":["echo \"ben:hunter77\" | sudo chpasswd"]}`, `| sudo chpasswd"]}`}, {"select * from p where pw='hunter77'", "where pw='"}, {"CREATE USER 'x'@'%' IDENTIFIED WITH mysql_native_password BY 'hunter77'", "native_password BY"},
		{`{"DB_PASS":"hunter77","TZ":"UTC"}`, `"TZ":"UTC"`}, {`{"dbPass":"hunter77"}`, ""}, {`{"pass":"hunter77"}`, ""}, {`{"ADMIN_PW":"hunter77"}`, ""}, {`{"AUTH":"hunter77"}`, ""}, {`{"SIGNING_KEY":"hunter77"}`, ""},
		{`{"ENCRYPTION_KEY": "hunter77"}`, ""}, {"export SMTP_PASS=hunter77", "export SMTP_PASS="}, {"net use z: and net user ben", "net user ben"}, {"mkdir -p data; cp -pr a b; mysql -p -u x", "mkdir -p data; cp -pr a b; mysql -p -u x"},
		{"net user ben\nThe command completed", "net user ben\nThe command completed"}, {"npm_config_cache_folder_path_of_all", "npm_config_cache_folder_path_of_all"}, {"docker run -u 1000:1000 x", "-u 1000:1000 x"}, {"ssh -p 2222 x; sshpass -p $PW ssh", "ssh -p 2222 x; sshpass -p $PW"}, {`{"bypass":"hunter","auth":"basic"}`, `{"bypass":"hunter","auth":"basic"}`},
		{`{"encryptionKey":"arn:aws:kms:eu-west-1:111122223333:key/x","kmsEncryptionKey":"alias/x"}`, `:key/x","kmsEncryptionKey":"alias/x"`},
		{"tok ghp_hunter77AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA end", " end"}, {"glpat-hunter77AAAAAAAAAAAA.", "."}, {"sk_live_51hunter77", ""}, {"xoxb-1234-5678-hunter77", ""}, {"npm_hunter770123456789abcdefgh", ""},
		{"AIzahunter77890abcdefghijklmnopqrstuvwx end", " end"}, {"github_pat_11AAAAAAA_hunter77", ""}, {`{"k":"hvs.CAESIhunter7701234"}`, `"}`}, {"npm_config_cache sk-learn xapp-1 hf_home", "npm_config_cache sk-learn xapp-1 hf_home"},
	} {
		got := redactorOf(tt.text).Text(tt.text)
		if strings.Contains(got, "hunter77") || !strings.Contains(got, tt.stays) {
			t.Errorf("%s became\n%s", tt.text, got)
		}
	}
}
