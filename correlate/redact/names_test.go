package redact

import (
	"strings"
	"testing"

	"hamari/parsers"
	"hamari/parsers/formats"
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

// gatheredFrom reads a text as a member of this name, as a redaction does.
func gatheredFrom(t *testing.T, name, text string) *Redactor {
	t.Helper()
	c := &Collector{newNames()}
	c.Text([]byte(text))
	g := &gatherer{records: *c}
	result, err := formats.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: name}, g)
	if err != nil || result.Format == nil {
		t.Fatalf("%s is not read: %v", name, err)
	}
	return New(testKey(), c.names)
}

// Names that logs of known formats give away.
func TestNamesInLogs(t *testing.T) {
	pg := "2026-03-04 09:00:02 UTC:10.77.0.9(50000):[unknown]@orders:[124]:"
	trail := func(source, params string) string {
		return `{"Records":[{"eventVersion":"1.11","eventTime":"2026-03-04T09:00:00Z","eventSource":"` + source + `.amazonaws.com","eventName":"X","awsRegion":"eu-west-1","eventID":"e1","userIdentity":{"type":"IAMUser"},"requestParameters":` + params + `}]}`
	}
	for _, tt := range []struct{ name, text, stays string }{
		{"postgresql.log", pg + "FATAL:  password authentication failed for user \"hidden77\"\n", "[unknown]@orders"},
		{"postgresql.log", pg + "FATAL:  no pg_hba.conf entry for host \"10.77.0.9\", user \"hidden77\", database \"orders\", no encryption\n", `database "orders"`},
		{"postgresql.log", pg + "ERROR:  role \"hidden77\" does not exist\n", `role "`},
		{"postgresql.log", pg + "STATEMENT:  CREATE ROLE hidden77 LOGIN; GRANT hidden77a TO hidden77b; GRANT SELECT ON stock TO hidden77c; ALTER USER hidden77d SET x = 1\n", "GRANT SELECT ON stock TO "},
		{"error.log", "2026-03-04T09:00:02.000000Z 13 [Warning] [MY-013360] [Server] Plugin mysql_native_password reported: ''mysql_native_password' is deprecated for hidden77\n", "Plugin mysql_native_password"},
		{"slow.log", "# Time: 2026-03-04T09:00:01.123456Z\n# User@Host: rdsadmin[rdsadmin] @ hidden77 [10.77.0.8]  Id:    45\n# Query_time: 12.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 100\nSET timestamp=1772614801;\nCREATE USER 'hidden77a'@'%';\n", "'@'%'"},
		{"amazon-ssm-agent.log", `2026-03-04 09:00:02 INFO output from C:\Users\hidden77\AppData and /home/hidden77a/x, /home/ec2-user/y on WIN-HIDDEN77777 by HIDDEN77DOM\hidden77b in HKLM\SOFTWARE` + "\n", `HKLM\SOFTWARE`},
		{"a.json", trail("redshift", `{"dbUser":"hidden77","dbName":"sales"}`), `"sales"`},
		{"a.json", trail("cognito-idp", `{"authParameters":{"USERNAME":"hidden77","PASSWORD":"hidden77-x"}}`), "authParameters"},
		{"a.json", trail("identitystore", `{"userName":"hidden77a","displayName":"Mark Hidden77","name":{"familyName":"hidden77","givenName":"Mark"},"x":"Mark it"}`), `"Mark it"`},
		{"a.json", trail("account", `{"name":"Ms Hidden77","phoneNumber":"+4917077hidden77","title":"CEO"}`), `"CEO"`},
		{"a.json", trail("organizations", `{"accountName":"hidden77 prod"}`), "accountName"},
		{"a.json", trail("iam", `{"groupName":"hidden77","policyName":"hidden77a","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}`), "policy/AdministratorAccess"},
		{"a.json", trail("iam", `{"instanceProfileName":"hidden77","x":"arn:aws:iam::111122223333:group/ops/hidden77a arn:aws:iam::111122223333:policy/hidden77b arn:aws:iam::111122223333:mfa/hidden77c arn:aws:iam::111122223333:saml-provider/hidden77d"}`), ":saml-provider/provider-"},
		{"a.json", trail("sts", `{"externalId":"hidden77","x":"o-hidden7712"}`), `"o-`},
		{"a.json", trail("ec2", `{"groupName":"web77"}`), `"web77"`}, // a security group is a resource
	} {
		got := gatheredFrom(t, tt.name, tt.text).Text(tt.text)
		if strings.Contains(strings.ToLower(got), "hidden77") || !strings.Contains(got, tt.stays) {
			t.Errorf("%s became\n%s", tt.text, got)
		}
	}
}

// Names that only begin as AWS's own do are replaced, AWS's own stay, and of a role of IAM Identity Center what AWS puts around the
// name of the permission set.
func TestNamesOfAWS(t *testing.T) {
	for _, name := range []string{"aws-zorgdeployer", "AmazonZorgRole", "AWSZorg"} {
		if got := redactorOf("arn:aws:iam::111122223333:role/" + name).Text("by " + name); got == "by "+name {
			t.Errorf("%s is left", name)
		}
	}
	const reserved = "AWSReservedSSO_ZorgAdmins_0123456789abcdef"
	got := redactorOf("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/" + reserved).Text(reserved + " of ZorgAdmins")
	if before, after, _ := strings.Cut(got, "ZorgAdmins"); after != "" || !strings.HasPrefix(before, "AWSReservedSSO_role-") || !strings.Contains(before, "_0123456789abcdef of role-") {
		t.Errorf("it became %s", got)
	}
	issuer := `{"sessionIssuer":{"type":"Role","userName":"` + reserved + `"}}`
	if got := redactorOf(issuer).Text(issuer); strings.Contains(got, "ZorgAdmins") || !strings.Contains(got, `"AWSReservedSSO_role-`) {
		t.Errorf("it became %s", got)
	}
	for _, name := range []string{"AWSServiceRoleForRDS", "AWSReservedSSO_AdministratorAccess_0123456789abcdef", "AWSBackupDefaultServiceRole", "AWSApplicationMigrationConversionServerRole", "i-0123456789abcdef0"} {
		if got := redactorOf("arn:aws:iam::111122223333:role/" + name + " arn:aws:sts::111122223333:assumed-role/" + name + "/i-0123456789abcdef0").Text(name); got != name {
			t.Errorf("%s became %s", name, got)
		}
	}
}

// Hosts and addresses in the ways of private networks, providers and databases, and what only looks like them.
func TestHostsAndAddresses(t *testing.T) {
	r := redactorOf("")
	for text, kept := range map[string]string{
		"db.hidden.intern": "", "a.hidden.prod": "", "a.hidden.test": "", "hidden.example": "", "84-17-44-21.static.hidden.example": "", "84-17-44-21.static.some.photos": ".static.some.photos",
		"253.19.58.252": "", "06.237.252.245": "0", "hidden.cnganvhidd2.us-west-2.rds.amazonaws.com": ".us-west-2.rds.amazonaws.com",
		"hidden.cluster-ro-cnganvhidd2.us-west-2.rds.amazonaws.com:5432": ".us-west-2.rds.amazonaws.com:5432", "wh.cnganvhidd2.eu-west-1.redshift.amazonaws.com": ".eu-west-1.redshift.amazonaws.com",
	} {
		got := r.Text(text)
		for _, gone := range []string{"hidd", "84-17-44", "253.19", "237.252"} {
			if strings.Contains(got, gone) {
				t.Errorf("%s became %s", text, got)
			}
		}
		if !strings.Contains(got, kept) || got == text {
			t.Errorf("%s became %s", text, got)
		}
	}
	for _, text := range []string{"config.test", "app.prod", "255.255.240.0", "255.255.255.255", "10-11-12-13.log", "ec2.us-west-2.amazonaws.com", "rds.us-west-2.amazonaws.com"} {
		if got := r.Text(text); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	if a, b := r.Text("a1.cnganvhidd2.us-west-2.rds.amazonaws.com"), r.Text("b1.cnganvhidd2.us-west-2.rds.amazonaws.com"); a[strings.IndexByte(a, '.'):] != b[strings.IndexByte(b, '.'):] {
		t.Errorf("databases of one account do not look so: %s and %s", a, b)
	}
}
