package bundle

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// Reason is why a member could not be read, or not to its end.
type Reason string

// The reasons.
const (
	Truncated         Reason = "truncated"
	Damaged           Reason = "damaged"
	BadChecksum       Reason = "bad checksum"
	WrongSize         Reason = "wrong size"
	Encrypted         Reason = "encrypted"
	UnsupportedMethod Reason = "unsupported compression method"
	SizeLimit         Reason = "size limit"
	RatioLimit        Reason = "compression ratio limit"
	DepthLimit        Reason = "nesting limit"
	MemberLimit       Reason = "member limit"
	NotRegular        Reason = "not a regular file"
	SystemFile        Reason = "file of the operating system"
	Unreadable        Reason = "cannot be read"
)

// MemberError says which member could not be read, why, and how far reading got. What was read before counts.
type MemberError struct {
	Path   string
	Reason Reason
	Detail string // a few words on the particular case; may be empty
	Offset int64  // bytes of plain content handed out before reading broke off
	Err    error  // what lies beneath; may be nil
}

func (e *MemberError) Error() string { return e.Path + ": " + e.Text() }

// Text is the message without the path, for a report that shows the path beside it.
func (e *MemberError) Text() string {
	text := string(e.Reason)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Offset > 0 {
		return fmt.Sprintf("%s (at byte %d of the content; what stands before it was read)", text, e.Offset)
	}
	return text
}

// Unwrap returns what lies beneath.
func (e *MemberError) Unwrap() error { return e.Err }

// Skipped reports whether nothing was read because a limit, encryption or the kind of file forbade it, as opposed to
// a member that is broken.
func (e *MemberError) Skipped() bool {
	if e.Offset > 0 {
		return false
	}
	switch e.Reason {
	case Truncated, Damaged, BadChecksum, WrongSize, Unreadable:
		return false
	}
	return true
}

// fault is an error of one layer, before anyone knows which member it hits.
type fault struct {
	reason Reason
	detail string
	err    error
}

func (f *fault) Error() string {
	if f.detail == "" {
		return string(f.reason)
	}
	return string(f.reason) + ": " + f.detail
}

func (f *fault) Unwrap() error { return f.err }

func faultf(reason Reason, format string, args ...any) *fault {
	return &fault{reason: reason, detail: fmt.Sprintf(format, args...)}
}

// asFault finds the reason behind an error of any layer.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &corrupt):
		return &fault{Damaged, fmt.Sprintf("the deflate data make no sense at compressed byte %d", int64(corrupt)), err}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &fault{Truncated, "the data end too early", err}
	case errors.Is(err, gzip.ErrChecksum):
		return &fault{BadChecksum, "the gzip trailer does not fit the content", err}
	case errors.Is(err, gzip.ErrHeader):
		return &fault{Damaged, "the gzip header makes no sense", err}
	}
	return &fault{Unreadable, err.Error(), err}
}

// memberError turns an error of any layer into the error of one member.
func memberError(path string, offset int64, err error) *MemberError {
	f := asFault(err)
	cause := f.err
	if cause == nil {
		cause = f
	}
	return &MemberError{Path: path, Reason: f.reason, Detail: f.detail, Offset: offset, Err: cause}
}
