// Package changes makes rows of the calls that changed something on which others depend: rules of security groups and
// network ACLs, routes, keys, permissions, load balancers, instances, databases, functions. Which calls those are and
// what each of them touches is a table, since every API names its parameters in its own way.
//
// A row says what the call did in a form that can be compared: what one call does another may undo, such as DisableKey
// and EnableKey of one key, or two calls for the same rule of a security group. Calls that failed or only read are none.
package changes
