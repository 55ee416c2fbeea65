package runner_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// helperVariable is set where the test binary is to play a helper.
const helperVariable = "RUNNER_FAKE_HELPER"

// fakeHelper plays a helper: it echoes what comes on its socket, except where the mode
// says otherwise. The last argument is the name of the socket.
func fakeHelper(mode string) int {
	fmt.Println("helper: begins")
	switch mode {
	case "exits at once":
		fmt.Println("helper: error: no such disk")
		return 4
	case "never listens":
		select {}
	case "warns":
		fmt.Println("helper: warning: the disk is read-only")
	}
	l, err := net.Listen("unix", os.Args[len(os.Args)-1])
	if err != nil {
		fmt.Println(err)
		return 5
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	switch mode {
	case "lives on":
		signal.Ignore(syscall.SIGTERM)
	case "ends badly":
		go func() { <-end; fmt.Println("helper: error: the disk is not written"); os.Exit(6) }()
	default:
		go func() { <-end; os.Exit(0) }()
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return 7
		}
		if mode == "dies" {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		go io.Copy(c, c)
	}
}

// served is a backend with a helper.
var served = graph.Backend{
	Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}}, File: 512,
	Helper: &graph.Helper{Program: "helper", Options: []graph.Option{
		{Flag: "--disk", Props: []graph.Prop{{Name: "file", Value: graph.File()}}}, {Flag: "--on", Props: []graph.Prop{{Value: graph.Socket()}}},
	}},
}

var line = graph.NewHandle("line")

// runServed runs a test on the fake QEMU with a fake helper.
func runServed(t *testing.T, qemu, helper string, test func(t *run.T, q *qtest.QEMU)) (*results.Result, string) {
	t.Helper()
	folder := fakeProgram(t, helper)
	o := options(t, qemu, t.TempDir(), test, graph.Define(line, served))
	o.Bundle.Path = filepath.Join(folder, "qemu-system-fake")
	log := &tb{ctx: t.Context()}
	return runner.Run(log, o), log.log.String()
}

// fakeProgram returns a folder with the helper's program, or without it if the mode is "".
func fakeProgram(t *testing.T, mode string) string {
	t.Helper()
	folder := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\n%s='%s' exec '%s' \"$@\"\n", helperVariable, mode, self)
	if mode != "" {
		if err := os.WriteFile(filepath.Join(folder, "helper"), []byte(script), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// echo sends bytes to the helper, and wants them back.
func echo(t *run.T, _ *qtest.QEMU) {
	c, err := t.Env.Dial(t.Context(), line)
	t.Must(err)
	defer c.Close()
	t.Must(c.SetDeadline(time.Now().Add(time.Second)))
	_, err = c.Write([]byte("ping"))
	t.Must(err)
	got := make([]byte, 4)
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "ping" {
		t.Fatalf("the helper answers %q, %v; want %q", got, err, "ping")
	}
}

func TestHelpers(t *testing.T) {
	for _, tc := range []struct {
		name, qemu, helper string
		test               func(*run.T, *qtest.QEMU)
		want               results.Class
		log                []string // parts of the log
		end                string   // of the helper
	}{
		{"serves", "serves", "serves", echo, results.Passed, nil, "exited with status 0"},
		{"is not there", "serves", "", echo, results.Helper, []string{"helper being looked for"}, ""},
		{"exits at once", "serves", "exits at once", echo, results.Helper, []string{"helper exited with status 4 before it listened on line0.sock: helper: error: no such disk"}, "exited with status 4"},
		{"never listens", "serves", "never listens", echo, results.Helper, []string{"waiting for it to listen on line0.sock", "helper: begins"}, "was killed by signal SIGKILL"},
		{"dies", "serves", "dies", echo, results.Helper, []string{"helper was killed by signal SIGKILL while it was in use", "line0.sock"}, "was killed by signal SIGKILL"},
		{"dies while the test waits", "serves", "dies", func(t *run.T, _ *qtest.QEMU) {
			c, err := t.Env.Dial(t.Context(), line)
			t.Must(err)
			defer c.Close()
			<-t.Context().Done() // as a wait for the helper's work does
			t.Must(t.Context().Err())
		}, results.Helper, []string{"context canceled", "helper was killed by signal SIGKILL while it was in use"}, "was killed by signal SIGKILL"},
		{"lives on", "serves", "lives on", echo, results.Helper, []string{"waiting for it to end after SIGTERM"}, "was killed by signal SIGKILL"},
		{"ends badly", "serves", "ends badly", echo, results.Helper, []string{"exited with status 6 being stopped: helper: error: the disk is not written"}, "exited with status 6"},
		{"warns", "serves", "warns", echo, results.Complained, []string{"helper of line0 complained (warning): helper: warning: the disk is read-only"}, "exited with status 0"},
		{"speaks nonsense", "complains of the helper", "serves", echo, results.Helper, []string{"helper while QEMU started", "chardev=line0: Failed to read msg header"}, "exited with status 0"},
		{"lives while QEMU crashes", "crashes at once", "serves", echo, results.QEMUCrashed, []string{"SIGKILL"}, "exited with status 0"},
		{"is killed by the test", "serves", "serves", func(t *run.T, _ *qtest.QEMU) {
			h, err := t.Env.Helper(line)
			t.Must(err)
			h.Kill()
		}, results.Passed, nil, "was killed by signal SIGKILL"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, log := runServed(t, tc.qemu, tc.helper, tc.test)
			if r.Class != tc.want {
				t.Errorf("class %q, want %q; the log:\n%s", r.Class, tc.want, log)
			}
			for _, want := range tc.log {
				if !strings.Contains(log, want) {
					t.Errorf("the log does not say %q:\n%s", want, log)
				}
			}
			if len(r.Others) != 1 {
				t.Fatalf("processes beside QEMU: %+v, want the helper", r.Others)
			}
			if h := r.Others[0]; h.Name != "helper of line0" || h.End != tc.end || tc.helper != "" && !strings.Contains(h.Output, "helper: begins") {
				t.Errorf("the helper: %+v; want the end %q, and its output", h, tc.end)
			}
		})
	}
}

// server is a test's own server of a backend, which says hello to each client.
type server struct {
	ended chan error
	fails error
}

func (s *server) Close() error {
	if err := <-s.ended; !errors.Is(err, net.ErrClosed) {
		return err
	}
	return s.fails
}

// TestServers has a backend with a server of the test's, one for which the test accepts
// connections itself, and one on which QEMU would listen.
func TestServers(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fails error
		want  results.Class
		log   string
	}{
		{"ends well", nil, results.Passed, ""},
		{"ends badly", errors.New("a message is not a vhost-user message"), results.TestFailed, `server of backend "vu": a message is not a vhost-user message`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			start := func(_ context.Context, l *net.UnixListener) (*server, error) {
				s := &server{make(chan error, 1), tc.fails}
				go func() {
					for {
						c, err := l.Accept()
						if err != nil {
							s.ended <- err
							return
						}
						_, _ = c.Write([]byte("hello"))
						c.Close()
					}
				}()
				return s, nil
			}
			unix := func(channel graph.ChannelType, serve graph.ServeFunc) graph.Backend {
				return graph.Backend{Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}}, Channel: channel, Serve: serve}
			}
			vu, own, qemu := graph.NewHandle("vu"), graph.NewHandle("own"), graph.NewHandle("qemu")
			// The name of the folder is too long for a socket's.
			long := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
			if err := os.Mkdir(long, 0o777); err != nil {
				t.Fatal(err)
			}
			o := options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) {
				if s, err := run.Server[*server](t.Env, vu); err != nil || !errors.Is(s.fails, tc.fails) {
					t.Errorf("Server() = %v, %v", s, err)
				}
				if _, err := run.Server[*os.File](t.Env, vu); err == nil {
					t.Error("the server is taken for a file")
				}
				if got := hello(t, "vu0.sock"); got != "hello" {
					t.Errorf("the server says %q, want %q", got, "hello")
				}
				l, err := t.Env.Listener(own)
				t.Must(err)
				go func() {
					if c, err := l.Accept(); err == nil {
						_, _ = c.Write([]byte("me"))
						c.Close()
					}
				}()
				if got := hello(t, "own0.sock"); got != "me" {
					t.Errorf("the test says %q, want %q", got, "me")
				}
				if _, err := t.Env.Dial(t.Context(), vu); err == nil {
					t.Error("the test connects to itself")
				}
				l, err = net.ListenUnix("unix", &net.UnixAddr{Name: short(t, "qemu0.sock"), Net: "unix"}) // as QEMU does
				t.Must(err)
				defer l.Close()
				c, err := t.Env.Dial(t.Context(), qemu)
				t.Must(err)
				t.Must(c.Close())
			},
				graph.Define(vu, unix(graph.TestListens, run.Serve(start))), graph.Define(own, unix(graph.TestListens, nil)),
				graph.Define(qemu, unix(graph.QEMUListens, nil)))
			o.Scratch = long
			log := &tb{ctx: t.Context()}
			r := runner.Run(log, o)
			if r.Class != tc.want || !strings.Contains(log.log.String(), tc.log) {
				t.Errorf("class %q, want %q and %q; the log:\n%s", r.Class, tc.want, tc.log, log.log.String())
			}
		})
	}
}

// short returns a name of a socket in QEMU's folder as short as QEMU's own.
func short(t *run.T, name string) string {
	folder, err := os.Open(t.Env.Dir)
	t.Must(err)
	t.Cleanup(func() { folder.Close() })
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), name)
}

// hello returns what the server of a socket says to a client.
func hello(t *run.T, name string) string {
	c, err := net.Dial("unix", short(t, name))
	t.Must(err)
	defer c.Close()
	t.Must(c.SetDeadline(time.Now().Add(time.Second)))
	text, err := io.ReadAll(c)
	t.Must(err)
	return string(text)
}
