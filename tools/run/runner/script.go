package runner

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// scriptData is how much of the path's files a script may carry, in bytes.
const scriptData = 4 << 20

// script writes the path's reproduce.sh from its transcript and the test's
// failures, and returns its name.
func (r *session) script(messages []string) (string, error) {
	if err := r.transcript.Flush(); err != nil {
		return "", fmt.Errorf("the transcript broke off: %w", err)
	}
	f, err := os.Open(r.transcript.Name())
	if err != nil {
		return "", err
	}
	defer f.Close()
	entries, err := transcript.Read(f)
	if err != nil {
		return "", err
	}
	s, err := NewScript(r.Path, r.Bundle, r.Machine, r.Scratch, entries)
	if err != nil {
		return "", err
	}
	if s.Pair && r.Second != nil {
		s.Second = r.Second.Words()
	}
	s.Failure, s.Command, s.Second = messages, r.outside(s.Command), r.outside(s.Second)
	s.Args = append(s.Args, r.Log.args()...)
	for i := range s.Helpers {
		s.Helpers[i].Command = r.outside(s.Helpers[i].Command)
	}
	if err := addFiles(s, r.dir); err != nil { // the exchange is worth more than they are
		if unnamed, ok := errors.AsType[*fs.PathError](err); ok {
			err = unnamed.Err
		}
		s.LeftOut = append(s.LeftOut, fmt.Sprintf("files that were made while QEMU ran: %v", err))
	}
	name := filepath.Join(r.Outputs, transcript.ScriptName)
	if err := wholefile.Write(name, 0o777, s.Write); err != nil {
		return "", err
	}
	return name, nil
}

// NewScript returns the script that replays the exchange of a path, with QEMU's
// command line and files. In place of channels to the test, the command line has
// silent backends. A test of two QEMUs has the same one twice. The machine, if not "", is
// the name of the path's machine for QEMU. The folder scratch is for temporary files.
func NewScript(p graph.Path, b *bundle.Bundle, machine, scratch string, entries []transcript.Entry) (*transcript.Script, error) {
	s := &transcript.Script{Path: p.String(), Command: b.Words(), Accelerator: b.Accelerator, Args: []string{"-nodefaults"}}
	var err error
	if s.Exchange, err = transcript.Exchange(entries); err != nil {
		return nil, err
	}
	if s.Pair = p.Pair(); s.Pair {
		s.Second = s.Command
	}
	cmd, err := p.CommandLine()
	if err != nil {
		return nil, err
	}
	if machine != "" {
		cmd = cmd.Pin(machine)
	}
	for _, use := range cmd.Backends {
		if use.Backend.Helper == nil {
			continue
		}
		program, err := b.Program(use.Backend.Helper.Program)
		if err != nil {
			return nil, err
		}
		s.Helpers = append(s.Helpers, transcript.Helper{Command: slices.Concat(program.Words(), use.HelperArgs), Socket: use.Socket})
	}
	for _, use := range cmd.Backends {
		if use.Backend.Serve == nil {
			continue
		}
		for _, second := range []bool{false, true}[:1+map[bool]int{true: 1}[s.Pair]] {
			s.Servers = append(s.Servers, transcript.NewServer(entries, use.ID, use.Socket, second))
		}
	}
	options, silenced, err := Silent(cmd)
	if err != nil {
		return nil, err
	}
	for _, use := range silenced {
		if !connect(s, use, options, entries) {
			s.LeftOut = append(s.LeftOut, fmt.Sprintf("data that the test sent through %s %s", use.Backend.Kind, use.ID))
		}
	}
	for _, o := range options {
		s.Args = append(s.Args, o.Args()...)
	}
	s.Args = append(s.Args, halt(b, p).Args()...)
	dir, err := os.MkdirTemp(scratch, "replay-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := errors.Join(Files(p, cmd, dir), haltFile(b, p, dir)); err != nil {
		return nil, err
	}
	s.Files, err = transcript.Snapshot(dir, scriptData)
	return s, err
}

// connect puts a stand-in for the test at the other end of a channel of the silenced backend, if
// something has passed through it. It reports whether the script does all that the test did there.
func connect(s *transcript.Script, use graph.BackendUse, options []graph.Option, entries []transcript.Entry) bool {
	if !use.Backend.Channel.Pair() {
		return false
	}
	if !transcript.Passed(entries, use.ID) {
		return true
	}
	i := slices.IndexFunc(options, func(o graph.Option) bool { return o.ID == use.ID && o.Flag == string(use.Backend.Kind) })
	original := options[i]
	original.Type = use.Backend.Type
	for _, second := range []bool{false, true}[:1+map[bool]int{true: 1}[s.Pair]] {
		server, connected, ok := transcript.NewChannel(original, use.Backend.Channel, second)
		if !ok {
			return false
		}
		options[i] = connected
		s.Servers = append(s.Servers, server)
	}
	return true
}

// Silent returns the options of a command line with silent backends in place of those
// that have a channel to the test, and these backends. The sockets of the test's servers stay.
func Silent(cmd *graph.CommandLine) (options []graph.Option, silenced []graph.BackendUse, err error) {
	for _, o := range cmd.Options {
		if use, ok := channel(cmd, o); ok && use.Backend.Serve == nil {
			if o, ok = silence(o); !ok {
				return nil, nil, fmt.Errorf("runner: nothing can stand in for the test's end of backend %q", use.Name)
			}
			silenced = append(silenced, use)
		}
		options = append(options, o)
	}
	return options, silenced, nil
}

// addFiles adds the files that the test itself has put into QEMU's folder to
// the script.
func addFiles(s *transcript.Script, dir string) error {
	now, err := transcript.Snapshot(dir, scriptData)
	if err != nil {
		return err
	}
	for _, f := range now {
		known := slices.ContainsFunc(s.Files, func(old transcript.File) bool { return old.Name == f.Name })
		if !known {
			s.Files = append(s.Files, f)
		}
	}
	return nil
}

// channel returns the backend with a channel that an option makes, nil for
// other options.
func channel(cmd *graph.CommandLine, o graph.Option) (graph.BackendUse, bool) {
	for _, b := range cmd.Backends {
		if b.Backend.Channel != graph.NoChannel && o.ID == b.ID && o.Flag == string(b.Backend.Kind) {
			return b, true
		}
	}
	return graph.BackendUse{}, false
}

// silence returns an option that makes a backend of the same kind, with no peer
// at its other end.
func silence(o graph.Option) (graph.Option, bool) {
	switch graph.BackendKind(o.Flag) {
	case graph.Netdev:
		return graph.Option{Flag: o.Flag, Type: "hubport", ID: o.ID, Props: []graph.Prop{graph.P("hubid", "0")}}, true
	case graph.Chardev:
		return graph.Option{Flag: o.Flag, Type: "null", ID: o.ID}, true
	}
	return graph.Option{}, false
}

// Files makes the files of a path's command line in dir, QEMU's working directory.
func Files(p graph.Path, cmd *graph.CommandLine, dir string) error {
	for _, b := range cmd.Backends {
		if b.File == "" {
			continue
		}
		if err := zeroFile(filepath.Join(dir, b.File), b.Backend.File); err != nil {
			return fmt.Errorf("runner: file of backend %q: %w", b.Name, err)
		}
	}
	return p.Prepare(dir)
}

// zeroFile makes a file of size bytes that are all zero.
func zeroFile(name string, size int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Close())
}
