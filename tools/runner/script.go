package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/transcript"
)

// scriptData is how much of the path's files a script may carry, in bytes.
const scriptData = 4 << 20

// script writes the path's reproduce.sh from its transcript, and returns its name.
func (r *run) script() (string, error) {
	f, err := os.Open(r.transcript.Name())
	if err != nil {
		return "", err
	}
	defer f.Close()
	entries, err := transcript.Read(f)
	if err != nil {
		return "", err
	}
	s := &transcript.Script{Path: r.Path.String(), Failure: r.rec.messages}
	if s.Exchange, err = transcript.Exchange(entries); err != nil {
		return "", err
	}
	if err := r.replayable(s); err != nil {
		return "", err
	}
	name := filepath.Join(r.Outputs, transcript.ScriptName)
	out, err := os.Create(name)
	if err != nil {
		return "", err
	}
	return name, errors.Join(s.Write(out), out.Chmod(0o777), out.Close())
}

// replayable fills in QEMU's command line and files, as a script can have them: in
// place of channels, whose other end is the test, there is something that is silent.
func (r *run) replayable(s *transcript.Script) error {
	s.Command = slices.Concat(r.Bundle.Command, r.Bundle.Args)
	if len(r.Bundle.Env) > 0 {
		s.Command = slices.Concat([]string{"env"}, r.Bundle.Env, s.Command)
	}
	s.Args = []string{"-nodefaults"}
	for _, o := range r.cmd.Options {
		for _, b := range r.cmd.Backends {
			if b.Backend.Channel == graph.NoChannel || o.ID != b.ID || o.Flag != string(b.Backend.Kind) {
				continue
			}
			silent, ok := silence(o)
			if !ok {
				return fmt.Errorf("nothing can stand in for the test's end of %s", strings.Join(o.Args(), " "))
			}
			s.LeftOut = append(s.LeftOut, fmt.Sprintf("what came through %s", strings.Join(o.Args(), " ")))
			o = silent
		}
		s.Args = append(s.Args, o.Args()...)
	}
	dir, err := os.MkdirTemp(r.Scratch, "replay-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := r.files(dir); err != nil {
		return err
	}
	s.Files, err = transcript.Snapshot(dir, scriptData)
	return err
}

// silence returns an option that makes a backend of the same kind, with nobody at
// its other end.
func silence(o graph.Option) (graph.Option, bool) {
	switch graph.BackendKind(o.Flag) {
	case graph.Netdev:
		return graph.Option{Flag: o.Flag, Type: "hubport", ID: o.ID, Props: []graph.Prop{graph.P("hubid", "0")}}, true
	case graph.Chardev:
		return graph.Option{Flag: o.Flag, Type: "null", ID: o.ID}, true
	}
	return graph.Option{}, false
}
