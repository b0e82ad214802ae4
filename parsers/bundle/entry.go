package bundle

// Member is one file of the case.
type Member struct {
	Path  string
	Depth int // archives around it

	// What follows is known when the member was read to its end.

	Bytes    int64    // of the member as stored in its archive: of the .gz file for a .json.gz
	SHA256   string   // of the same bytes, in hex; "" where they could not all be read
	Content  int64    // bytes of plain content that were handed out
	Encoding string   // as the byte order mark says: "UTF-8", "UTF-16LE", "UTF-16BE"; "" without one
	Notes    []string // what a reader of the report should know
}

// Result is what became of one member.
type Result struct {
	Member *Member

	// Archive says that Member is an archive itself. Such a result exists only where the archive as a whole could not
	// be read, or not to its end; its members have results of their own.
	Archive bool

	// Err is nil for a member that was read to its end and proved intact.
	Err *MemberError

	// ReadErr is what the read function returned. It may be, or wrap, Err.
	ReadErr error
}

// entry is a place in the case: a member or an archive, not yet known which.
type entry struct {
	path   string
	prefix string // of the paths of members inside, for an input
	input  *input
	top    bool    // it is an input as a whole
	onDisk bool    // it is a file of its own, whose hash belongs to the input
	depth  int     // archives around it
	factor float64 // how many bytes each byte of the archives around it expands to
	held   int     // layers of compression around it that keep a window
	notes  []string
	skip   *fault // known beforehand: it must not or cannot be read
	stored int64  // for skipped ones: bytes, where known
}

// inside is what paths of members inside the entry begin with.
func (e *entry) inside() string {
	if e.top {
		return e.prefix
	}
	return e.path + inArchive
}

// child is an entry inside this one, still without a path.
func (e *entry) child() entry {
	return entry{input: e.input, depth: e.depth + 1, factor: e.factor, held: e.held}
}

func (e *entry) member() *Member {
	return &Member{Path: e.path, Depth: e.depth, Bytes: e.stored, Notes: e.notes}
}
