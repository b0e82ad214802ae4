package ticket

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"hamari/cmd/internal/report/words"
)

// maxLength is what the text stays below. AWS Support takes 8,000 characters
// (https://docs.aws.amazon.com/awssupport/latest/APIReference/API_Communication.html) and does not say of which kind: they
// are counted in UTF-16, as browsers do, in which no text has fewer.
const maxLength = 8000

// maxItem is the length in runes beyond which one item of a list is cut, so that none can push the others out.
const maxItem = 1200

// maxItems is how many items of a section are considered at all.
const maxItems = 60

// section is a part of the text.
type section struct {
	title string
	items []string
	brief []string // the items in few words, where they are worth that rather than nothing
	what  string   // what the items are, for the line that says what was left out: "pieces of evidence"
	plain bool     // the items are paragraphs, not a list

	rank    int // sections of the lowest rank lose items first, from their ends
	keep    int // items that are never left out
	spare   int // items that are left out only once all sections are down to this
	dropped int
}

// fit writes the sections, leaving out what is too much.
func fit(sections []*section) string {
	for _, s := range sections {
		for i, item := range s.items {
			s.items[i] = shorten(item, maxItem)
		}
		s.drop(len(s.items) - maxItems)
	}
	byRank := slices.Clone(sections)
	slices.SortStableFunc(byRank, func(a, b *section) int { return cmp.Compare(a.rank, b.rank) })
	text := write(sections)
	for _, s := range byRank {
		text = s.lose(sections, text, max(s.keep, s.spare))
	}
	for _, s := range byRank {
		text = s.abridge(sections, text)
	}
	for _, s := range byRank {
		text = s.lose(sections, text, s.keep)
	}
	if length(text) >= maxLength { // what is never left out is too much by itself
		return cutTo(text, maxLength-1-length(cutMark)) + cutMark
	}
	return text
}

// lose leaves out items until the text is short enough, or no more are left than are to be kept.
func (s *section) lose(sections []*section, text string, keep int) string {
	for len(s.items) > keep && length(text) >= maxLength {
		for n := length(text); len(s.items) > keep && n >= maxLength; s.drop(1) {
			n -= length(s.items[len(s.items)-1])
		}
		text = write(sections) // saying what is left out takes room, too
	}
	return text
}

// abridge says items in few words until the text is short enough, from the last to the second.
func (s *section) abridge(sections []*section, text string) string {
	for i := min(len(s.items), len(s.brief)) - 1; i > 0 && length(text) >= maxLength; i-- {
		s.items[i] = s.brief[i]
		text = write(sections)
	}
	return text
}

// drop leaves out items from the end.
func (s *section) drop(n int) {
	if n = min(n, len(s.items)-s.keep); n > 0 {
		s.items = s.items[:len(s.items)-n]
		s.dropped += n
	}
}

func write(sections []*section) string {
	var b strings.Builder
	var missing []string
	for _, s := range sections {
		if s.dropped > 0 {
			missing = append(missing, words.Figure(s.dropped)+" "+s.what)
		}
		if len(s.items) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if s.title != "" {
			b.WriteString(s.title + "\n")
		}
		for _, item := range s.items {
			if !s.plain {
				b.WriteString("- ")
			}
			b.WriteString(item + "\n")
		}
		if s.dropped > 0 && !s.plain {
			fmt.Fprintf(&b, "- and %s more\n", words.Figure(s.dropped))
		}
	}
	if len(missing) > 0 {
		fmt.Fprintf(&b, "\nLeft out to stay below %s characters: %s.\n", words.Figure(maxLength), strings.Join(missing, ", "))
	}
	return b.String()
}

// length counts as browsers do.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

const cutMark = " [cut]\n"

// shorten cuts the end off a text that is too long, and says so.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	if cut := cutTo(text, most); cut != text {
		return cut + " [cut]"
	}
	return text
}

// cutTo returns the beginning of a text that is no longer than a length.
func cutTo(text string, most int) string {
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > most {
			return text[:i]
		}
	}
	return text
}
