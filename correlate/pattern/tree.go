package pattern

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A tree is a pattern file after the parser of YAML has been over it: the same nodes, with their places, in the order
// of the file. The built-in patterns are kept as trees beside their YAML, because parsing YAML is most of what loading
// a pattern costs. All else is done when the tree is loaded, by the decoder that reads every pattern.
//
//	tree   = number of nodes, node
//	node   = kind, line, column, rest
//	rest   = text                          of a scalar and of an alias
//	       | number + 1, text              of a scalar that is a whole number
//	       | number of nodes in it, node*  of a sequence and of a mapping
//	text   = length in bytes, bytes
//
// Numbers are written like binary.AppendUvarint does.

// numberKind marks a scalar that is a whole number; it stands in trees only.
const numberKind = aliasNode + 1

var errNoTree = errors.New("not the tree of a pattern file")

// Tree returns the tree of a pattern file. The error is of type Problems where the file is not YAML.
func Tree(file string, data []byte) ([]byte, error) {
	root, problem := document(data)
	if problem != nil {
		problem.File = file
		return nil, Problems{*problem}
	}
	return appendNode(binary.AppendUvarint(nil, uint64(root.size())), root), nil
}

// size returns how many nodes there are from this one on downwards.
func (n *node) size() int {
	size := 1
	for i := range n.content {
		size += n.content[i].size()
	}
	return size
}

func appendNode(dst []byte, n *node) []byte {
	kind := n.kind
	if kind == scalarNode && n.number >= 0 {
		kind = numberKind
	}
	dst = append(dst, byte(kind))
	dst = binary.AppendUvarint(dst, uint64(n.line))
	dst = binary.AppendUvarint(dst, uint64(n.column))
	if kind == mappingNode || kind == sequenceNode {
		dst = binary.AppendUvarint(dst, uint64(len(n.content)))
		for i := range n.content {
			dst = appendNode(dst, &n.content[i])
		}
		return dst
	}
	if kind == numberKind {
		dst = binary.AppendUvarint(dst, uint64(n.number))
	}
	dst = binary.AppendUvarint(dst, uint64(len(n.value)))
	return append(dst, n.value...)
}

// readTree returns the nodes of a tree, the root first, in the room given if that is large enough. Their texts are
// parts of the tree's.
func readTree(tree string, room []node) ([]node, error) {
	r := treeReader{rest: tree}
	size := r.count()
	if size == 0 || size > len(r.rest)/4 { // a node takes at least four bytes
		return room, errNoTree
	}
	room = slices.Grow(room[:0], size)[:size]
	r.free = room
	r.nodes(r.take(1))
	if r.broken || r.rest != "" || len(r.free) != 0 {
		return room, errNoTree
	}
	return room, nil
}

// treeReader reads a tree. After a mistake it reads on, and gives nothing more.
type treeReader struct {
	rest   string
	free   []node // made in one piece, for all nodes of the tree
	broken bool
}

// nodes reads as many nodes as there is room for.
func (r *treeReader) nodes(into []node) {
	for i := range into {
		n := &into[i]
		kind := nodeKind(r.count())
		*n = node{place: place{int32(r.count()), int32(r.count())}, number: -1}
		switch kind {
		case mappingNode, sequenceNode:
			n.kind, n.content = kind, r.take(r.count())
			r.nodes(n.content)
		case numberKind:
			n.number, n.value = r.count(), r.text()
		case scalarNode, aliasNode:
			n.kind, n.value = kind, r.text()
		default:
			r.broken = true
		}
	}
}

// take returns room for n nodes.
func (r *treeReader) take(n int) []node {
	if n > len(r.free) {
		r.broken = true
		n = len(r.free)
	}
	taken := r.free[:n:n]
	r.free = r.free[n:]
	return taken
}

func (r *treeReader) text() string {
	n := r.count()
	if n > len(r.rest) {
		r.broken = true
		n = len(r.rest)
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

// count reads a number.
func (r *treeReader) count() int {
	n := 0
	for shift := 0; shift < 63 && r.rest != ""; shift += 7 {
		c := r.rest[0]
		r.rest = r.rest[1:]
		n |= int(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
	r.broken = true
	return 0
}

// ParseTree reads the tree of a pattern file that has been checked: its templates and regular expressions are parsed
// when they are first used. All other mistakes are found as Parse finds them.
func ParseTree(file, tree string, voc *Vocabulary) (*Pattern, error) {
	room := rooms.Get().(*[]node)
	defer rooms.Put(room)
	var err error
	if *room, err = readTree(tree, *room); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return (&decoder{file: file, voc: voc, checked: true}).parse(&(*room)[0])
}

// rooms hold the nodes of a tree while it is decoded; a pattern keeps none of them.
var rooms = sync.Pool{New: func() any { return new([]node) }}
