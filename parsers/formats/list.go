package formats

import (
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/albconn"
	"hamari/parsers/applog"
	"hamari/parsers/clb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
	"hamari/parsers/mysql"
	"hamari/parsers/nlb"
	"hamari/parsers/postgres"
	"hamari/parsers/rdsevent"
	"hamari/parsers/s3access"
	"hamari/parsers/ssmagent"
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
		ssmagent.Format,
		rdsevent.Format,
		postgres.Format,
		mysql.Error,
		mysql.Slow,
		mysql.General,
		mysql.Audit,
		console.Format,
		applog.Format,
	}
}
