package advice

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Trust is what the trust policy of a role says of a caller.
type Trust struct {
	Known      bool   // the policy is in the bundle
	Denies     bool   // a Deny statement names the caller; whether its conditions hold is not looked into
	Names      bool   // an Allow statement names the caller, or its account
	Open       bool   // one of these has no condition
	Account    bool   // none of these names the caller itself
	Conditions string // in words, those of the Allow statements that name the caller, where all have some
	Statements string // these, or the Deny statements, as they stand in the policy
	IDs        string // their Sids
	ExternalID bool   // one of the conditions is on sts:ExternalId
	MFA        bool   // on multi-factor authentication
}

// trustOf reads a trust policy for a caller, whose ARN must be known.
func trustOf(policy, action, caller string) (t Trust) {
	if len(statements(policy)) == 0 || arnPart(4, caller) == "" {
		return t
	}
	t.Known = true
	if t.Statements = denying(policy, action, caller); t.Statements != "" {
		t.Denies, t.IDs = true, statementIDs(t.Statements)
	}
	allow := allowing(policy, action, caller)
	if allow == "" {
		return t
	}
	t.Names, t.Account = true, true
	var all []string
	for _, s := range strings.Split(allow, "\n") {
		own := conditions(s)
		t.Open = t.Open || len(own) == 0
		t.Account = t.Account && !namesItself(s, caller)
		for _, c := range own {
			key := strings.ToLower(c)
			t.ExternalID = t.ExternalID || strings.HasPrefix(key, "sts:externalid ")
			t.MFA = t.MFA || strings.HasPrefix(key, "aws:multifactorauth")
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	if !t.Open {
		t.Conditions = strings.Join(all, "; ")
		if !t.Denies {
			t.Statements, t.IDs = allow, statementIDs(allow)
		}
	}
	return t
}

func namesItself(statement, caller string) bool {
	role := roleARN(caller)
	return slices.ContainsFunc(gjson.Get(statement, "Principal.AWS").Array(), func(p gjson.Result) bool {
		return p.String() == caller || p.String() == role
	})
}

// maxConditions is how many conditions of a statement are told.
const maxConditions = 8

// conditions are those of a statement, in words, each with its key first: "sts:ExternalId StringEquals cust-7781".
func conditions(statement string) (list []string) {
	gjson.Get(statement, "Condition").ForEach(func(operator, keys gjson.Result) bool {
		keys.ForEach(func(key, values gjson.Result) bool {
			var all []string
			for _, v := range values.Array() {
				all = append(all, v.String())
			}
			list = append(list, key.String()+" "+operator.String()+" "+shortened(strings.Join(all, " or ")))
			return len(list) < maxConditions
		})
		return len(list) < maxConditions
	})
	return list
}

// shortened keeps what a reader takes in of a text from a policy.
func shortened(s string) string {
	const most = 200
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}

// conditionsOf are the conditions of statements, as denying returns them, in words.
func conditionsOf(statements string) string {
	var all []string
	for _, s := range strings.Split(statements, "\n") {
		for _, c := range conditions(s) {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return strings.Join(all, "; ")
}
