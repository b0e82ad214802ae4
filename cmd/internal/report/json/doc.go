// Package json writes a report in its JSON form, hamari.report/v1, which is the model itself: every other form shows
// a part of it. The JSON Schema beside the code is part of the program, and the tests hold it against the model.
package json
