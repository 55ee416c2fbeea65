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

// Instance is the name under which the farm's server is asked for work.
const Instance = "qgraph"

// Scripts of tools/farm that run in a part's namespaces.
const (
	serverScript = "server.sh"
	workerScript = "worker.sh"
)

const serverName = "server"

// startTimeout is the time that a part has to be ready for work.
const startTimeout = 60 * time.Second

// Config says what a farm is made of.
type Config struct {
	Workspace string            // the checkout, for the scripts of tools/farm
	Root      string            // what MakeRoot returned
	Dir       string            // for all that the farm writes; it must not exist
	Port      int               // on the loopback address; 0 for one that is free
	Workers   int               // how many
	Sizes     map[string]string // room for what a worker writes, by its name, where it is less than the disk has
}

// Farm is a farm that was started.
type Farm struct {
	Config
	Server  Process
	Members []Process // the workers
}

// ErrUp means that there is a farm in the folder.
var ErrUp = errors.New("a farm is up")

// ErrDown means that there is no farm in the folder.
var ErrDown = errors.New("no farm is up")

// MakeRoot makes the root of a farm's parts unless it is there, and returns its
// folder. What it does is written to log.
func MakeRoot(ctx context.Context, workspace string, log io.Writer) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(workspace, "tools", "farm", "make_root.sh"), workspace)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, log
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("farm: make the root: %w", err)
	}
	return strings.TrimSpace(out.String()), nil
}

// Up starts a farm and returns when its workers wait for work. After an error
// nothing of it is left.
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

// configure writes the server's configuration, with a port that is free.
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

// Hire starts a worker of that name, or one in the place of another that ended.
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

// Kill ends a worker in the middle of whatever it does.
func (f *Farm) Kill(ctx context.Context, name string) error {
	for _, m := range f.Members {
		if m.Name == name {
			return m.kill(ctx)
		}
	}
	return fmt.Errorf("farm: no worker %q", name)
}

// Down ends the farm and removes all that it wrote.
func (f *Farm) Down(ctx context.Context) error {
	var errs []error
	for _, p := range append(slices.Clone(f.Members), f.Server) {
		errs = append(errs, p.kill(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return err // what still runs would write again
	}
	if err := removeAll(f.Dir); err != nil {
		return fmt.Errorf("farm: %w", err)
	}
	return nil
}

// Address returns where Bazel reaches the server.
func (f *Farm) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(f.Port)) }

// Flags returns what Bazel must be given to run on the farm.
func (f *Farm) Flags() []string {
	return []string{"--config=remote", "--remote_executor=grpc://" + f.Address(), "--remote_instance_name=" + Instance}
}

// LogFile returns the file with what a part of the farm says.
func (f *Farm) LogFile(name string) string { return filepath.Join(f.Dir, "logs", name+".log") }

// count returns how often a part has said text.
func (f *Farm) count(name, text string) (int, error) {
	log, err := os.ReadFile(f.LogFile(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("farm: %w", err)
	}
	return bytes.Count(log, []byte(text)), nil
}

// said returns an error with the last that a part said before it ended.
func (f *Farm) said(name string) error {
	log, err := os.ReadFile(f.LogFile(name))
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return fmt.Errorf("it has ended and said last:\n%s", strings.Join(lines[max(0, len(lines)-10):], "\n"))
}

func stateFile(dir string) string { return filepath.Join(dir, "farm.json") }

// save writes down what runs, for a later Open.
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
