// Package report knows the forms in which a finished analysis can be written. Each form has a folder of its own below
// this one: text for a terminal, json for programs, html for a browser, markdown for issues, ticket for AWS Support. A
// renderer computes nothing, it only shows what the report holds; clean makes strings from the bundle harmless, words says
// alike what all say, and walk copies reports for renderers that change every value alike.
package report
