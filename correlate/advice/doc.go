// Package advice gives the texts of patterns their functions: formatting of figures, names of principals, look-ups in the
// entity graph (what was changed since, which routes lead to a network), and what follows from AWS's published limits (a gp3
// setting, a larger instance type, the time Fast Snapshot Restore takes).
package advice
