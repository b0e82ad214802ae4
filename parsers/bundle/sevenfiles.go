package bundle

import (
	"encoding/binary"
	"unicode/utf16"
)

// sevenFile is a file in the archive. Its content is in the folder that it is listed with.
type sevenFile struct {
	name       string
	size       int64
	crc        uint32 // 0 where it is not stated
	attributes uint32
	empty      bool // it has no content in any folder
	isFolder   bool // of the file system
}

// sevenListing is the table of contents.
type sevenListing struct {
	folders []sevenFolder
	empty   []sevenFile
	dropped int // files beyond the limit
}

// listing reads a header.
func (c *sevenCursor) listing() *sevenListing {
	l := &sevenListing{}
	c.expect(sevenHeader)
	for c.err == nil {
		switch c.byte() {
		case sevenEnd:
			return l
		case sevenArchiveProps:
			for c.err == nil && c.byte() != sevenEnd {
				c.bytes(c.number())
			}
		case sevenExtraStreams:
			c.streams()
		case sevenMainStreams:
			l.folders = c.streams()
			l.complete()
		case sevenFilesInfo:
			c.files(l)
		default:
			c.fail(errSevenProp)
		}
	}
	return l
}

// complete makes the file of each folder that is not divided, and gives checksums to those that have the folder's.
func (l *sevenListing) complete() {
	for i := range l.folders {
		f := &l.folders[i]
		if f.files == nil {
			f.files = []sevenFile{{size: f.size()}}
		}
		if len(f.files) == 1 && f.crc != 0 {
			f.files[0].crc = f.crc
		}
	}
}

// files reads the names and properties of the files and joins them with the contents that the folders hold.
func (c *sevenCursor) files(l *sevenListing) {
	n := c.count() // a name takes two bytes at least
	files := make([]sevenFile, n)
	var emptyStream, emptyFile, anti []bool
	for c.err == nil {
		id := c.byte()
		if id == sevenEnd {
			break
		}
		p := sevenCursor{b: c.bytes(c.number())}
		switch empty := count(emptyStream); id {
		case sevenEmptyStream:
			if emptyStream != nil || emptyFile != nil || anti != nil {
				p.fail(errSevenProp) // the others say something of as many files as this one names
			}
			emptyStream = p.booleans(n)
		case sevenEmptyFile:
			emptyFile = p.booleans(empty)
		case sevenAnti:
			anti = p.booleans(empty)
		case sevenNames:
			p.names(files)
		case sevenAttributes:
			p.attributes(files)
		}
		if p.err != nil {
			c.fail(p.err)
		}
	}
	if c.err == nil {
		c.err = l.join(files, emptyStream, emptyFile, anti)
	}
}

func count(set []bool) (n int) {
	for _, is := range set {
		if is {
			n++
		}
	}
	return n
}

func (c *sevenCursor) names(files []sevenFile) {
	if c.byte() != 0 {
		c.fail(errSevenProp)
	}
	var units []uint16
	for i := range files {
		units = units[:0]
		for {
			unit := c.bytes(2)
			if unit == nil {
				return
			}
			if unit[0] == 0 && unit[1] == 0 {
				break
			}
			units = append(units, binary.LittleEndian.Uint16(unit))
		}
		files[i].name = string(utf16.Decode(units))
	}
}

func (c *sevenCursor) attributes(files []sevenFile) {
	defined := c.defined(len(files))
	if c.byte() != 0 {
		c.fail(errSevenProp)
	}
	for i := range files {
		if defined[i] {
			files[i].attributes = c.uint32()
		}
	}
}

// join puts the files into the folders that hold their contents, in order.
func (l *sevenListing) join(files []sevenFile, emptyStream, emptyFile, anti []bool) error {
	folder, at, empty := 0, 0, 0
	for i, file := range files {
		if emptyStream != nil && emptyStream[i] {
			file.empty = true
			file.isFolder = emptyFile == nil || !emptyFile[empty]
			if anti == nil || !anti[empty] {
				l.empty = append(l.empty, file)
			}
			empty++
			continue
		}
		for folder < len(l.folders) && at == len(l.folders[folder].files) {
			folder, at = folder+1, 0
		}
		if folder == len(l.folders) {
			return errSevenCounts
		}
		slot := &l.folders[folder].files[at]
		slot.name, slot.attributes = file.name, file.attributes
		at++
	}
	return nil
}

// limit keeps the first so many files.
func (l *sevenListing) limit(most int) {
	for i := range l.folders {
		f := &l.folders[i]
		kept := min(len(f.files), most)
		l.dropped += len(f.files) - kept
		f.files = f.files[:kept]
		most -= kept
	}
	kept := min(len(l.empty), most)
	l.dropped += len(l.empty) - kept
	l.empty = l.empty[:kept]
}

// outside reports whether a folder's data lie beyond the end of the file.
func (f *sevenFolder) outside(size int64) bool {
	return f.at < 0 || f.packed < 0 || f.at > size-f.packed
}
