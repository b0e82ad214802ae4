package formats

import (
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
)

// All returns the formats, in the order in which documentation lists them.
func All() []*parsers.Format {
	return []*parsers.Format{cloudtrail.Format, flowlog.VPC, flowlog.TransitGateway, metrics.Format, inventory.Format}
}
