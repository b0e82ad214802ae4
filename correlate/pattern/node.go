package pattern

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// nodeKind is what a node is.
type nodeKind byte

const (
	scalarNode nodeKind = iota
	mappingNode
	sequenceNode
	aliasNode
)

// node is a piece of a pattern file: as much of a YAML node as the language needs, so that it can be had without
// parsing YAML, too (see Tree).
type node struct {
	place
	kind    nodeKind
	number  int    // what YAML makes of a scalar as a whole number; -1 where it is none, or below zero
	value   string // of a scalar
	content []node // the elements of a sequence; the keys and values of a mapping, in turn
}

// place is where something stands in a file, counted from 1.
type place struct{ line, column int32 }

// document parses the one YAML document that a pattern file holds.
func document(data []byte) (*node, *Problem) {
	if len(data) > MaxFileSize {
		return nil, &Problem{Line: 1, Column: 1, Text: fmt.Sprintf("longer than %d bytes", MaxFileSize)}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, notYAML(err)
	}
	var doc, next yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) || err == nil && len(doc.Content) != 1 {
		return nil, &Problem{Line: 1, Column: 1, Text: "empty file"}
	} else if err != nil {
		return nil, notYAML(err)
	}
	switch err := loader.Load(&next); {
	case errors.Is(err, io.EOF):
		root := nodeOf(doc.Content[0])
		return &root, nil
	case err != nil:
		return nil, notYAML(err)
	}
	return nil, &Problem{Line: max(1, next.Line), Column: max(1, next.Column), Text: "a second document, a file holds one pattern"}
}

func notYAML(err error) *Problem {
	p := &Problem{Line: 1, Column: 1, Text: "not YAML: " + strings.ReplaceAll(err.Error(), "\n", " ")}
	var at *yaml.LoadError
	if errors.As(err, &at) {
		p.Line, p.Column, p.Text = max(1, at.Mark.Line), max(1, at.Mark.Column), "not YAML: "+at.Message
	}
	return p
}

// nodeOf returns what the language needs of a YAML node. What an alias stands for is left out.
func nodeOf(y *yaml.Node) node {
	n := node{place: place{int32(y.Line), int32(y.Column)}, value: y.Value, number: -1}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = mappingNode
	case yaml.SequenceNode:
		n.kind = sequenceNode
	case yaml.AliasNode:
		n.kind = aliasNode
		return n
	default:
		n.kind = scalarNode
		if y.Tag != "!!str" && y.Decode(&n.number) != nil {
			n.number = -1
		}
	}
	for _, child := range y.Content {
		n.content = append(n.content, nodeOf(child))
	}
	return n
}
