package qtest

import "context"

// Note says what an access is about, to whoever reads a transcript. The zero value says nothing.
type Note struct {
	Type   string              // Go's name for the register's type, as "sdhci.Present" or "uint32"
	Offset uint64              // of the register in its device, in bytes
	Format func(uint64) string // says what a value means; a number where there is no more to say
}

type noteKey struct{}

// WithNote returns a context whose commands an Observer can tell the meaning of: see NoteOf.
func WithNote(ctx context.Context, n Note) context.Context {
	return context.WithValue(ctx, noteKey{}, n)
}

// NoteOf returns the note that WithNote put into ctx.
func NoteOf(ctx context.Context) Note {
	n, _ := ctx.Value(noteKey{}).(Note)
	return n
}
