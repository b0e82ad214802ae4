package text

import (
	"path"
	"strings"

	"hamari/correlate/report"
)

// members writes the paths of a bundle's members in little room.
type members struct {
	all   report.Sources
	short map[int]map[string]int // width -> shortened path -> how many members it could mean
}

func newMembers(sources report.Sources) *members {
	return &members{all: sources, short: make(map[int]map[string]int)}
}

// name returns the path with folders in its middle left out, so that it takes at most width columns where possible.
// A shorter path that could mean two members is not used.
func (m *members) name(member string, width int) string {
	if columns(member) <= width {
		return member
	}
	if m.short[width] == nil {
		m.short[width] = make(map[string]int, m.all.Len())
		for _, other := range m.all.Briefly() {
			m.short[width][elide(other.Member, width)]++
		}
	}
	short := elide(member, width)
	if m.short[width][short] > 1 {
		return member
	}
	return short
}

// elide leaves out folders in the middle of a path: its first folder stays where there is room, its last ones as far
// as there is room, and the file's name always.
func elide(member string, width int) string {
	parts := strings.Split(member, "/")
	if len(parts) < 3 || columns(member) <= width {
		return member
	}
	head := parts[0] + "/.../"
	tail := parts[len(parts)-1]
	if columns(head+tail) > width {
		head = ".../"
	}
	for i := len(parts) - 2; i > 0 && columns(head+parts[i]+"/"+tail) <= width; i-- {
		tail = parts[i] + "/" + tail
	}
	return head + tail
}

// telling returns what breaks the given paths for table cells so that no two of them look alike: an export of CloudWatch Logs
// has a file 000000.gz for every log stream, which its folder alone names.
func telling(paths []string) func(member string, width int) []string {
	cells := map[int]map[string][]string{} // by width
	return func(member string, width int) []string {
		if cells[width] == nil {
			cells[width] = tellApart(paths, width)
		}
		if lines := cells[width][member]; lines != nil {
			return lines
		}
		return pathLines(member, width) // the title of the column
	}
}

// tellApart gives each path the first of several forms in which no other looks like it.
func tellApart(paths []string, width int) map[string][]string {
	cells := make(map[string][]string, len(paths))
	for _, form := range []func(string, int) []string{pathLines, lastFolder, wholePath} {
		alike := map[string]int{}
		for _, path := range paths {
			alike[strings.Join(form(path, width), "\n")]++
		}
		for _, path := range paths {
			lines := form(path, width)
			if cells[path] == nil && alike[strings.Join(lines, "\n")] == 1 {
				cells[path] = lines
			}
		}
	}
	for _, path := range paths {
		if cells[path] == nil {
			cells[path] = wholePath(path, width)
		}
	}
	return cells
}

// lastFolder is like pathLines, with the folder that the file lies in, as much of it as there is room for.
func lastFolder(member string, width int) []string {
	folder, file := path.Split(member)
	if folder == "" {
		return pathLines(member, width)
	}
	return []string{cut(".../"+path.Base(folder)+"/", width), cut(file, width)}
}

// wholePath leaves out nothing.
func wholePath(member string, width int) (lines []string) {
	letters := []rune(member)
	for len(letters) > 0 {
		n, used := 0, 0
		for n < len(letters) && (n == 0 || used+columns(string(letters[n])) <= width) {
			used += columns(string(letters[n]))
			n++
		}
		lines, letters = append(lines, string(letters[:n])), letters[n:]
	}
	return lines
}

// pathLines breaks a path for a table cell: the folder on one line, the file on the next, both cut in their middles
// where they are too long.
func pathLines(member string, width int) []string {
	if columns(member) <= width {
		return []string{member}
	}
	folder, file := path.Split(member)
	if folder == "" {
		return []string{cut(file, width)}
	}
	if file == "" || strings.HasPrefix(file, "(") { // a folder with the number of its files
		return []string{cut(elide(folder, width), width), file}
	}
	return []string{cut(elide(folder, width), width), cut(file, width)}
}

// cut leaves out the middle of a text.
func cut(s string, width int) string {
	const gap = "..."
	if columns(s) <= width {
		return s
	}
	letters := []rune(s)
	head, tail := 0, len(letters)
	for used := columns(gap); head < tail; {
		next := columns(string(letters[tail-1]))
		if used+next > width {
			break
		}
		tail, used = tail-1, used+next
		if next = columns(string(letters[head])); head < tail && used+next <= width {
			head, used = head+1, used+next
		}
	}
	return string(letters[:head]) + gap + string(letters[tail:])
}
