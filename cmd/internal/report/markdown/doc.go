// Package markdown writes a report to be pasted into an issue, a ticket or a chat: GitHub, Jira, Slack. It keeps to what
// all of them know: headings, tables, lists, code spans and fenced code blocks; no HTML, and nothing nested.
//
// Values from the bundle are untrusted, and what they are pasted into obeys more than Markdown: mentions, issue numbers,
// bare addresses. Prose is therefore written word by word: a word of letters, digits and harmless punctuation stays as it
// is, every other one becomes a code span, in which nothing is obeyed. That is also how identifiers are best read.
package markdown
