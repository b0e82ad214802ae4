// Package bundle opens what a customer sent (zip, tar, gzip, plain files, folders, a stream on standard input, and any
// of these inside another) and hands out its members as readers of plain bytes.
//
// What a file is follows from its first bytes, never from its name: gzip, tar and zip are recognised by their magic.
// A gzip of one text file is one member and keeps its own name; a gzip whose content is a tar is an archive. A byte
// order mark is taken off, and UTF-16 that carries one becomes UTF-8.
//
// # Paths
//
// A member's path is slash-separated and unique in the case. Inside an archive within the bundle it is the archive's
// path, "!/" and the path in the archive: "logs.zip!/app/today.log". Exclamation marks that end a path element of
// their own are doubled, so that a folder called "logs.zip!" cannot be mistaken for the archive "logs.zip". A name
// that occurs twice in one archive gets " (2)", " (3)" in the archive's order. When several inputs make up the case,
// each path begins with the input's name: "case.zip!/a" for an archive, "folder/a" for a folder.
//
// # Trust
//
// The bundle is untrusted. Nothing is extracted under a name of its own: what needs random access and does not fit
// into memory goes to a temp file that has no name any more. [Limits] bound bytes, members, nesting and compression
// ratio. A member that is broken costs only itself, and whatever is not read, in whole or in part, reaches the caller
// as a [Result] with a [MemberError] that says why.
//
// # Walking
//
// [Case.Walk] shares the members among workers. Members of a zip and files of a folder are read by all of them in the
// order of their paths; a tar stream is read by one worker, which hands small members to the others. Because workers
// race, a limit on the whole case that bites may cut different members in different runs; without such a cut the
// results do not depend on the number of workers.
package bundle
