package qtest

import "context"

// Note describes the register of an access, for readers of a transcript. The zero value says nothing.
type Note struct {
	Type   string              // Go's name for the register's type, as "sdhci.Present" or "uint32"
	Offset uint64              // of the register in its device, in bytes
	Format func(uint64) string // returns the meaning of a value; the number if it has no other
}

type noteKey struct{}

// WithNote returns a context with a note on its commands, for an Observer: see NoteOf.
func WithNote(ctx context.Context, n Note) context.Context {
	return context.WithValue(ctx, noteKey{}, n)
}

// NoteOf returns the note that WithNote put into ctx.
func NoteOf(ctx context.Context) Note {
	n, _ := ctx.Value(noteKey{}).(Note)
	return n
}
