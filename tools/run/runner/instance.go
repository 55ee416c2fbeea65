package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// instance is a QEMU of the path with its folder, its transcript and the other sides of
// its backends.
type instance struct {
	second     bool // the other one of a test of two
	bundle     *bundle.Bundle
	cmd        *graph.CommandLine
	dir        string
	peers      run.Peers
	transcript *transcript.Writer
	complaints *complaint.Log
	outputs    []*complaint.Reader // of QEMU and the helpers
	qemu       *qtest.QEMU
	monitor    string // of a timeout: QEMU's state by QMP
	backtrace  string
}

// start makes the files and the peers of the command line and starts QEMU. The second
// QEMU waits for a migration, in a folder with links to the files of the first.
func (i *instance) start(ctx context.Context, r *session, first *instance) (err error) {
	i.bundle = r.Bundle
	if first != nil && r.Second != nil {
		i.bundle = r.Second
	}
	if i.dir, err = os.MkdirTemp(r.Scratch, "path-"); err != nil {
		return fmt.Errorf("runner: scratch folder: %w", err)
	}
	if first == nil {
		err = Files(r.Path, i.cmd, i.dir)
	} else {
		i.second = true
		err = first.link(i.dir)
	}
	if err := errors.Join(err, haltFile(i.bundle, r.Path, i.dir)); err != nil {
		return err
	}
	cfg := i.config(r)
	var closeOurs func()
	if i.peers.Channels, cfg.Files, closeOurs, err = openChannels(i.cmd); err != nil {
		return err
	}
	defer closeOurs()
	if first != nil {
		i.transcript = first.transcript
	} else if r.Outputs != "" {
		if err := r.openTranscript(); err != nil {
			return err
		}
	}
	if i.transcript != nil {
		i.peers.Note = func(use graph.BackendUse, text string) { i.transcript.Server(i.second, use.ID)(text) }
	}
	cfg.Observer = i.observer(r)
	if err := i.listen(ctx); err != nil {
		return err
	}
	if first != nil {
		i.peers.Helpers = first.peers.Helpers
	} else if err := i.startHelpers(ctx, i.bundle); err != nil {
		return err
	}
	i.qemu, err = qtest.Start(ctx, cfg)
	if first == nil && lacksQtest(err) && i.bundle.Clock() == graph.Stepped {
		err = r.startRealTime(ctx, cfg)
	}
	return i.blame(err)
}

// config returns how QEMU is started, without its descriptors and its observer.
func (i *instance) config(r *session) qtest.Config {
	cfg := Config(i.bundle, r.Path, i.cmd)
	cfg.Args = append(cfg.Args, r.Log.args()...)
	if i.second {
		cfg.Args = append(cfg.Args, Incoming()...)
	}
	cfg.StepRefusal = stepRefusal(r.Path)
	cfg.Relay = r.Relay
	if r.Debug != NoDebugger {
		cfg.CommandTimeout = forever
	}
	cfg.Dir = i.dir
	return cfg
}

// Incoming returns the options of a second QEMU besides those of the first.
func Incoming() []string { return []string{"-incoming", "defer"} }

// openTranscript begins the transcript.
func (r *session) openTranscript() (err error) {
	if r.transcript, err = transcript.Create(filepath.Join(r.Outputs, transcript.Name)); err != nil {
		return err
	}
	r.transcript.Note(r.Path.String())
	r.transcript.Folder(r.dir)
	return nil
}

// observer returns what sees the exchange with QEMU.
func (i *instance) observer(r *session) qtest.Observer {
	w := &watch{log: i.complaints}
	if i.second {
		w.output = i.heard(i.complaints.QEMU(secondName))
	} else {
		w.output = i.heard(i.complaints.QEMU(""))
	}
	switch {
	case i.transcript == nil:
	case i.second:
		w.next = &dumper{i.transcript.Second(i.dir), r.rec.Logf}
	default:
		w.next = &dumper{i.transcript, r.rec.Logf}
	}
	return w
}

// link makes links to the instance's files, except sockets that each instance has of
// its own, in the folder of another.
func (i *instance) link(dir string) error {
	entries, err := os.ReadDir(i.dir)
	if err != nil {
		return fmt.Errorf("runner: files for the second QEMU: %w", err)
	}
	for _, e := range entries {
		own := slices.ContainsFunc(i.backends(), func(use graph.BackendUse) bool {
			return use.Socket == e.Name() && use.Backend.Helper == nil
		})
		if own {
			continue
		}
		if err := os.Symlink(filepath.Join(i.dir, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("runner: files for the second QEMU: %w", err)
		}
	}
	return nil
}

// named returns an error that says if it is about the second QEMU.
func (i *instance) named(err error) error {
	if err == nil || !i.second {
		return err
	}
	return fmt.Errorf("%s: %w", secondName, err)
}

// instances returns the QEMUs of the path, started or not.
func (r *session) instances() []*instance {
	if r.second == nil {
		return []*instance{&r.instance}
	}
	return []*instance{&r.instance, r.second}
}

// running returns the QEMUs that were started.
func (r *session) running() []*instance {
	return slices.DeleteFunc(r.instances(), func(i *instance) bool { return i.qemu == nil })
}

// ended reports whether a QEMU has ended.
func (r *session) ended() bool {
	return slices.ContainsFunc(r.running(), func(i *instance) bool { return i.qemu.Err() != nil })
}

// env returns what the path's constructors and its test are given.
func (i *instance) env() *run.Env { return run.NewEnv(i.qemu, i.dir, i.cmd, i.peers) }

// heard keeps the reader of a process's output.
func (i *instance) heard(r *complaint.Reader) *complaint.Reader {
	i.outputs = append(i.outputs, r)
	return r
}

// backends returns the backends of the command line, none if there is none.
func (i *instance) backends() []graph.BackendUse {
	if i.cmd == nil {
		return nil
	}
	return i.cmd.Backends
}

// helperName returns the name of a helper in results and transcripts.
func helperName(use graph.BackendUse) string { return use.Backend.Helper.Program + " of " + use.ID }

// listen makes the sockets on which the test listens, and starts its servers.
func (i *instance) listen(ctx context.Context) error {
	i.peers.Listeners, i.peers.Servers = map[string]*net.UnixListener{}, map[string]io.Closer{}
	for _, use := range i.backends() {
		if use.Backend.Channel != graph.TestListens {
			continue
		}
		l, err := listen(i.dir, use.Socket)
		if err != nil {
			return fmt.Errorf("runner: socket of backend %q: %w", use.Name, err)
		}
		i.peers.Listeners[use.Name] = l
		if use.Backend.Serve == nil {
			continue
		}
		if i.peers.Servers[use.Name], err = use.Backend.Serve(ctx, l); err != nil {
			delete(i.peers.Servers, use.Name)
			return fmt.Errorf("runner: server of backend %q: %w", use.Name, err)
		}
		if o, ok := i.peers.Servers[use.Name].(run.Observed); ok && i.transcript != nil {
			o.Observe(i.transcript.Server(i.second, use.ID))
		}
	}
	return nil
}

// listen returns a socket in a folder, which may have a long name. The socket's file
// goes with the folder.
func listen(dir, name string) (l *net.UnixListener, err error) {
	err = run.InFolder(dir, func(folder string) (err error) {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(folder, name), Net: "unix"})
		return err
	})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	return l, nil
}

// startHelpers starts the processes that serve backends. Each listens when it returns.
func (i *instance) startHelpers(ctx context.Context, b *bundle.Bundle) error {
	i.peers.Helpers = map[string]*qtest.Helper{}
	for _, use := range i.backends() {
		if use.Backend.Helper == nil {
			continue
		}
		program, err := b.Program(use.Backend.Helper.Program)
		if err != nil {
			return &qtest.HelperError{Program: use.Backend.Helper.Program, While: "being looked for", Err: err}
		}
		cfg := qtest.HelperConfig{
			Name: use.Backend.Helper.Program, Command: slices.Concat(program.Command, program.Args, use.HelperArgs),
			Dir: i.dir, Socket: use.Socket,
		}
		if len(program.Env) > 0 {
			cfg.Env = append(os.Environ(), program.Env...)
		}
		heard := &listener{output: i.heard(i.complaints.Reader(helperName(use)))}
		if i.transcript != nil {
			heard.next = i.transcript.Beside(helperName(use))
		}
		cfg.Observer = heard
		if i.peers.Helpers[use.Name], err = qtest.StartHelper(ctx, cfg); err != nil {
			delete(i.peers.Helpers, use.Name)
			return err
		}
	}
	return nil
}

// blame returns the error of a start of QEMU that a helper has caused: the helper has
// died, or QEMU ended by itself with a complaint about the helper's backend.
func (i *instance) blame(err error) error {
	if err == nil {
		return nil
	}
	if died := i.helperErr(); died != nil {
		return errors.Join(died, err)
	}
	var notStarted *qtest.StartError
	if !errors.As(err, &notStarted) || notStarted.Kind != qtest.Exited {
		return err
	}
	for _, use := range i.backends() {
		if h := i.peers.Helpers[use.Name]; h != nil && strings.Contains(notStarted.Output, use.ID) {
			return &qtest.HelperError{
				Program: use.Backend.Helper.Program, Command: h.CommandLine(), While: "while QEMU started", Output: h.Output(), Err: err,
			}
		}
	}
	return err
}

// helperErr returns the errors of the helpers that have died.
func (i *instance) helperErr() error {
	var errs []error
	for _, use := range i.backends() {
		if h := i.peers.Helpers[use.Name]; h != nil {
			errs = append(errs, h.Err())
		}
	}
	return errors.Join(errs...)
}

// stopHelpers ends the helpers. It returns the errors of those that had died before, or
// do not end as they should.
func (i *instance) stopHelpers(ctx context.Context) error {
	var errs []error
	for _, use := range i.backends() {
		if h := i.peers.Helpers[use.Name]; h != nil {
			errs = append(errs, h.Stop(ctx))
		}
	}
	return errors.Join(errs...)
}

// closeServers ends the test's servers.
func (i *instance) closeServers() error {
	var errs []error
	for _, use := range i.backends() {
		if l := i.peers.Listeners[use.Name]; l != nil {
			if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) { // the test may have closed it
				errs = append(errs, fmt.Errorf("runner: socket of backend %q: %w", use.Name, err))
			}
		}
		if s := i.peers.Servers[use.Name]; s != nil {
			delete(i.peers.Servers, use.Name)
			if err := s.Close(); err != nil {
				errs = append(errs, fmt.Errorf("server of backend %q: %w", use.Name, err))
			}
		}
	}
	return errors.Join(errs...)
}

// closePeers releases what is left of the other sides of backends.
func (i *instance) closePeers() {
	for _, f := range i.peers.Channels {
		f.Close()
	}
	for _, h := range i.peers.Helpers {
		h.Kill()
	}
	_ = i.closeServers() // stop has told their errors, or QEMU's start that of the path
}
