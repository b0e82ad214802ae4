// Package route makes a row of each route of the described route tables: which subnets and instances it stands for, and
// where its target is gone (state blackhole), which requests went its way and were never answered, or no more. A
// blackhole route drops packets without a trace: the sender's interface lets them out, and nothing comes back.
//
// Which table a subnet has, its associations say; one without any has the main table of its VPC. Of the routes of a
// table the one with the longest prefix counts.
//
// The route tables of Transit Gateways make rows of their own. A request that its VPC's table hands to a gateway takes the
// route of the table that the VPC's attachment is associated with, or of the only one described.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html and
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
package route
