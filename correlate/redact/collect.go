package redact

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"hamari/parsers"
)

// Names are the originals that do not look like anything by themselves.
type Names struct {
	accounts map[string]bool
	users    map[string]bool // and their sessions
	roles    map[string]bool
	hosts    map[string]bool
}

// maxNames is how many originals of each sort are gathered by one worker, in bounded memory whatever a log says.
const maxNames = 200_000

func newNames() *Names {
	return &Names{accounts: map[string]bool{}, users: map[string]bool{}, roles: map[string]bool{}, hosts: map[string]bool{}}
}

func (n *Names) merge(o *Names) {
	for _, pair := range [][2]map[string]bool{{n.accounts, o.accounts}, {n.users, o.users}, {n.roles, o.roles}, {n.hosts, o.hosts}} {
		for name := range pair[1] {
			add(pair[0], name)
		}
	}
}

func add(set map[string]bool, name string) {
	if len(set) < maxNames {
		set[name] = true
	}
}

// Bounds of a name. Shorter ones are too likely to be something else where they stand.
const (
	minName = 3
	maxName = 128
)

// user takes in the name of a user or of a session.
func (n *Names) user(name string) {
	if len(name) >= minName && len(name) <= maxName && !isKnown(name) {
		add(n.users, name)
	}
}

func (n *Names) role(name string) {
	if len(name) >= minName && len(name) <= maxName && !isKnown(name) {
		add(n.roles, name)
	}
}

func (n *Names) account(id string) {
	if isAccount(id) {
		add(n.accounts, id)
	}
}

func (n *Names) host(name string) {
	if len(name) >= minName && len(name) <= 255 && !isKnown(name) && !isAWSHost(name) && strings.IndexByte(name, ':') < 0 {
		add(n.hosts, name)
	}
}

func isAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "000000000000"
}

// known are names that belong to nobody: of AWS, of operating systems and of databases.
var known = map[string]bool{
	"root": true, "rdsadmin": true, "rdsrepladmin": true, "rdstopmgr": true, "localhost": true, "postgres": true, "mysql": true, "admin": true,
	"system": true, "SYSTEM": true, "ec2-user": true, "ubuntu": true, "guest": true, "event_scheduler": true, "unknown": true, "anonymous": true,
	"Anonymous": true, "AutoScaling": true, "AWS Internal": true, "HIDDEN_DUE_TO_SECURITY_REASONS": true, "null": true, "none": true, "true": true, "false": true,
}

var ofAWS = regexp.MustCompile(`^(?:AWS|aws[-.:]|Amazon|amazon|i-[0-9a-f]{8}|mi-[0-9a-f]{8})`)

func isKnown(name string) bool { return known[name] || vocabulary()[name] || ofAWS.MatchString(name) }

// Collector gathers names from the text of logs and from their records. It belongs to one goroutine.
type Collector struct{ names *Names }

// Expressions for what stands in any text. An ARN names its account and, of IAM and STS, the user or the session.
var (
	arn     = regexp.MustCompile(`arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):(?:(user|role|assumed-role|federated-user)/([^\s"'\\<>,;)\]}&]{1,512}))?`)
	account = regexp.MustCompile(`(?i)(?:account|owner)[a-z_ -]{0,20}\\*["']?\s*[:=]\s*\\*["']?(\d{12})\b`)
	folder  = regexp.MustCompile(`(?:^|[/"\s])(?:AWSLogs/(?:o-[a-z0-9]+/)?)?(\d{12})(?:/|_(?:CloudTrail|CloudTrail-Digest|vpcflowlogs|elasticloadbalancing|CloudTrail-Insight)[_/])`)
	user    = regexp.MustCompile(`"(?:userName|UserName|roleSessionName|RoleSessionName|sourceIdentity|SourceIdentity|masterUsername|MasterUsername)\\*"\s*:\s*\\*"((?:[^"\\]|\\u[0-9a-fA-F]{4}){1,128})\\*"`)
	session = regexp.MustCompile(`\bA(?:ROA|IDA|SIA)[A-Z0-9]{12,28}:([\w+=,.@-]{2,64})`)
)

// Text gathers from a piece of text.
func (c *Collector) Text(text []byte) {
	for _, m := range arn.FindAllSubmatch(text, -1) {
		c.names.account(string(m[1]))
		c.principal(string(m[2]), string(m[3]))
	}
	for _, m := range account.FindAllSubmatch(text, -1) {
		c.names.account(string(m[1]))
	}
	for _, m := range folder.FindAllSubmatch(text, -1) {
		c.names.account(string(m[1]))
	}
	for _, m := range user.FindAllSubmatch(text, -1) {
		c.names.user(unescaped(string(m[1])))
	}
	for _, m := range session.FindAllSubmatch(text, -1) {
		c.names.user(string(m[1]))
	}
}

// unescaped returns a text without the \u escapes of JSON.
func unescaped(text string) string {
	if !strings.Contains(text, `\u`) {
		return text
	}
	var plain string
	if json.Unmarshal([]byte(`"`+text+`"`), &plain) != nil {
		return text
	}
	return plain
}

// principal gathers from the end of an ARN: user/PATH/NAME, role/PATH/NAME, assumed-role/ROLE/SESSION.
func (c *Collector) principal(kind, path string) {
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch kind {
	case "user", "federated-user":
		c.names.user(last)
	case "role":
		c.names.role(last)
	case "assumed-role":
		role, session, _ := strings.Cut(path, "/")
		c.names.role(role)
		c.names.user(session)
	}
}

// fields of formats that are no JSON, and whose text does not say what it is.
var fields = map[string]struct{ users, hosts []string }{
	"postgres":   {[]string{"user"}, []string{"remoteHost"}},
	"mysqlerror": {[]string{"user"}, []string{"host"}},
	"mysqlslow":  {[]string{"user"}, []string{"host"}},
	"mysqlaudit": {[]string{"user"}, []string{"host", "server"}},
	"alb":        {nil, []string{"domain_name"}},
	"nlb":        {nil, []string{"domain_name"}},
	"cloudfront": {nil, []string{"x-host-header", "cs(Host)"}},
}

// Record gathers from a record.
func (c *Collector) Record(ev *parsers.Event) {
	for slot := range ev.Kind.Fields {
		if ev.Kind.Fields[slot].Entity == "account" {
			c.names.account(ev.Value(slot).String())
		}
	}
	f := fields[ev.Kind.Name]
	for _, name := range f.users {
		c.names.user(ev.Value(ev.Kind.Slot(name)).String())
	}
	for _, name := range f.hosts {
		c.names.host(ev.Value(ev.Kind.Slot(name)).String())
	}
}

// vocabulary is the words of AWS that may be somebody's name as well: names of fields and of kinds.
var vocabulary = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields("ec2 kms sts iam rds ssm ebs elb vpc eni nat tgw alb nlb clb s3 lambda console session user role account instance volume " +
		"test prod stage default arn aws key error denied request response accept reject") {
		words[w] = true
	}
	return words
})
