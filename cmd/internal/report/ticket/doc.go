// Package ticket writes a report as the text of a case for AWS Support: what is asked, the account, region, resources,
// times in UTC and request IDs that the other side can look up, error messages word for word, and what was ruled out.
//
// A case takes 8,000 characters at most, so that parts are left out in a fixed order where there is too much to say; the
// text says what was. It leaves the house, so that it names nobody who does not belong to the findings: other principals,
// accounts, resources and addresses that the bundle happens to hold are replaced by [other].
package ticket
