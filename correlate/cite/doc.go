// Package cite fetches the records that a report cites. The scan keeps positions only, so that memory does not grow with
// what might become evidence; once the findings stand, the few members concerned are read again.
package cite
