package redact

import (
	"regexp"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// Names in messages of databases, and in the SQL that they log.
var (
	quotedRole = lazy.Regexp("(?i)\\b(?:user|role|owner to|authorization)\\s+[\"`]([^\"`\\n]{1,63})[\"`]")
	sqlRole    = lazy.Regexp("(?i)\\b(?:(?:create|alter|drop|rename)\\s+(?:user|role|login)\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?|(?:set\\s+(?:session\\s+|local\\s+)?(?:role|authorization)|owner\\s+to)\\s+)[\"'`]?([\\w.$-]{1,63})")
	grantee    = lazy.Regexp("(?i)\\b(?:grant|revoke)\\s+(?:[\"'`]?([\\w.$-]{1,63})[\"'`]?|[^;]{1,300}?)\\s+(?:to|from)\\s+[\"'`]?([\\w.$-]{1,63})")
	atHost     = lazy.Regexp("['`]([^'`\\n]{1,80})['`]@['`]([^'`\\n]{0,255})['`]")
	deprecated = lazy.Regexp(`is deprecated for ([\w.$-]{1,80})`)
)

// noRole are words of SQL that stand where a name may.
var noRole = setOf("mapping all public if with set for user role group current_user session_user current_role none select insert update delete usage execute")

// sql gathers from a message or a statement.
func (c *Collector) sql(text string) {
	take := func(name string) {
		if !noRole()[strings.ToLower(name)] {
			c.names.user(name)
		}
	}
	for _, re := range [...]func() *regexp.Regexp{quotedRole, sqlRole, grantee, deprecated} {
		for _, m := range re().FindAllStringSubmatch(text, -1) {
			for _, name := range m[1:] {
				take(name)
			}
		}
	}
	for _, m := range atHost().FindAllStringSubmatch(text, -1) {
		take(m[1])
		c.names.host(strings.Trim(m[2], "%"))
	}
}

// sqlFields are the fields of messages and statements, by kind.
var sqlFields = map[string][]string{
	"postgres":     {"message", "detail", "statement", "context"},
	"mysqlerror":   {"message"},
	"mysqlslow":    {"statement"},
	"mysqlgeneral": {"argument"},
	"mysqlaudit":   {"object"},
}

// Users in the log of the SSM agent, which quotes what commands put out.
var (
	homeOf   = lazy.Regexp(`(?:/home/|[A-Za-z]:\\{1,2}(?:Users|Documents and Settings)\\{1,2})([\w.-]{3,64})`)
	ofDomain = lazy.Regexp(`(?:^|[\s"'(=])([A-Z][A-Z0-9-]{1,14})\\{1,2}([A-Za-z][\w.-]{2,63})(?:[\s"'),;:]|$)`)
)

// sharedHomes are folders of homes that are nobody's own, and noDomain is what stands before a backslash beside domains.
var (
	sharedHomes = setOf("administrator public default defaultuser all ssm-user centos debian fedora rocky almalinux bitnami core hadoop runner node app apps git www www-data nginx")
	noDomain    = setOf("hklm hkcu hkcr hku hkey builtin authority windows system program service")
)

func (c *Collector) output(text string) {
	for _, m := range homeOf().FindAllStringSubmatch(text, -1) {
		if name := strings.TrimRight(m[1], ".-"); !sharedHomes()[strings.ToLower(name)] {
			c.names.user(name)
		}
	}
	for _, m := range ofDomain().FindAllStringSubmatch(text, -1) {
		if !noDomain()[strings.ToLower(m[1])] && !sharedHomes()[strings.ToLower(m[2])] {
			c.names.user(m[1] + `\` + m[2])
		}
	}
}

// callNames are the fields of calls that name somebody or something of a customer, by service.
var callNames = map[string][]struct{ path, kind string }{
	"identitystore.amazonaws.com": {{"requestParameters.displayName", "user"}, {"requestParameters.name.familyName", "person"}, {"requestParameters.name.givenName", "person"}},
	"sso-directory.amazonaws.com": {{"requestParameters.displayName", "user"}, {"requestParameters.name.familyName", "person"}, {"requestParameters.name.givenName", "person"}},
	"account.amazonaws.com": {{"requestParameters.name", "user"}, {"requestParameters.contactInformation.fullName", "user"}, {"requestParameters.contactInformation.companyName", "user"},
		{"requestParameters.accountName", "account-name"}},
	"organizations.amazonaws.com": {{"requestParameters.accountName", "account-name"}, {"requestParameters.name", "account-name"}, {"responseElements.createAccountStatus.accountName", "account-name"},
		{"responseElements.account.name", "account-name"}},
	"iam.amazonaws.com": {{"requestParameters.groupName", "group"}, {"requestParameters.newGroupName", "group"}, {"requestParameters.policyName", "policy"}, {"requestParameters.instanceProfileName", "profile"},
		{"requestParameters.newUserName", "user"}, {"requestParameters.virtualMFADeviceName", "mfa"}, {"requestParameters.serverCertificateName", "certificate"}, {"requestParameters.accountAlias", "account-name"}},
	"sso.amazonaws.com": {{"requestParameters.name", "role"}},
	"sts.amazonaws.com": {{"requestParameters.name", "user"}},
}

func (c *Collector) call(ev *parsers.Event, source string) {
	for _, f := range callNames[source] {
		if name := gjson.GetBytes(ev.Raw, f.path); name.Type == gjson.String {
			c.names.thing(name.Str, f.kind)
		}
	}
}

// thing takes in a name of a kind. One that may be any word, as those of people, is replaced where it stands as a name alone.
func (n *Names) thing(name, kind string) {
	name = strings.TrimSpace(name)
	switch {
	case kind == "user":
		n.user(name)
	case kind == "role":
		n.role(name)
	case len(name) < minName || !isName(name) || ofAWS().MatchString(name) || policiesOfAWS()[strings.ToLower(name)]:
	case n.things[name] != "":
		n.things[name] = min(n.things[name], kind) // whichever is read first
	case len(n.things) == maxNames:
		n.full = true
	default:
		n.things[name] = kind
	}
}

// policiesOfAWS are managed policies whose names do not begin as the others do, and permission sets of the same names.
var policiesOfAWS = setOf("administratoraccess poweruseraccess readonlyaccess viewonlyaccess securityaudit systemadministrator networkadministrator databaseadministrator datascientist " +
	"supportuser iamfullaccess iamreadonlyaccess billing job-function")
