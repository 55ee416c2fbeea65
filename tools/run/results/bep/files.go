package bep

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Bazel's names for the outputs of a test.
const (
	logName     = "test.log"
	outputsName = "test.outputs"              // a folder
	zipName     = "test.outputs__outputs.zip" // the same, zipped
)

// Results and logs are smaller, unless something is wrong.
const (
	maxResult = 64 << 20
	maxTail   = 16 << 10
)

// errElsewhere means that Bazel left a file in a remote cache.
var errElsewhere = errors.New("was not downloaded (bazel test --remote_download_outputs=toplevel does that)")

// local returns the name of the file that a URI stands for.
func local(uri string) (string, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return "", err
	}
	if u.Scheme != "file" {
		return "", fmt.Errorf("%s %w", uri, errElsewhere)
	}
	return filepath.FromSlash(u.Path), nil
}

// outputs are the undeclared outputs of a test.
type outputs struct {
	fs.FS
	name  string // the folder or the zip file
	close func() error
}

// outputs opens the outputs of the attempt. Without any it returns an error
// that wraps [fs.ErrNotExist].
func (a *Attempt) outputs() (*outputs, error) {
	if uri, ok := a.Files[outputsName]; ok {
		name, err := local(uri)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(name); err != nil {
			return nil, err
		}
		return &outputs{os.DirFS(name), name, func() error { return nil }}, nil
	}
	uri, ok := a.Files[zipName]
	if !ok {
		return nil, fmt.Errorf("no outputs: %w", fs.ErrNotExist)
	}
	name, err := local(uri)
	if err != nil {
		return nil, err
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &outputs{z, name, z.Close}, nil
}

// read returns the content of a file in the outputs.
func (o *outputs) read(name string) ([]byte, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxResult+1))
	if err == nil && len(text) > maxResult {
		err = fmt.Errorf("%s: larger than %d MB", name, maxResult>>20)
	}
	return text, err
}

// where returns the present name of a file in the outputs. The test gave its
// name in another folder.
func (o *outputs) where(name string) string {
	if name == "" {
		return ""
	}
	name = path.Base(filepath.ToSlash(name))
	if _, err := fs.Stat(o, name); err != nil {
		return ""
	}
	if strings.HasSuffix(o.name, ".zip") {
		return o.name + ": " + name
	}
	return filepath.Join(o.name, name)
}

// logTail returns the last lines of the attempt's log.
func (a *Attempt) logTail() (string, error) {
	uri, ok := a.Files[logName]
	if !ok {
		return "", fmt.Errorf("no %s: %w", logName, fs.ErrNotExist)
	}
	name, err := local(uri)
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	from := max(0, info.Size()-maxTail)
	text, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	tail := string(text)
	if from > 0 { // not from the middle of a line
		_, tail, _ = strings.Cut(tail, "\n")
	}
	return tail, nil
}
