// Package draw fills the series of a report's findings with what was measured: few hundred points each, over the time of
// the finding and around it. It knows neither patterns nor metrics: a lens tells what its rows have to show.
package draw
