// Package bundle opens what a customer sent (zip, 7z, tar, compressed and plain files, folders, a stream on standard
// input, and any of these inside another) and hands out its members as readers of plain bytes.
//
// What a file is follows from its first bytes, never from its name. gzip, bzip2, Zstandard, xz and Snappy are layers: of
// one text file, which is one member and keeps its own name, or of a tar, which is an archive. Encrypted members of zip
// (AES and the traditional way) and 7z are read with [Options].Passwords or what AskPassword is told.
//
// Text comes out in UTF-8 where it was in UTF-16 or UTF-32, without a byte order mark, and with line feeds where lines
// ended with carriage returns alone. Text in an old encoding, whose name nothing tells, passes byte for byte.
//
// # What is not read
//
// In zip: shrink, implode, PPMd and the strong encryption of PKWARE. In 7z: PPMd, Brotli, LZ4, and the filters that
// belong to programs and sound (BCJ, Delta and the like). RAR, LZ4, lzip and compress. Members of these kinds are results
// with a reason. A folder of a 7z, one compressed stream of many members, is read from front to back once; where it
// breaks off, the members behind that place are lost with it.
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
// into memory goes to a temp file that has no name any more. [Limits] bound bytes, members, nesting, compression ratio
// and the memory that a decompressor may be told to take. A member that is broken costs only itself, and whatever is not
// read, in whole or in part, reaches the caller as a [Result] with a [MemberError] that says why. No password appears in
// a result.
//
// # Walking
//
// [Case.Walk] shares the members among workers. Members of a zip and files of a folder are read by all of them in the
// order of their paths; a tar stream, or a folder of a 7z, is read by one worker, which hands small members to the
// others. Because workers race, a limit on the whole case that bites may cut different members in different runs;
// without such a cut the results do not depend on the number of workers.
package bundle
