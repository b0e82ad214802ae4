package wrapper

// A mark is a JSON key that a text must hold somewhere to be an envelope of one kind. All marks are looked for in one
// pass over the first bytes, which spares nearly every member of a bundle the closer look of each JSON envelope.
type mark uint16

const (
	markLookup mark = 1 << iota
	markEventBridge
	markIngestion
	markEvents
	markForward
	markSearched
	markMessage
	markLogEvents
	markLogFile
	markMessageKey
	markTopic
	markBody
	markLambdaBody
	markInterface

	// notJSON is no key: it says that the text does not begin like JSON.
	notJSON
)

// markKeys has the keys of the marks, in their order, each from its first letter to its closing quote.
var markKeys = [...]string{
	`CloudTrailEvent"`, `detail-type"`, `ingestionTime"`, `events"`, `nextForwardToken"`, `searchedLogStreams"`, `@message"`,
	`logEvents"`, `LogFileData"`, `message"`, `TopicArn"`, `Body"`, `body"`,
	`interfaceId"`,
}

// marksByLetter has the marks whose key begins with a letter.
var marksByLetter = func() (marks [256]mark) {
	for i, key := range markKeys {
		marks[key[0]] |= 1 << i
	}
	return marks
}()

// isJSON reports whether the text begins like JSON that may be an envelope.
func isJSON(text []byte) bool {
	i := skipSpace(text, 0)
	return i < len(text) && (text[i] == '{' || text[i] == '[')
}

// marksOf returns the marks that the text bears.
func marksOf(text []byte) mark {
	if !isJSON(text) {
		return notJSON
	}
	var found mark
	for i, c := range text { // quotes are so many that a plain loop is faster than bytes.IndexByte
		if c != '"' || i+1 == len(text) {
			continue
		}
		candidates := marksByLetter[text[i+1]] &^ found
		for n := 0; candidates != 0; n, candidates = n+1, candidates>>1 {
			if candidates&1 != 0 && hasPrefix(text[i+1:], markKeys[n]) {
				found |= 1 << n
			}
		}
	}
	return found
}

func hasPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}
