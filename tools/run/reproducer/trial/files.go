package trial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// emptyFile is the size, in bytes, of a disk image that a report names and nobody has. It
// has no content.
const emptyFile = 64 << 20

var (
	// The names of files in options.
	fileProp = regexp.MustCompile(`(^|,)((?:file\.)?(?:file|filename|mem-path|path))=([^,]*)`)
	// What names no file of the host.
	protocol = regexp.MustCompile(`^[\w+.-]+:`)
)

// imageFlags are the options whose value is a disk image.
var imageFlags = map[string]bool{
	"": true, "hda": true, "hdb": true, "hdc": true, "hdd": true, "cdrom": true, "fda": true, "fdb": true, "sd": true, "mtdblock": true, "pflash": true,
}

// makeFiles makes an empty file in dir for each disk image that is not there, and returns
// options with its name.
func makeFiles(options []reproducer.Option, dir string) (all []reproducer.Option, made []string, err error) {
	ensure := func(name string) (string, error) {
		if name == "" || protocol.MatchString(name) {
			return name, nil
		}
		if _, err := os.Stat(name); err == nil {
			return filepath.Abs(name)
		}
		base := filepath.Base(name)
		inside := filepath.Join(dir, base)
		if _, err := os.Stat(inside); errors.Is(err, fs.ErrNotExist) {
			f, err := os.Create(inside)
			if err != nil {
				return "", fmt.Errorf("trial: %w", err)
			}
			made = append(made, name)
			return base, errors.Join(f.Truncate(emptyFile), f.Close())
		}
		return base, nil
	}
	for _, o := range options {
		switch {
		case imageFlags[o.Flag]:
			if o.Value, err = ensure(o.Value); err != nil {
				return nil, nil, err
			}
		case o.Flag == "drive" || o.Flag == "blockdev":
			var errs []error
			o.Value = fileProp.ReplaceAllStringFunc(o.Value, func(text string) string {
				m := fileProp.FindStringSubmatch(text)
				if strings.Contains(o.Value, "driver=") && m[2] == "file" {
					return text // of a -blockdev: the name of a node
				}
				name, err := ensure(m[3])
				errs = append(errs, err)
				return m[1] + m[2] + "=" + name
			})
			if err := errors.Join(errs...); err != nil {
				return nil, nil, err
			}
		}
		all = append(all, o)
	}
	return all, made, nil
}
