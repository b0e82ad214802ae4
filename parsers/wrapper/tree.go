package wrapper

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"hamari/parsers"
)

// treeEntries makes entries of parsed answers: one for each element of an answer's lists.
type treeEntries struct {
	queue []queued
	cut   []string // keys of tokens that say that an answer was cut
}

type queued struct {
	message string
	line    int
	err     error
}

// Limits of what is written for one entry. Aliases make it longer than its text.
const (
	maxTreeDepth = 200
	maxFlatten   = 4 // lists within lists around what --query left
)

var (
	errTreeDepth = errors.New("nested deeper than the limit")
	errNotScalar = errors.New("key that is not a text")
)

// take returns the next entry, with its message appended to line.
func (t *treeEntries) take(line []byte) (entry, bool) {
	if len(t.queue) == 0 {
		return entry{}, false
	}
	q := t.queue[0]
	t.queue = t.queue[1:]
	return entry{message: append(line, q.message...), pos: parsers.Pos{Line: q.line, Offset: -1}, err: q.err}, true
}

func (t *treeEntries) reject(line int, err error) {
	t.queue = append(t.queue, queued{line: line, err: err})
}

func (t *treeEntries) notes() (notes []string) {
	for _, key := range t.cut {
		notes = append(notes, key+" present: the answer was cut, there is more than these entries")
	}
	return notes
}

// add takes in a tree: the elements of the list with the given key, or a document. above is the line of the member that
// the tree's first line stands on.
func (t *treeEntries) add(key string, n *yaml.Node, above int) {
	if key == "" {
		t.document(n, above, 0)
		return
	}
	if n.Kind != yaml.SequenceNode {
		t.write(n, above, key)
		return
	}
	t.list(key, n, above)
}

func (t *treeEntries) document(n *yaml.Node, above, depth int) {
	switch {
	case n.Kind == yaml.SequenceNode && depth < maxFlatten:
		for _, element := range n.Content {
			t.document(element, above, depth+1)
		}
	case n.Kind == yaml.MappingNode && (isEnvelope(n) || isBeside(n)):
		t.envelope(n, above)
	default:
		t.write(n, above)
	}
}

// isEnvelope reports whether an object is an answer: it has lists or objects, and beside them only what belongs to an
// answer.
func isEnvelope(n *yaml.Node) bool {
	nested := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := n.Content[i+1]
		switch {
		case value.Kind == yaml.SequenceNode && (len(value.Content) == 0 || value.Content[0].Kind != yaml.ScalarNode):
			nested = nested || len(value.Content) > 0
		case isCompanion(n.Content[i].Value):
		default:
			return false
		}
	}
	return nested
}

// isBeside reports whether an object has nothing but what stands beside the lists of an answer.
func isBeside(n *yaml.Node) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isCompanion(n.Content[i].Value) {
			return false
		}
	}
	return len(n.Content) > 0
}

func (t *treeEntries) envelope(n *yaml.Node, above int) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case value.Kind == yaml.SequenceNode:
			t.list(key, value, above)
		case isToken(key) && value.Kind == yaml.ScalarNode && value.Value != "" && value.Tag != "!!null" && value.Value != "null":
			t.token(key)
		}
	}
}

func (t *treeEntries) token(key string) {
	if !slices.Contains(t.cut, key) {
		t.cut = append(t.cut, key)
	}
}

// list writes the elements of a list one by one. The instances of a reservation are elements of their own.
func (t *treeEntries) list(key string, n *yaml.Node, above int) {
	for _, element := range n.Content {
		instances := memberNode(element, "Instances")
		if key != "Reservations" || instances == nil || len(instances.Content) < 2 {
			t.write(element, above, key)
			continue
		}
		for _, instance := range instances.Content {
			one := *instances
			one.Content = []*yaml.Node{instance}
			t.write(&yaml.Node{Kind: yaml.MappingNode, Line: instance.Line, Content: withMember(element, "Instances", &one)}, above, key)
		}
	}
}

func memberNode(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i+1].Kind == yaml.SequenceNode {
			return n.Content[i+1]
		}
	}
	return nil
}

// withMember returns the members of an object with one of them replaced.
func withMember(n *yaml.Node, key string, value *yaml.Node) []*yaml.Node {
	content := slices.Clone(n.Content)
	for i := 0; i+1 < len(content); i += 2 {
		if content[i].Value == key {
			content[i+1] = value
		}
	}
	return content
}

// write queues a tree as one line of JSON, within a list of the given key if there is one.
func (t *treeEntries) write(n *yaml.Node, above int, key ...string) {
	w := treeWriter{}
	for _, k := range key {
		w.out = append(w.out, '{')
		w.text(k)
		w.out = append(w.out, ":["...)
	}
	err := w.value(n, 0)
	for range key {
		w.out = append(w.out, "]}"...)
	}
	t.queue = append(t.queue, queued{message: string(w.out), line: above + n.Line - 1, err: err})
}

// treeWriter writes a tree as JSON.
type treeWriter struct{ out []byte }

func (w *treeWriter) text(s string) {
	quoted, _ := json.Marshal(s) // of a string it cannot fail
	w.out = append(w.out, quoted...)
}

func (w *treeWriter) value(n *yaml.Node, depth int) error {
	switch {
	case depth > maxTreeDepth:
		return errTreeDepth
	case len(w.out) > maxYAML:
		return errTooLong
	}
	switch n.Kind {
	case yaml.AliasNode:
		return w.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		w.out = append(w.out, '[')
		for i, element := range n.Content {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			if err := w.value(element, depth+1); err != nil {
				return err
			}
		}
		w.out = append(w.out, ']')
	case yaml.MappingNode:
		return w.object(n, depth)
	default:
		w.scalar(n)
	}
	return nil
}

func (w *treeWriter) object(n *yaml.Node, depth int) error {
	w.out = append(w.out, '{')
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: %w", n.Content[i].Line, errNotScalar)
		}
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.text(n.Content[i].Value)
		w.out = append(w.out, ':')
		if err := w.value(n.Content[i+1], depth+1); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// scalar writes a number, truth value or null only where it is spelt as JSON does; times and all else are text.
func (w *treeWriter) scalar(n *yaml.Node) {
	switch n.Tag {
	case "!!null":
		w.out = append(w.out, "null"...)
		return
	case "!!bool":
		if v := strings.ToLower(n.Value); v == "true" || v == "false" {
			w.out = append(w.out, v...)
			return
		}
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil && json.Valid([]byte(n.Value)) {
			w.out = append(w.out, n.Value...)
			return
		}
	}
	w.text(n.Value)
}

// isToken reports whether a member of an answer says that the answer was cut.
func isToken(key string) bool {
	switch key {
	case "NextToken", "nextToken", "NextMarker", "Marker":
		return true
	}
	return false
}

// isCompanion reports whether a member stands beside the lists of answers.
func isCompanion(key string) bool {
	switch key {
	case "ResponseMetadata", "RequestId", "IsTruncated", "Truncated", "MaxResults", "MaxItems", "nextForwardToken", "nextBackwardToken",
		"searchedLogStreams", "statistics", "status", "queryLanguage", "Messages", "QueryInfo":
		return true
	}
	return isToken(key)
}
