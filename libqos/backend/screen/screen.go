package screen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Image is the picture on a screen.
type Image struct {
	Width, Height int
	pixels        []byte // three bytes each, row for row
}

// At returns the colour of the pixel in column x and row y, from the top left corner.
func (i Image) At(x, y int) (red, green, blue byte) {
	p := i.pixels[3*(y*i.Width+x):]
	return p[0], p[1], p[2]
}

// Dump returns the picture on an output of the display device with that id.
func Dump(ctx context.Context, env *run.Env, device string, output int) (Image, error) {
	type arguments struct {
		Filename string `json:"filename"`
		Device   string `json:"device"`
		Head     int    `json:"head"`
	}
	const name = "screen.ppm" // in QEMU's working directory
	if _, err := qmp.Execute[qmp.Empty](ctx, env.QEMU.QMP(), "screendump", arguments{name, device, output}); err != nil {
		return Image{}, fmt.Errorf("screen: %w", err)
	}
	p, err := os.ReadFile(filepath.Join(env.Dir, name))
	if err != nil {
		return Image{}, fmt.Errorf("screen: %w", err)
	}
	return Parse(p)
}

// Parse returns the image of a file of the kind "Portable Pixmap", P6, with values up to
// 255 (Netpbm, "PPM Format Specification").
func Parse(p []byte) (Image, error) {
	var i Image
	var most int
	if _, err := fmt.Sscanf(string(p[:min(len(p), 64)]), "P6\n%d %d\n%d\n", &i.Width, &i.Height, &most); err != nil || most != 255 {
		return Image{}, fmt.Errorf("screen: not a pixmap with values up to 255: %q, %v", p[:min(len(p), 16)], err)
	}
	header := len(fmt.Sprintf("P6\n%d %d\n%d\n", i.Width, i.Height, most))
	if got, want := len(p)-header, 3*i.Width*i.Height; got != want {
		return Image{}, fmt.Errorf("screen: %dx%d pixels in %d bytes, want %d", i.Width, i.Height, got, want)
	}
	i.pixels = p[header:]
	return i, nil
}
