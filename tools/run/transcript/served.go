package transcript

import (
	_ "embed"
	"slices"
	"strings"
)

// Server stands in for a test's own server of a backend: it answers QEMU's messages as they were answered in the
// recorded run. It also stands in for the test's end of a channel: see [NewChannel].
type Server struct {
	Program string   // what it runs
	Key     string   // names it in the script
	Socket  string   // the socket on which it listens, in QEMU's folder
	Second  bool     // of the second QEMU
	Record  []string // of a server its connections, QEMU's messages and their replies, in order; of a channel what passes
}

// standIn is the program of a stand-in. Bash can neither take descriptors nor map memory.
//
//go:embed standin.py
var standIn string

// NewServer returns the stand-in for the server of the backend with that id.
func NewServer(entries []Entry, id, socket string, second bool) Server {
	s := Server{Program: standInProgram, Key: serverKey(id, second), Socket: socket, Second: second}
	for _, e := range entries {
		if e.Mark != Served || e.Second != second {
			continue
		}
		if text, ok := strings.CutPrefix(e.Text, id+" "); ok && answers(text) {
			s.Record = append(s.Record, text)
		}
	}
	return s
}

func serverKey(id string, second bool) string {
	if second {
		return id + "." + secondMark
	}
	return id
}

// answers reports whether a server did that because QEMU connected or has sent a message.
func answers(text string) bool {
	_, what, ok := strings.Cut(text, " ")
	verb, _, _ := strings.Cut(what, " ")
	return !ok || slices.Contains([]string{"connects", ">", "<", "drops"}, verb)
}

// act returns what a server did by itself, after the server's key. The test, which a replay lacks, made it do so, or the
// driver.
func act(e Entry) (text string, ok bool) {
	id, what, _ := strings.Cut(e.Text, " ")
	if answers(what) || strings.HasSuffix(what, " ends") || announces(what) {
		return "", false
	}
	return serverKey(id, e.Second) + " " + what, true
}
