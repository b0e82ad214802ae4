// Package report is the model of a finished analysis: what a renderer prints and what `-f json` writes, under the
// schema name "hamari.report/v1". It holds data only. Package correlate fills it, the renderers below cmd read it.
//
// A report holds no wall-clock time and no path outside the bundle: the same bundle gives the same bytes.
package report
