package cli

import "strings"

// Suggest returns the known word that was probably meant, or "" if none is close: of a short word, one that differs in more
// than a letter is another word.
func Suggest(word string, known []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, k := range known {
		d := distance(strings.ToLower(word), strings.ToLower(k))
		if d < least || d == least && best != "" && k < best {
			best, least = k, d
		}
	}
	if best != "" {
		return best
	}
	for _, k := range known { // the beginning or the end of a long name, such as a pattern's id
		if len(word) >= 3 && strings.Contains(k, strings.ToLower(word)) && (best == "" || k < best) {
			best = k
		}
	}
	return best
}

// DidYouMean returns a half-sentence to put behind a message on an unknown word; "" if no known word is close.
func DidYouMean(word string, known []string) string { return didYouMean("", Suggest(word, known)) }

// DidYouMeanFlag is DidYouMean for the name of a flag.
func DidYouMeanFlag(name string, known []string) string {
	return didYouMean("--", Suggest(strings.TrimLeft(name, "-"), known))
}

func didYouMean(prefix, word string) string {
	if word == "" {
		return ""
	}
	return ", did you mean " + prefix + word + "?"
}

// distance is how many letters must be added, dropped, changed or swapped with their neighbour to turn a into b.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
