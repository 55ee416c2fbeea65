package farm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Instance is the name of the farm's server in requests.
const Instance = "qgraph"

// Scripts of tools/farm that run in a part's namespaces.
const (
	serverScript = "server.sh"
	workerScript = "worker.sh"
)

const serverName = "server"

// startTimeout is the time that a part has to get ready for work.
const startTimeout = 60 * time.Second

// Config describes a farm.
type Config struct {
	Workspace string            // the checkout, for the scripts of tools/farm
	Root      string            // the folder that MakeRoot returned
	Dir       string            // for all files of the farm; it must not exist
	Port      int               // on the loopback address; 0 for one that is free
	Workers   int               // how many
	Sizes     map[string]string // space for a worker's files, by the worker's name, if less than the disk has
}

// Farm is a farm that was started.
type Farm struct {
	Config
	Server  Process
	Members []Process // the workers
}

// ErrUp means that the folder has a farm.
var ErrUp = errors.New("a farm is up")

// ErrDown means that the folder has no farm.
var ErrDown = errors.New("no farm is up")

// MakeRoot makes the root of a farm's parts unless it exists, and returns its
// folder. It writes its progress to log.
func MakeRoot(ctx context.Context, workspace string, log io.Writer) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(workspace, "tools", "farm", "make_root.sh"), workspace)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, log
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("farm: make the root: %w", err)
	}
	return strings.TrimSpace(out.String()), nil
}

// Up starts a farm and returns when its workers wait for work. After an error,
// no part of it is left.
func Up(ctx context.Context, c Config) (f *Farm, err error) {
	if _, err := os.Stat(c.Dir); err == nil {
		return nil, fmt.Errorf("farm: %s: %w", c.Dir, ErrUp)
	}
	f = &Farm{Config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Down(context.WithoutCancel(ctx)))
			f = nil
		}
	}()
	for _, folder := range []string{"shared", "cas", "logs"} {
		if err := os.MkdirAll(filepath.Join(c.Dir, folder), 0o755); err != nil {
			return f, fmt.Errorf("farm: %w", err)
		}
	}
	if err := f.configure(); err != nil {
		return f, err
	}
	if f.Server, err = f.launch(serverName, serverScript, serverName); err != nil {
		return f, err
	}
	if err := errors.Join(f.save(), f.serverReady(ctx)); err != nil {
		return f, err
	}
	for i := range c.Workers {
		if err := f.Hire(ctx, fmt.Sprintf("worker-%d", i+1)); err != nil {
			return f, err
		}
	}
	return f, nil
}

// configure writes the server's configuration, with a free port.
func (f *Farm) configure() error {
	if f.Port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("farm: find a port: %w", err)
		}
		f.Port = l.Addr().(*net.TCPAddr).Port
		l.Close()
	}
	text, err := os.ReadFile(filepath.Join(f.Workspace, "tools", "farm", "buildgrid.yml"))
	if err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	text = bytes.ReplaceAll(text, []byte(":PORT"), []byte(":"+strconv.Itoa(f.Port)))
	if err := os.WriteFile(filepath.Join(f.Dir, "shared", "buildgrid.yml"), text, 0o644); err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	return nil
}

// serverReady waits until the server takes connections.
func (f *Farm) serverReady(ctx context.Context) error {
	return wait(ctx, "the server", startTimeout, func() (bool, error) {
		if !f.Server.Alive() {
			return false, f.said(serverName)
		}
		c, err := net.Dial("tcp", f.Address())
		if err != nil {
			return false, nil //nolint:nilerr // not yet
		}
		return true, c.Close()
	})
}

// Hire starts a worker of that name, also in place of one that ended.
func (f *Farm) Hire(ctx context.Context, name string) error {
	sign := fmt.Sprintf("Created new BotSession. Requesting leases. instance_name=%q request.bot_id=%q", Instance, name)
	before, err := f.count(serverName, sign)
	if err != nil {
		return err
	}
	reserved := "2G"
	if f.Sizes[name] != "" {
		reserved = "0"
	}
	p, err := f.launch(name, workerScript, name, reserved)
	if err != nil {
		return err
	}
	f.Members = slices.DeleteFunc(f.Members, func(m Process) bool { return m.Name == name })
	f.Members = append(f.Members, p)
	if err := f.save(); err != nil {
		return err
	}
	return wait(ctx, name, startTimeout, func() (bool, error) {
		if !p.Alive() {
			return false, f.said(name)
		}
		n, err := f.count(serverName, sign)
		return n > before, err
	})
}

// Kill ends a worker in the middle of its work.
func (f *Farm) Kill(ctx context.Context, name string) error {
	for _, m := range f.Members {
		if m.Name == name {
			return m.kill(ctx)
		}
	}
	return fmt.Errorf("farm: no worker %q", name)
}

// Down ends the farm and removes all of its files.
func (f *Farm) Down(ctx context.Context) error {
	var errs []error
	for _, p := range append(slices.Clone(f.Members), f.Server) {
		errs = append(errs, p.kill(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return err // a running part would write again
	}
	if err := removeAll(f.Dir); err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	return nil
}

// Address returns the server's address for Bazel.
func (f *Farm) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(f.Port)) }

// Flags returns Bazel's flags to run on the farm.
func (f *Farm) Flags() []string {
	return []string{"--config=remote", "--remote_executor=grpc://" + f.Address(), "--remote_instance_name=" + Instance}
}

// LogFile returns the log file of a part of the farm.
func (f *Farm) LogFile(name string) string { return filepath.Join(f.Dir, "logs", name+".log") }

// count returns how often text is in a part's log.
func (f *Farm) count(name, text string) (int, error) {
	log, err := os.ReadFile(f.LogFile(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("farm: %w", err)
	}
	return bytes.Count(log, []byte(text)), nil
}

// said returns an error with the last lines of an ended part's log.
func (f *Farm) said(name string) error {
	log, err := os.ReadFile(f.LogFile(name))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return fmt.Errorf("it has ended; its last output:\n%s", strings.Join(lines[max(0, len(lines)-10):], "\n"))
}

func stateFile(dir string) string { return filepath.Join(dir, "farm.json") }

// save records the running parts, for a later Open.
func (f *Farm) save() error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	if err := os.WriteFile(stateFile(f.Dir), append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	return nil
}

// Open returns the farm that another process has started in dir.
func Open(dir string) (*Farm, error) {
	text, err := os.ReadFile(stateFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("farm: %s: %w", dir, ErrDown)
	}
	if err != nil {
		return nil, fmt.Errorf("farm: %w", err)
	}
	f := &Farm{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("farm: %s: %w", stateFile(dir), err)
	}
	return f, nil
}
