// Package lens is where bulk records become few: a lens is fed every event of a kind while the bundle is scanned, keeps
// a small mergeable state, and at the end yields rows of a derived kind with documented fields, which patterns select
// from like from any log. Each lens has a folder of its own below this one; none of them knows a pattern.
package lens
