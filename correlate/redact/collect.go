package redact

import (
	"errors"
	"maps"
	"net/netip"
	"strings"
	"sync"

	"hamari/parsers"
	"hamari/parsers/formats"
	"hamari/parsers/lazy"
)

// Names are the originals that do not look like anything by themselves.
type Names struct {
	accounts  map[string]bool
	users     map[string]bool // and their sessions
	roles     map[string]bool
	hosts     map[string]bool
	canonical map[string]bool   // ids of accounts in S3, 64 hexadecimal digits
	secrets   map[string]bool   // values of fields that hold nothing else
	things    map[string]string // groups, policies and other things that a customer names, and people: their kinds by their names
	words     map[string]bool   // that AWS gave the bundle's records, in small letters

	digests  map[string]bool     // members that are digests of CloudTrail
	readable map[string]readable // what could be read of the members
	full     bool                // there were more names than can be kept
}

// maxNames is how many originals of each sort are gathered, so that memory is bounded whatever a log says.
const maxNames = 300_000

// errTooMany ends a redaction that would leave names in place.
var errTooMany = errors.New("there are more names of users, roles or hosts than can be kept in memory, and some would stay: redact the bundle in parts, with one key")

func newNames() *Names {
	set := func() map[string]bool { return map[string]bool{} }
	return &Names{accounts: set(), users: set(), roles: set(), hosts: set(), canonical: set(), secrets: set(), words: set(), digests: set(), readable: map[string]readable{}, things: map[string]string{}}
}

func (n *Names) sorts() [7]map[string]bool {
	return [...]map[string]bool{n.accounts, n.users, n.roles, n.hosts, n.canonical, n.secrets, n.words}
}

func (n *Names) merge(o *Names) {
	n.full = n.full || o.full
	maps.Copy(n.digests, o.digests)
	maps.Copy(n.readable, o.readable)
	for name, kind := range o.things {
		n.thing(name, kind)
	}
	mine := n.sorts()
	for i, theirs := range o.sorts() {
		for name := range theirs {
			n.add(mine[i], name)
		}
	}
}

func (n *Names) add(set map[string]bool, name string) {
	switch {
	case set[name]:
	case len(set) == maxNames:
		n.full = true
	default:
		set[name] = true
	}
}

// Bounds of a name. Shorter ones are replaced only where they stand as a value.
const (
	minName = 3
	maxName = 256
)

// execution is how an execution of Systems Manager and the like calls its session: by its own id, which stands elsewhere, too.
var execution = lazy.Regexp(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// user takes in the name of a user or of a session. Of a user of a Windows domain, DOMAIN\user, each part stands by itself, too.
func (n *Names) user(name string) {
	if execution().MatchString(name) {
		return
	}
	if reservedRole().MatchString(name) { // "userName" is also how CloudTrail and IAM name roles
		n.role(name)
		return
	}
	if i := strings.LastIndexByte(name, '\\'); i >= 0 {
		n.host(name[:i])
		name = name[i+1:]
	}
	if name = strings.TrimSpace(name); !n.users[name] && isName(name) {
		n.add(n.users, name)
	}
}

func (n *Names) role(name string) {
	if m := reservedRole().FindStringSubmatch(name); m != nil {
		name = m[1]
	}
	if policiesOfAWS()[strings.ToLower(name)] {
		return
	}
	if name = strings.TrimSpace(name); !n.roles[name] && isName(name) {
		n.add(n.roles, name)
	}
}

func isName(name string) bool {
	if placeholder := strings.Trim(name, "[]<>()"); placeholder != name && isKnown(placeholder) {
		return false
	}
	return name != "" && len(name) <= maxName && strings.Trim(name, "0123456789.:- ") != "" && !isKnown(name)
}

func (n *Names) account(id string) {
	if !n.accounts[id] && isAccount(id) {
		n.add(n.accounts, id)
	}
}

func (n *Names) host(name string) {
	if _, err := netip.ParseAddr(name); err == nil || n.hosts[name] {
		return
	}
	if isName(name) && len(name) >= minName && !isAWSHost(name) && strings.IndexByte(name, ':') < 0 {
		n.add(n.hosts, name)
	}
}

// secret takes in what is to be gone wherever it stands.
func (n *Names) secret(value string) {
	const least, most = 8, 16 << 10
	if len(value) >= least && len(value) <= most {
		n.add(n.secrets, value)
	}
}

func isAccount(s string) bool {
	return len(s) == accountDigits && strings.Trim(s, "0123456789") == "" && s != "000000000000"
}

// known are names that belong to nobody: of AWS, of operating systems and of databases.
var known = map[string]bool{
	"root": true, "rdsadmin": true, "rdsrepladmin": true, "rdstopmgr": true, "localhost": true, "postgres": true, "mysql": true, "admin": true,
	"system": true, "ec2-user": true, "ubuntu": true, "guest": true, "event_scheduler": true, "unknown": true, "anonymous": true,
	"local": true, "autoscaling": true, "aws internal": true, "hidden_due_to_security_reasons": true, "null": true, "none": true, "true": true, "false": true,
}

// ofAWS is how names of AWS's own begin, beside roles and users, which a customer may call so, too.
var ofAWS = lazy.Regexp(`^(?:AWS|aws[-.:]|Amazon|amazon)`)

// rolesOfAWS are roles that AWS makes, or has its customers make under this name, and instances, after which sessions are called.
var rolesOfAWS = lazy.Regexp(`^(?:AWSServiceRoleFor\w+|AWSBackupDefaultServiceRole|AWSControlTower(?:Admin|Execution|CloudTrailRole|StackSetRole|ConfigAggregatorRoleForOrganizations)` +
	`|AWSCloudFormationStackSet(?:Execution|Administration)Role|AWSDataLifecycleManagerDefaultRole(?:ForAMIManagement)?|AWSSystemsManagerDefaultEC2InstanceManagementRole` +
	`|AWS(?:ApplicationMigration|ElasticDisasterRecovery)(?:Agent|AgentInstallation|ConversionServer|Failback|LaunchInstanceWith(?:Drs|Ssm)|MGH|RecoveryInstance(?:WithLaunchActions)?|ReplicationServer|Service)Role` +
	`|aws-controltower-\w+Role|AmazonSSMRoleFor(?:Instances|AutomationAssume)QuickSetup|aws-elasticbeanstalk-(?:ec2|service)-role|aws-ec2-spot-fleet-tagging-role|aws:[\w:.-]+|AWSCLI-Session|aws-go-sdk-\d+` +
	`|i-[0-9a-f]{8,17}|mi-[0-9a-f]{8,17}|AWSReservedSSO|AWS)$`)

func isKnown(name string) bool {
	lower := strings.ToLower(name)
	return known[lower] || vocabulary()[lower] || rolesOfAWS().MatchString(name)
}

// reservedRole is a role that IAM Identity Center makes for a permission set, whose name stands in the middle.
var reservedRole = lazy.Regexp(`^AWSReservedSSO_(.+)_[0-9a-f]{16}$`)

// fields of formats that are no JSON, and whose text does not say what it is.
var fields = map[string]struct{ users, roles, hosts, secrets []string }{
	"postgres":   {users: []string{"user"}, hosts: []string{"remoteHost"}},
	"mysqlerror": {users: []string{"user"}, hosts: []string{"host"}},
	"mysqlslow":  {users: []string{"user"}, hosts: []string{"host"}},
	"mysqlaudit": {users: []string{"user"}, hosts: []string{"host", "server"}},
	"alb":        {hosts: []string{"domain_name", "transformed_host"}},
	"nlb":        {hosts: []string{"domain_name"}},
	"cloudfront": {hosts: []string{"x-host-header", "cs(Host)", "r-host"}, secrets: []string{"cs(Cookie)"}},
	"cloudtrail": {users: []string{"userIdentity.userName"}, roles: []string{"userIdentity.sessionContext.sessionIssuer.userName"}},
	"console":    {roles: []string{"role"}},
	"ssmagent":   {roles: []string{"role"}, hosts: []string{"host"}},
}

// Record gathers from a record.
func (c *Collector) Record(ev *parsers.Event) {
	for slot := range ev.Kind.Fields {
		if ev.Kind.Fields[slot].Entity == "account" {
			c.names.account(ev.Value(slot).String())
		}
	}
	value := func(field string) string { return ev.Value(ev.Kind.Slot(field)).String() }
	c.ownWords(ev, value)
	for _, field := range sqlFields[ev.Kind.Name] {
		c.sql(value(field))
	}
	f := fields[ev.Kind.Name]
	for _, name := range f.users {
		c.names.user(value(name))
	}
	for _, name := range f.roles {
		c.names.role(value(name))
	}
	for _, name := range f.hosts {
		c.names.host(value(name))
	}
	for _, name := range f.secrets {
		c.names.secret(value(name))
	}
	switch ev.Kind.Name {
	case "cloudtrail":
		c.call(ev, value("eventSource"))
	case "ssmagent":
		c.output(value("message"))
	case "s3access":
		c.accounts([]byte("bucket=" + value("bucket")))
	case "mysqlgeneral":
		if value("command") == "Connect" { // ana@10.0.0.7 on db using SSL/TLS
			user, rest, _ := strings.Cut(value("argument"), "@")
			host, _, _ := strings.Cut(rest, " ")
			c.names.user(user)
			c.names.host(host)
		}
	case "albconn":
		for part := range strings.FieldsFuncSeq(value("leaf_client_cert_subject"), func(r rune) bool { return strings.ContainsRune(`,+/"`, r) }) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(part), "CN="); ok {
				c.names.user(name)
			}
		}
	}
}

// vocabulary is the words of AWS that may be somebody's name as well: names of fields and of kinds, in small letters.
var vocabulary = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields("ec2 kms sts iam rds ssm ebs elb vpc eni nat tgw alb nlb clb s3 lambda console session user role account instance volume " +
		"test prod stage default arn aws key error denied request response accept reject") {
		words[w] = true
	}
	for _, format := range formats.All() {
		for _, kind := range format.Kinds {
			words[strings.ToLower(kind.Name)] = true
			for _, f := range kind.Fields {
				words[strings.ToLower(f.Name)] = true
				for part := range strings.FieldsFuncSeq(strings.ToLower(f.Name), func(r rune) bool { return strings.ContainsRune("._-()", r) }) {
					words[part] = true
				}
			}
		}
	}
	return words
})
