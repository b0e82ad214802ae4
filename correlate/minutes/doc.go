// Package minutes holds sets of minutes in little space: in which minutes a log has records, or an interface sent packets.
package minutes
