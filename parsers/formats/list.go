package formats

import (
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/albconn"
	"hamari/parsers/clb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
	"hamari/parsers/nlb"
	"hamari/parsers/s3access"
	"hamari/parsers/traildigest"
)

// All returns the formats, in the order in which documentation lists them.
func All() []*parsers.Format {
	return []*parsers.Format{
		cloudtrail.Format,
		traildigest.Format,
		flowlog.VPC,
		flowlog.TransitGateway,
		alb.Format,
		albconn.Format,
		nlb.Format,
		clb.Format,
		cloudfront.Format,
		s3access.Format,
		metrics.Format,
		inventory.Format,
	}
}
