package jsonsplit

import "bytes"

// skipValue moves past the value at the current position.
func (s *Splitter) skipValue() error {
	switch s.buf[s.pos] {
	case '"':
		s.pos++
		return s.skipString()
	case '{', '[':
		return s.skipContainer()
	}
	return s.skipScalar()
}

func (s *Splitter) skipScalar() error {
	start := s.base + int64(s.pos)
	for {
		for s.pos < len(s.buf) {
			switch s.buf[s.pos] {
			case ',', ']', '}', ' ', '\t', '\r', '\n', ':':
				if s.base+int64(s.pos) == start {
					return ErrNotJSON
				}
				return nil
			case '"', '{', '[':
				return ErrNotJSON
			}
			s.pos++
		}
		if err := s.more(); err != nil {
			return err
		}
	}
}

// skipString moves past the closing quote of a string; the current position is behind its opening one.
func (s *Splitter) skipString() error {
	for {
		rest := s.buf[s.pos:]
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			// A trailing backslash must be seen together with what follows it.
			back := trailingBackslashes(rest)
			s.pos = len(s.buf) - back
			if err := s.more(); err != nil {
				return err
			}
			s.pos += back + back%2
			continue
		}
		s.pos += i + 1
		if trailingBackslashes(rest[:i])%2 == 0 {
			return nil
		}
	}
}

func trailingBackslashes(b []byte) int {
	n := 0
	for n < len(b) && b[len(b)-1-n] == '\\' {
		n++
	}
	return n
}

func (s *Splitter) skipContainer() error {
	s.nesting.Start()
	for {
		behind, ended, err := s.nesting.Scan(s.buf, s.pos)
		s.pos = behind
		switch {
		case ended:
			s.tooDeep = s.tooDeep || s.nesting.TooDeep()
			return nil
		case err != nil:
			return ErrNotJSON
		}
		if err := s.more(); err != nil {
			return err
		}
	}
}
