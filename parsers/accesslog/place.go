package accesslog

import (
	"bytes"
	"regexp"
	"strings"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// Place is what the name of a member tells of its records: AWS names the objects that it delivers after where they come
// from. What is not told is nil.
type Place struct {
	Account, Region parsers.Value
	LoadBalancer    parsers.Value // app/name/id, net/name/id, or the name of a Classic Load Balancer
	Distribution    parsers.Value
	Bucket          parsers.Value // that the requests were made to, not the one that holds the logs
}

const (
	anAccount = `([0-9]{12})`
	aRegion   = `([a-z]{2,4}(?:-[a-z]+)+-[0-9])`
)

var (
	// prefix/AWSLogs/o-orgid/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/
	deliveryFolder = lazy.Regexp(`(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?` + anAccount + `/[A-Za-z]+/(?:` + aRegion + `/)?`)

	// 111122223333_elasticloadbalancing_eu-west-1_app.web.0123456789abcdef_20260304T0915Z_192.0.2.7_5rzm2j1x.log
	balancerFile = lazy.Regexp(anAccount + `_elasticloadbalancing_` + aRegion + `_([^/_]+)_[0-9]{8}T[0-9]{4}Z_[^/]*$`)

	// web/E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d.gz, also with something in front of the distribution's id
	distributionFile = lazy.Regexp(`(?:^|[^A-Z0-9])(E[A-Z0-9]{9,14})\.[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.`)

	// 111122223333/eu-west-1/the-bucket/2026/03/04/2026-03-04-09-15-02-0123456789ABCDEF
	datedPrefix = lazy.Regexp(anAccount + `/` + aRegion + `/([a-z0-9][a-z0-9.-]+)/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-`)
)

// placeOf reads the name of a member.
func placeOf(member string) (p Place) {
	take := func(pattern func() *regexp.Regexp, into ...*parsers.Value) {
		found := pattern().FindStringSubmatch(member)
		for i, v := range into {
			if found != nil && *v == nil && found[i+1] != "" {
				*v = parsers.Value(found[i+1])
			}
		}
	}
	take(balancerFile, &p.Account, &p.Region, &p.LoadBalancer)
	take(datedPrefix, &p.Account, &p.Region, &p.Bucket)
	take(deliveryFolder, &p.Account, &p.Region)
	take(distributionFile, &p.Distribution)
	if name := p.LoadBalancer.String(); strings.Count(name, ".") == 2 {
		p.LoadBalancer = parsers.Value(strings.ReplaceAll(name, ".", "/"))
	}
	return p
}

// arnParts are the parts of an ARN that tell where something is; nil where the ARN leaves them out.
type arnParts struct{ account, region parsers.Value }

// partsOfARN takes arn:partition:service:region:account:resource apart.
func partsOfARN(arn []byte) (found arnParts) {
	for n := 0; ; n++ {
		i := bytes.IndexByte(arn, ':')
		part := arn[:max(i, 0)]
		switch {
		case i < 0, n == 0 && string(part) != "arn":
			return arnParts{}
		case n == 3 && i > 0:
			found.region = part[:i:i]
		case n == 4:
			if len(part) == 12 {
				found.account = part[:i:i]
			}
			return found
		}
		arn = arn[i+1:]
	}
}
