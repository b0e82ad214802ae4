package markdown

import (
	"strings"
	"unicode"
)

// prose writes text of which any word may come from a bundle as one line of inert Markdown: words that could be obeyed
// become code spans, the others stay.
func prose(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		if !harmless(word) || i == 0 && beginsBlock(word) {
			words[i] = inSentence(word, code)
		}
	}
	return strings.Join(words, " ")
}

// cell is prose for a cell of a table, in which nothing but words can begin.
func cell(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		if !harmless(word) {
			words[i] = inSentence(word, cellCode)
		}
	}
	return strings.Join(words, " ")
}

// harmless reports whether neither Markdown nor what GitHub, Jira and Slack add to it sees more in a word than its
// characters, and whether it is a word of a sentence rather than an identifier.
func harmless(word string) bool {
	for _, r := range word {
		if r <= unicode.MaxASCII && !isLetterOrDigit(r) && !strings.ContainsRune(punctuation, r) {
			return false
		}
	}
	lower := strings.ToLower(word)
	for _, sign := range addresses {
		if strings.Contains(lower, sign) {
			return false
		}
	}
	if word != "-" && (word[0] == '-' || word[len(word)-1] == '-') { // struck out in Jira
		return false
	}
	return !namesEmoji(word) && !isIdentifier(word) && !isDotted(word)
}

// punctuation is what no place obeys inside of a word.
const punctuation = `.,;:?"'()-%/=`

// addresses are the beginnings of what becomes a link by itself: pages, mail, issues of GitHub; and what becomes a dash.
var addresses = []string{"://", "www.", "mailto:", "xmpp:", "gh-", "--"}

// namesEmoji reports whether a word has something between two colons, unless it is a time of the day.
func namesEmoji(word string) bool {
	return strings.Count(word, ":") > 1 && (strings.Trim(word, `0123456789:.,;()"'-TZ`) != "" || strings.Contains(word, ":100:"))
}

// isIdentifier reports whether a word looks like a name that AWS gave: i-0123456789abcdef0.
func isIdentifier(word string) bool {
	letters, digits := 0, 0
	for _, r := range word {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case isLetterOrDigit(r):
			letters++
		}
	}
	return letters+digits >= 10 && letters >= 3 && digits >= 1
}

// isDotted reports whether a word has the form of a host or a file name: chats make links of them.
func isDotted(word string) bool {
	core := strings.Trim(word, punctuation)
	last := strings.LastIndexByte(core, '.')
	return last > 1 && len(core)-last > 2 && strings.Trim(core[last+1:], "0123456789"+punctuation) != ""
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// beginsBlock reports whether a word that begins a line could make more of it than a line of text: a list, a rule, a
// heading of what stands above.
func beginsBlock(word string) bool {
	rest := strings.TrimLeft(word, "0123456789")
	ordinal := rest != word && (rest == "." || rest == ")")
	return ordinal || strings.Trim(word, punctuation) == ""
}

// inSentence writes a word as a span, without the punctuation of the sentence around it.
func inSentence(word string, span func(string) string) string {
	core := strings.TrimLeft(word, `"'(`)
	trimmed := strings.TrimRight(core, `"').,;:`)
	if trimmed == "" {
		return span(word)
	}
	return word[:len(word)-len(core)] + span(trimmed) + core[len(trimmed):]
}

// code writes a value as a code span. Whoever pastes it sees the value and nothing else.
func code(value string) string {
	value = strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	if strings.TrimSpace(value) == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(value)+1)
	if value[0] == '`' || value[len(value)-1] == '`' || value[0] == ' ' && value[len(value)-1] == ' ' {
		value = " " + value + " "
	}
	return fence + value + fence
}

// cellCode is code for a cell of a table, in which a bar ends the cell even within a code span, unless a backslash precedes
// it. A bar that has a backslash of its own before it is written as package clean writes what does not show.
func cellCode(value string) string {
	return strings.ReplaceAll(strings.ReplaceAll(code(value), `\|`, `\\x7c`), "|", `\|`)
}

// block writes lines as a fenced code block.
func block(language, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	return fence + language + "\n" + strings.Trim(text, "\n") + "\n" + fence + "\n"
}

// longestRun returns the length of the longest run of backticks.
func longestRun(text string) int {
	longest, run := 0, 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// link writes the address of a page that a pattern refers to. Anything that is no plain address is a code span.
func link(address string) string {
	if rest, ok := strings.CutPrefix(address, "https://"); ok && rest != "" && strings.Trim(rest, linkable) == "" {
		return address
	}
	return code(address)
}

// linkable are the characters of addresses that GitHub, Jira and Slack take for a part of it and obey in no other way.
const linkable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./?=%#+"
