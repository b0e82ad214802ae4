package lens

// Drawing says how rows of one kind are drawn over time.
type Drawing struct {
	Key    []string // the fields whose texts tell a series from the others of its kind
	Name   string   // the field whose text names what is drawn; "" where each field is a quantity of its own
	Charts []Chart  // in the order in which they are read
}

// Chart is one quantity that is worth drawing.
type Chart struct {
	Field string
	Title string // "" where the text of the drawing's Name says it
	Lines []Line
	For   []string // the fields of which a pattern must ask for one that it is drawn
}

// Line is a field with what a quantity is to be seen against, such as its limit.
type Line struct {
	Field, Title string
}
