// Package walk copies a report while changing values in it. Renderers use it for what must hold for every field of
// the model, also for those that are added later: that strings are harmless, that lists are never null.
package walk
