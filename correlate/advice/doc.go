// Package advice gives the texts of patterns their functions: formatting of figures, look-ups in the entity graph, and
// what follows from AWS's published limits (a gp3 setting, a larger instance type, the time Fast Snapshot Restore takes).
package advice
