package access

import (
	"cmp"
	"slices"
	"strconv"

	"hamari/parsers/cloudtrail"
)

// callerAccount is the account of who was refused.
func (d *denial) callerAccount() string {
	account := cmp.Or(accountOf(d.key.identity), d.lead.account)
	if _, err := strconv.ParseUint(account, 10, 64); err != nil { // a service, or nobody
		account = ""
	}
	if account == "" && len(d.accounts) == 1 && d.key.identity != anonymous {
		account = d.accounts[0]
	}
	return account
}

// governed is the account whose policy of the organization refused the call.
func (d *denial) governed() string {
	switch d.key.layer {
	case orgPolicy:
		return d.callerAccount()
	case string(cloudtrail.ResourceControlPolicy):
		return cmp.Or(accountOf(d.resourceARN()), lone(d.owners, ""), lone(d.owners, d.callerAccount()), lone(d.accounts, d.callerAccount()))
	}
	return ""
}

// lone is the one account beside another: ARNs of buckets and objects have none, but a record that another account than that of the
// caller has is there because it owns the resource.
func lone(accounts set, beside string) string {
	others := slices.DeleteFunc(slices.Clone(accounts), func(a string) bool { return a == beside })
	if len(others) != 1 {
		return ""
	}
	return others[0]
}
