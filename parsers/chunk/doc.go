// Package chunk reads one large stream of records on several cores.
//
// One worker reads (and, below it, decompresses) the stream and cuts it into chunks where a record seems to begin; the
// chunks are split into records and parsed by whoever is free. A cut is a guess: what looks like the beginning of a
// record may stand inside of one. So nothing of a chunk is believed before all chunks ahead of it have proved to hold
// whole records, from which also follow the numbers of its records and lines. Where one does not, it and all that
// follows is given back as the rest, for the format to read from front to back as it reads everything else: a damaged
// stream is read slower, and never differently.
//
// A format takes part by giving a [Cutter], once it has read so much of a member that the effort is worth it
// ([Worthwhile]).
package chunk
