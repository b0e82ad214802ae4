// Package text writes a report for a terminal: the verdict first, then each finding with its reasons, its evidence and
// its way out, then what was ruled out or could not be judged, and what the bundle held.
//
// Prose and tables fit the width; what a reader copies does not bend to it: commands, policies, ARNs and paths are never
// broken over two lines, and nothing is drawn around them. Colour repeats what the words say. The furniture is ASCII,
// since box-drawing characters are two columns wide on many East Asian terminals and are lost in old Windows consoles; only
// the small charts are drawn with blocks where the place is known to show them.
//
// Every string passes package clean before it is laid out, so no log value can steer the terminal.
package text
